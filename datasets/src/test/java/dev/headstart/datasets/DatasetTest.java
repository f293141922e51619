package dev.headstart.datasets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    @TempDir
    Path folder;

    @Test
    void classFoldersAreLabelsInOrderAndOtherFilesArePassedOver() throws IOException {
        touch("b/2.PNG", "b/1.jpg", "a/deep/er/3.webp", "a/notes.txt", "a/4.gif", "loose.jpg", "b/.DS_Store",
                "b/.hidden.jpg", ".ipynb_checkpoints/5.jpg", "a/.ipynb_checkpoints/6.jpg");
        assertEquals(List.of("a|null|a/deep/er/3.webp", "b|null|b/1.jpg", "b|null|b/2.PNG"), listing(folder));
        assertEquals(1, Dataset.open(folder).beside());
    }

    @Test
    void trainValAndTestAboveTheClassesAreSplits() throws IOException {
        touch("val/a/1.jpg", "train/b/2.jpg", "train/a/3.jpg", "test/a/4.jpg");
        assertEquals(
                List.of("a|train|train/a/3.jpg", "b|train|train/b/2.jpg", "a|val|val/a/1.jpg", "a|test|test/a/4.jpg"),
                listing(folder));
    }

    @Test
    void otherWordsForSplitsAreKnownAndAFolderWithoutPicturesBesideThemIsPassedOver() throws IOException {
        touch("Training/a/1.jpg", "valid/a/2.jpg", "notes/readme.txt");
        assertEquals(List.of("a|train|Training/a/1.jpg", "a|val|valid/a/2.jpg"), listing(folder));
    }

    @Test
    void splitsBesideAFolderOfPicturesThatIsNoneAreRefusedByItsName() throws IOException {
        touch("train/a/1.jpg", "val/a/2.jpg", "notes/page.png");
        UserException e = assertThrows(UserException.class, () -> Dataset.open(folder));
        assertTrue(String.valueOf(e.getMessage()).contains("splits ('train', 'val') and others ('notes')"),
                e.getMessage());
    }

    @Test
    void anEmptyFolderNamedAsASplitMakesNoSplitsOfClasses() throws IOException {
        touch("a/1.jpg", "b/2.jpg", "test/readme.txt");
        assertEquals(List.of("a|null|a/1.jpg", "b|null|b/2.jpg"), listing(folder));
    }

    @Test
    void aFlatFolderHasNoLabels() throws IOException {
        touch("2.jpg", "1 of, two.jpg", "übung.png");
        assertEquals(List.of("null|null|1 of, two.jpg", "null|null|2.jpg", "null|null|übung.png"), listing(folder));
    }

    @Test
    void aFlatFolderStaysOneBesideFoldersThatHoldNoPictures() throws IOException {
        touch("2.jpg", "1.jpg", "notes/readme.txt", "test/deep/readme.txt");
        assertEquals(List.of("null|null|1.jpg", "null|null|2.jpg"), listing(folder));
        assertEquals(0, Dataset.open(folder).beside());
    }

    @Test
    void aFlatFolderStaysOneThoughAFolderWithoutPicturesIsNamedAsASplit() throws IOException {
        touch("1.jpg", "test/readme.txt");
        assertEquals(List.of("null|null|1.jpg"), listing(folder));
    }

    @Test
    void aFlatSplitStaysOneBesideFoldersThatHoldNoPictures() throws IOException {
        touch("train/a/1.jpg", "test/2.jpg", "test/notes/readme.txt");
        assertEquals(List.of("a|train|train/a/1.jpg", "null|test|test/2.jpg"), listing(folder));
    }

    @Test
    void aManifestThatIsAPipeIsRefusedAndNotWaitedFor() throws IOException, InterruptedException {
        Path pipe = folder.resolve("list.csv");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        UserException e = assertTimeoutPreemptively(Duration.ofSeconds(10),
                () -> assertThrows(UserException.class, () -> Dataset.open(pipe)));
        assertTrue(String.valueOf(e.getMessage()).contains("a pipe or a device"), e.getMessage());
    }

    @Test
    void picturesThatAManifestNamesOutsideItsFolderAreCounted() throws IOException {
        Path csv = manifest("path\n1.jpg\n../2.jpg\n/somewhere/3.jpg\nfolder/../4.jpg\nfolder/../../5.jpg\n");
        assertEquals(3, Dataset.open(csv).outside());
    }

    @Test
    void aSplitMayBeFlatAndHasNoLabelsThen() throws IOException {
        touch("train/a/1.jpg", "train/b/2.jpg", "test/3.jpg");
        assertEquals(List.of("a|train|train/a/1.jpg", "b|train|train/b/2.jpg", "null|test|test/3.jpg"),
                listing(folder));
    }

    /** Java has them all as the same character. */
    @Test
    void labelsThatCannotBeReadAreRefused() throws IOException {
        assertRefused("path,label\n1.jpg,\ufffd\n", "has characters that could not be read");
    }

    @Test
    void aFolderThatMayNotBeReadIsNamed() throws IOException {
        touch("a/1.jpg", "a/b/2.jpg");
        Path closed = folder.resolve("a/b");
        Files.setPosixFilePermissions(closed, Set.of());
        try {
            assumeTrue(!Files.isReadable(closed), "skipped: this user may read everything");
            UserException e = assertThrows(UserException.class, () -> Dataset.open(folder));
            assertEquals("'" + closed + "' cannot be read: permission denied", e.getMessage());
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aLoopOfLinksEndsWhereItCloses() throws IOException {
        touch("a/1.jpg");
        Path loop = folder.resolve("a/loop");
        try {
            Files.createSymbolicLink(loop, folder.resolve("a"));
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "skipped: no symbolic links here");
        }
        assertEquals(List.of("a|null|a/1.jpg"), listing(folder));
    }

    @Test
    void aManifestNamesPicturesRelativeToItself() throws IOException {
        touch("x/1.jpg");
        Path csv = Files.writeString(folder.resolve("list.csv"), """
                path,note,label,split
                x/1.jpg,whatever,"a, the first",train
                "x/new
                line.jpg",,b,Dev
                3.jpg,,,
                """);
        assertEquals(List.of("a, the first|train|x/1.jpg", "b|val|x/new\nline.jpg", "null|null|3.jpg"), listing(csv));
        assertEquals(folder.resolve("x/1.jpg"), Dataset.open(csv).pictures().getFirst().file());
    }

    @Test
    void aManifestMayHaveAByteOrderMarkColumnsWithoutANameAndNoLabels() throws IOException {
        assertEquals(List.of("a|null|1.jpg"), listing(manifest("\ufeffpath,label\n1.jpg,a\n")));
        assertEquals(List.of("a|null|1.jpg"), listing(manifest(",path,label,\n0,1.jpg,a,\n")));
        assertEquals(List.of("null|null|1.jpg"), listing(manifest("path\n1.jpg\n")));
        assertEquals(List.of("null|null|1.jpg"), listing(manifest(",path\n0,1.jpg\n")));
        assertEquals(List.of("null|test|1.jpg"), listing(manifest("split,path\ntest,1.jpg\n")));
    }

    @Test
    void whatIsNoTextIsSaidToBeNone() throws IOException {
        Path csv = Files.write(folder.resolve("a.jpg"), new byte[]{(byte) 0xff, (byte) 0xd8, (byte) 0xff});
        UserException e = assertThrows(UserException.class, () -> Dataset.open(csv));
        assertTrue(String.valueOf(e.getMessage()).contains("is no text in UTF-8"), e.getMessage());
        StringBuilder rows = new StringBuilder("path,label\n");
        IntStream.range(0, 5000).forEach(i -> rows.append(i).append(".jpg,a\n"));
        Path late = Files.write(folder.resolve("late.csv"), (rows + "\u00fc.jpg,a\n").getBytes(ISO_8859_1));
        e = assertThrows(UserException.class, () -> Dataset.open(late));
        assertTrue(String.valueOf(e.getMessage()).contains("is no text in UTF-8"), e.getMessage());
    }

    @Test
    void aManifestThatIsWrongIsRefusedByItsLine() throws IOException {
        assertRefused("file,label\n1.jpg,a\n", "'path'");
        assertRefused("path,label\n1.jpg,a\n1.jpg,b\n", "line 3: '1.jpg' was named before");
        assertRefused("path,label\n1.jpg\n", "line 2: 1 values under 2 columns");
        assertRefused("path,label,split\n1.jpg,a,holdot\n",
                "line 2: split 'holdot' is none of train, val, test; the nearest known name is 'holdout'");
        assertRefused("path,label\n,a\n", "line 2: the path is empty");
        assertRefused("path,label\n\"1.jpg,a\n", "no CSV file");
        assertRefused("path,path,label\n", "names the column 'path' twice");
        assertRefused("path,class\n1.jpg,a\n", "'label'; it has [path, class]");
        assertRefused("", "'path'");
    }

    @Property(tries = 200)
    void anyTextIsAManifestOrRefusedInOneLine(@ForAll String text) throws IOException {
        Path csv = Files.createTempFile("manifest", ".csv");
        try {
            Files.writeString(csv,
                    text.codePoints()
                            .filter(c -> c < 0xd800 || c > 0xdfff)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append));
            UserException e = assertThrows(UserException.class, () -> Dataset.open(csv));
            assertEquals(1, String.valueOf(e.getMessage()).lines().count());
        } finally {
            Files.delete(csv);
        }
    }

    private void assertRefused(String manifest, String reason) throws IOException {
        Path csv = manifest(manifest);
        UserException e = assertThrows(UserException.class, () -> Dataset.open(csv));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    private Path manifest(String text) throws IOException {
        return Files.writeString(folder.resolve("list.csv"), text);
    }

    private void touch(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private static List<String> listing(Path source) {
        return Dataset.open(source).pictures().stream().map(p -> p.label() + "|" + p.split() + "|" + p.path()).toList();
    }
}
