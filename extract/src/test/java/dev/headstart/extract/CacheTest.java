package dev.headstart.extract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.embeddings.EmbeddingsReader;
import dev.headstart.files.LockFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backbone cut off after its first layers makes these quick. */
class CacheTest {
    private static final Path SAMPLES = Path.of("../datasets/samples/train");

    @TempDir
    Path folder;

    private Path images;
    private Path out;

    @BeforeEach
    void pictures() throws IOException {
        images = folder.resolve("images");
        out = folder.resolve("out.parquet");
        for (String label : List.of("city", "desert", "forest")) {
            for (int i = 0; i < 5; i++) {
                copy(label + "/0" + i + ".jpg", label + "/" + i + ".jpg");
            }
        }
    }

    @Test
    void aSecondRunFindsNothingToDo() throws IOException {
        extract();
        byte[] before = Files.readAllBytes(out);
        assertTrue(extract().out().contains("is up to date: 15 embeddings; 0 new, 0 changed, 0 gone"));
        assertArrayEquals(before, Files.readAllBytes(out));
        assertOnlyTheStoreAndItsLock();
    }

    @Test
    void onlyWhatIsNewOrChangedIsComputedAndWhatIsGoneIsDropped() throws IOException {
        extract();
        copy("city/20.jpg", "city/9.jpg");
        copy("desert/21.jpg", "desert/1.jpg");
        Files.delete(images.resolve("forest/0.jpg"));
        Files.delete(images.resolve("forest/4.jpg"));
        Files.setLastModifiedTime(images.resolve("forest/1.jpg"), FileTime.fromMillis(1_000_000));
        Run.Outcome outcome = extract();
        assertTrue(outcome.out().contains("14 pictures, 1 new, 1 changed, 2 gone"), outcome.out());
        assertTrue(outcome.out().contains("2 pictures in"), outcome.out());
        assertSameAsFresh();
        assertOnlyTheStoreAndItsLock();
        assertTrue(extract().out().contains("up to date"));
    }

    /** As reproducible archives, rsync --times and cp -p leave them. */
    @Test
    void aPictureReplacedByAnotherOfTheSameSizeAndTimeIsComputed() throws IOException {
        Path red = ppm("city/red.ppm", 200, 0, 0);
        Path blue = ppm("desert/blue.ppm", 0, 0, 200);
        extract();
        ppm("city/red.ppm", 0, 0, 200);
        ppm("desert/blue.ppm", 200, 0, 0);
        Run.Outcome outcome = extract();
        assertTrue(outcome.out().contains("17 pictures, 0 new, 2 changed, 0 gone"), outcome.out());
        assertSameAsFresh();
        Path aside = Files.move(red, folder.resolve("aside"));
        Files.move(blue, red);
        Files.move(aside, blue);
        outcome = extract();
        assertTrue(outcome.out().contains("17 pictures, 0 new, 2 changed, 0 gone"), outcome.out());
        assertSameAsFresh();
        Files.copy(red, blue, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        outcome = extract();
        assertTrue(outcome.out().contains("17 pictures, 0 new, 1 changed, 0 gone"), outcome.out());
        assertTrue(extract().out().contains("up to date"));
    }

    /** A picture of one colour, with the size and the time of all others. */
    private Path ppm(String name, int... colour) throws IOException {
        ByteArrayOutputStream ppm = new ByteArrayOutputStream();
        ppm.writeBytes("P6 64 48 255\n".getBytes(US_ASCII));
        for (int i = 0; i < 64 * 48; i++) {
            for (int value : colour) {
                ppm.write(value);
            }
        }
        return Files.setLastModifiedTime(Files.write(images.resolve(name), ppm.toByteArray()),
                FileTime.fromMillis(315_532_800_000L));
    }

    @Test
    void aPictureMovedToAnotherClassHasThatLabel() throws IOException {
        extract();
        Files.move(images.resolve("desert/3.jpg"), images.resolve("city/7.jpg"));
        extract();
        assertSameAsFresh();
        assertEquals("city", Run.read(out).get(5).row().label());
    }

    @Test
    void freshForgetsWhatThereWas() throws IOException {
        extract();
        assertTrue(extract("--fresh").out().contains("15 pictures in"));
    }

    @Test
    void aFreshRunThatWasStoppedGoesOnWithTheSameCommandOrWithoutFreshAndForgetsTheStore() throws IOException {
        for (boolean again : new boolean[]{true, false}) {
            extract("--fresh");
            Files.writeString(images.resolve("forest/4.jpg"), "broken");
            run("--fresh", "--on-error", "fail", "--batch-size", "4", "--precision", "bf16");
            copy("forest/04.jpg", "forest/4.jpg");
            Run.Outcome outcome = again ? extract("--fresh", "--precision", "bf16") : extract("--precision", "bf16");
            assertTrue(outcome.out().contains("going on after 14 pictures"), outcome.out());
            assertEquals(15, Run.read(out).size());
            assertTrue(extract("--precision", "bf16").out().contains("up to date"));
        }
    }

    @Test
    void freshBeginsAnewOverAnUnfinishedRunThatWasNot() throws IOException {
        Files.writeString(images.resolve("forest/4.jpg"), "broken");
        run("--on-error", "fail", "--batch-size", "4");
        copy("forest/04.jpg", "forest/4.jpg");
        assertTrue(extract("--fresh").out().contains("15 pictures in"));
        Files.writeString(folder.resolve("out.parquet.journal"), "my diary, which is no journal of embeddings");
        assertTrue(extract("--fresh").out().contains("15 pictures in"));
        assertOnlyTheStoreAndItsLock();
    }

    @Test
    void aFinishedPictureThatIsBrokenOnceTheRunGoesOnIsLeftOut() throws IOException {
        Files.writeString(images.resolve("forest/4.jpg"), "broken");
        run("--on-error", "fail", "--batch-size", "4");
        Files.writeString(images.resolve("city/0.jpg"), "broken since");
        Run.Outcome outcome = extract();
        assertTrue(outcome.out().contains("13 embeddings from 15 pictures, 2 failed"), outcome.out());
        assertEquals("city/1.jpg", Run.read(out).getFirst().row().path());
    }

    @Test
    void picturesThatWereAwayForATimeAreNotComputedAgain() throws IOException {
        Path manifest = folder.resolve("list.csv");
        Files.writeString(manifest, "path\nimages/desert/0.jpg\nimages/desert/1.jpg\nimages/desert/broken.jpg\n");
        Object[] command = {"--weights", "seeded:0", "--on-error", "fail", manifest, out};
        Files.writeString(images.resolve("desert/broken.jpg"), "broken");
        Run.extract(command);
        Path away = Files.move(images, folder.resolve("away"));
        assertEquals(1, Run.extract(command).exit());
        Files.move(away, images);
        copy("desert/02.jpg", "desert/broken.jpg");
        assertTrue(Run.extract(command).out().contains("going on after 2 pictures"));
    }

    @Test
    void picturesThatWereMovedTogetherAreNotComputedAgainButTheStoreSaysWhereTheyAre() throws IOException {
        extract();
        images = Files.move(images, folder.resolve("elsewhere"));
        assertTrue(extract().out().contains("15 pictures, 0 new, 0 changed, 0 gone"));
        try (EmbeddingsReader reader = EmbeddingsReader.open(out)) {
            assertEquals(images.toString(), reader.origin().root());
        }
        assertTrue(extract().out().contains("up to date"));
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path real = folder.resolve("real.parquet");
        Files.createSymbolicLink(out, Path.of("real.parquet"));
        extract();
        assertTrue(Files.isSymbolicLink(out));
        assertEquals(15, Run.read(real).size());
        assertTrue(extract().out().contains("up to date"));
    }

    @Test
    void aManifestIsNotOverwrittenByTheListOfBadPicturesEither() throws IOException {
        Path manifest = Files.writeString(folder.resolve("out.errors.csv"), "path,label\nimages/desert/0.jpg,a\n");
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", manifest, out);
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains("is the manifest itself"), outcome.err());
        assertTrue(Files.exists(manifest));
    }

    @Test
    void moreThreadsThanBatchesAreNotStartedAndThousandsRefused() throws IOException {
        assertTrue(extract("--threads", "1000").out().contains("15 embeddings"));
        assertEquals(2, run("--threads", "100000").exit());
    }

    @Test
    void anotherKindOfEmbeddingIsRefusedAndNothingTouched() throws IOException {
        extract();
        byte[] before = Files.readAllBytes(out);
        for (List<String> other : List.of(List.of("--precision", "bf16"), List.of("--weights", "seeded:1"),
                List.of("--layer", "relu"), List.of("--pool", "max"), List.of("--exif", "ignore"),
                List.of("--fast-decode"))) {
            Run.Outcome outcome = run(other.toArray());
            assertEquals(1, outcome.exit());
            assertTrue(outcome.err().contains("--fresh") && outcome.err().contains(", not "), outcome.err());
            assertArrayEquals(before, Files.readAllBytes(out));
        }
        assertOnlyTheStoreAndItsLock();
        assertEquals(0, run("--precision", "bf16", "--fresh").exit());
    }

    @Test
    void fastAndExactEmbeddingsDoNotMixEitherWay() throws IOException {
        assertTrue(extract("--fast-decode").out().contains("note: --fast-decode"));
        Run.Outcome outcome = run();
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains("decode JPEG reduced to no less than 512, not exact"), outcome.err());
        assertTrue(extract("--fast-decode").out().contains("up to date"));
    }

    @Test
    void aFileThatIsNoStoreIsNotOverwritten() throws IOException {
        Files.writeString(out, "my thesis");
        Run.Outcome outcome = run();
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains("--fresh"), outcome.err());
        assertEquals("my thesis", Files.readString(out));
    }

    @Test
    void badPicturesAreListedWithTheirReasonsAndTriedAgain() throws IOException {
        byte[] jpeg = Files.readAllBytes(images.resolve("desert/0.jpg"));
        Files.write(images.resolve("desert/0.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
        Files.write(images.resolve("desert/1.jpg"), new byte[0]);
        Files.writeString(images.resolve("desert/2.jpg"), "%PDF-1.7");
        Files.createSymbolicLink(images.resolve("desert/a,\"b\".jpg"), folder.resolve("nowhere"));
        Run.Outcome outcome = extract();
        assertTrue(outcome.out().contains("12 embeddings from 16 pictures, 4 failed"), outcome.out());
        List<String> errors = Files.readAllLines(folder.resolve("out.errors.csv"));
        assertEquals(List.of("path,reason", "desert/0.jpg,truncated JPEG: it has no end-of-image marker",
                "desert/1.jpg,the file is empty"), errors.subList(0, 3));
        assertTrue(errors.get(3).startsWith("desert/2.jpg,\"a PDF, which is not read"), errors.get(3));
        assertEquals("\"desert/a,\"\"b\"\".jpg\",\"it is gone, or a link to nothing\"", errors.get(4));
        Files.write(images.resolve("desert/0.jpg"), jpeg);
        assertTrue(extract().out().contains("13 embeddings from 16 pictures, 3 failed"));
        for (String name : List.of("1.jpg", "2.jpg", "a,\"b\".jpg")) {
            Files.delete(images.resolve("desert").resolve(name));
        }
        extract();
        assertFalse(Files.exists(folder.resolve("out.errors.csv")));
    }

    @Test
    void onErrorFailStopsAndKeepsWhatWasFinished() throws IOException {
        Files.writeString(images.resolve("forest/0.jpg"), "broken");
        Run.Outcome outcome = run("--on-error", "fail", "--batch-size", "5");
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains("forest/0.jpg: not a picture"), outcome.err());
        assertFalse(Files.exists(out));
        copy("forest/00.jpg", "forest/0.jpg");
        assertTrue(extract("--on-error", "fail").out().contains("going on after 14 pictures"));
        assertSameAsFresh();
    }

    @Test
    void moreThanHalfBadIsAFailureThatKeepsTheRest() throws IOException {
        for (String label : List.of("desert", "forest")) {
            for (int i = 0; i < 5; i++) {
                Files.writeString(images.resolve(label + "/" + i + ".jpg"), "broken");
            }
        }
        Run.Outcome outcome = run();
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains("more than half of the pictures could not be read (10 of 15)"),
                outcome.err());
        assertEquals(5, Run.read(out).size());
    }

    @Test
    void picturesAllBadLeaveAListAndNoStore() throws IOException {
        Path bad = Files.createDirectories(folder.resolve("bad"));
        Files.writeString(bad.resolve("1.jpg"), "broken");
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", bad, out);
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains("none of the 1 pictures could be read"), outcome.err());
        assertFalse(Files.exists(out));
        assertTrue(Files.exists(folder.resolve("out.errors.csv")));
    }

    @Test
    void oddNamesLinksAndLoopsAreNoObstacle() throws IOException {
        for (String name : List.of("with space.jpg", "comma,quote\".jpg", "new\nline.jpg", "日本語 Ünïcode.jpg")) {
            copy("desert/10.jpg", "desert/" + name);
        }
        Files.createSymbolicLink(images.resolve("desert/link.jpg"), images.resolve("desert/0.jpg").toAbsolutePath());
        Files.createSymbolicLink(images.resolve("desert/loop"), images.resolve("desert").toAbsolutePath());
        Files.createDirectories(images.resolve("empty class"));
        Run.Outcome outcome = extract();
        assertTrue(outcome.out().contains("20 embeddings from 20 pictures, 0 failed"), outcome.out());
        assertTrue(extract().out().contains("up to date"));
    }

    @Test
    void aJournalCutAnywhereIsResumedToTheSameStore() throws IOException {
        extract("--batch-size", "4");
        byte[] whole = Files.readAllBytes(out);
        Files.delete(out);
        Files.writeString(images.resolve("forest/4.jpg"), "broken");
        run("--on-error", "fail", "--batch-size", "4");
        byte[] journal = Files.readAllBytes(folder.resolve("out.parquet.journal"));
        copy("forest/04.jpg", "forest/4.jpg");
        for (int cut = journal.length - 1; cut >= 0; cut -= journal.length / 7) {
            Files.deleteIfExists(out);
            Files.write(folder.resolve("out.parquet.journal"), Arrays.copyOf(journal, cut));
            extract("--batch-size", "4");
            assertArrayEquals(whole, Files.readAllBytes(out), "cut at " + cut);
        }
    }

    @Test
    void aDamagedRowOfAJournalIsSaidAndItAloneComputedAgain() throws IOException {
        extract();
        byte[] whole = Files.readAllBytes(out);
        Files.delete(out);
        Files.writeString(images.resolve("forest/4.jpg"), "broken");
        run("--on-error", "fail", "--batch-size", "15");
        Path file = folder.resolve("out.parquet.journal");
        byte[] journal = Files.readAllBytes(file);
        journal[journal.length / 2] ^= 1;
        Files.write(file, journal);
        copy("forest/04.jpg", "forest/4.jpg");
        Run.Outcome outcome = extract();
        assertTrue(outcome.out().contains("going on after 13 pictures of an unfinished run\nnote: "), outcome.out());
        assertTrue(outcome.out().contains(" bytes of that run's journal are damaged"), outcome.out());
        assertArrayEquals(whole, Files.readAllBytes(out));
    }

    @Test
    void aJournalThatEndsInZerosIsGoneOnWithOrBegunAnew() throws IOException {
        Files.writeString(images.resolve("forest/4.jpg"), "broken");
        run("--on-error", "fail");
        Path file = folder.resolve("out.parquet.journal");
        byte[] journal = Files.readAllBytes(file);
        copy("forest/04.jpg", "forest/4.jpg");
        Files.write(file, Arrays.copyOf(journal, journal.length + 100));
        assertTrue(extract("--fresh").out().contains("15 pictures in"));
        Files.write(file, Arrays.copyOf(journal, journal.length + 100));
        assertTrue(extract().out().contains("going on after 14 pictures"));
    }

    @Test
    void aRunKilledBetweenTheStoreAndTheEndOfItsJournalLeavesTheSameStore() throws IOException {
        Files.writeString(images.resolve("forest/4.jpg"), "broken");
        run("--on-error", "fail");
        Path file = folder.resolve("out.parquet.journal");
        byte[] journal = Files.readAllBytes(file);
        copy("forest/04.jpg", "forest/4.jpg");
        extract();
        byte[] whole = Files.readAllBytes(out);
        Files.write(file, journal);
        assertTrue(extract().out().contains("15 embeddings from 15 pictures"));
        assertArrayEquals(whole, Files.readAllBytes(out));
        assertOnlyTheStoreAndItsLock();
        assertTrue(extract().out().contains("up to date"));
    }

    @Test
    void aStaleLockIsNoObstacleAndALivingOneIsNamed() throws Exception {
        Files.writeString(folder.resolve("out.parquet.lock"), "999999");
        extract();
        Process holder = new ProcessBuilder(Run.java(Holder.class, folder.resolve("out.parquet.lock")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertEquals('x', holder.getInputStream().read());
            Run.Outcome outcome = run();
            assertEquals(1, outcome.exit());
            assertTrue(outcome.err().contains("another run (process " + holder.pid() + ") is writing"), outcome.err());
        } finally {
            holder.destroyForcibly();
            holder.waitFor();
        }
        assertTrue(extract().out().contains("up to date"));
    }

    /** A process that holds a lock until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (LockFile _ = LockFile.tryAcquire(Path.of(args[0])).orElseThrow()) {
                System.out.println("x");
                System.out.flush();
                Thread.sleep(60_000);
            }
        }
    }

    @Test
    void linksWhereARunKeepsItsOwnFilesAreRefusedAndWhatTheyLeadToIsUntouched() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        for (String ending : List.of(".lock", ".journal", ".part", ".hashes")) {
            Path link = Files.createSymbolicLink(folder.resolve("out.parquet" + ending), precious);
            for (Object option : List.of("--fresh", "--exif=apply")) {
                Run.Outcome outcome = run(option);
                assertEquals(1, outcome.exit());
                assertTrue(outcome.err()
                        .contains("out.parquet" + ending + "' is to be a file of the run's own, and is a "
                                + "link; delete it"),
                        outcome.err());
                assertEquals("precious", Files.readString(precious));
            }
            Files.delete(link);
        }
        extract();
    }

    @Test
    void aNameThatAnotherOutputsOwnFilesMayHaveIsRefused() throws IOException {
        for (String name : List.of("out.parquet.lock", "out.parquet.part", "out.parquet.journal", "out.parquet.hashes",
                "out.errors.csv", "OUT.PARQUET.LOCK")) {
            out = folder.resolve(name);
            Run.Outcome outcome = run();
            assertEquals(1, outcome.exit());
            assertTrue(outcome.err().contains("as files do that a run keeps beside its output"), outcome.err());
        }
        try (var left = Files.list(folder)) {
            assertEquals(List.of(images), left.toList());
        }
    }

    @Test
    void anOutputThatIsNoRegularFileIsNotReplacedByOne() {
        assumeTrue(Files.exists(Path.of("/dev/null")), "skipped: needs /dev/null");
        out = Path.of("/dev/null");
        Run.Outcome outcome = run("--fresh");
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains("'/dev/null' is a device, a pipe or a socket"), outcome.err());
        assertFalse(Files.isRegularFile(out));
    }

    @Test
    void aTargetThatCannotBeWrittenIsOneLine() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "skipped: needs /proc");
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", images, "/proc/self/out.parquet");
        assertEquals(1, outcome.exit());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains("cannot be written"), outcome.err());
    }

    private Run.Outcome run(Object... options) {
        List<Object> args = new ArrayList<>(List.of(options));
        for (List<String> usual : List.of(List.of("--weights", "seeded:0"), List.of("--layer", "maxpool"))) {
            if (!args.contains(usual.getFirst())) {
                args.addAll(usual);
            }
        }
        args.addAll(List.of(images, out));
        return Run.extract(args.toArray());
    }

    private Run.Outcome extract(Object... options) {
        Run.Outcome outcome = run(options);
        assertEquals(0, outcome.exit(), outcome.err());
        return outcome;
    }

    private void copy(String sample, String name) throws IOException {
        Path to = images.resolve(name);
        Files.createDirectories(to.getParent());
        Files.copy(SAMPLES.resolve(sample), to, StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    private void assertSameAsFresh() throws IOException {
        byte[] updated = Files.readAllBytes(out);
        extract("--fresh");
        assertArrayEquals(Files.readAllBytes(out), updated);
    }

    private void assertOnlyTheStoreAndItsLock() throws IOException {
        try (var left = Files.list(folder)) {
            assertEquals(List.of(images, out, folder.resolve("out.parquet.lock")),
                    left.filter(file -> !file.toString().endsWith(".hashes")).sorted().toList());
        }
    }
}
