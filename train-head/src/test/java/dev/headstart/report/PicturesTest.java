package dev.headstart.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headstart.pictures.Orientation;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
    private static final Path PICTURE = Path.of("../datasets/samples/test/city/00.jpg");

    @TempDir
    Path folder;
    private Path root;
    private byte[] content;

    @BeforeEach
    void putPicturesBelowTheRootAndBesideIt() throws IOException {
        content = Files.readAllBytes(PICTURE);
        root = folder.resolve("root");
        Files.createDirectories(root.resolve("a"));
        Files.write(root.resolve("a/1.jpg"), content);
        Files.write(folder.resolve("outside.jpg"), content);
    }

    @Test
    void aFileBelowTheRootIsShownThroughLinksToo() throws IOException {
        Files.createSymbolicLink(root.resolve("b.jpg"), Path.of("a/1.jpg"));
        Files.createSymbolicLink(folder.resolve("link"), root);
        assertEquals(Set.of(0, 1, 2), shown(picture(root, "a/1.jpg"), picture(root, "b.jpg"),
                picture(folder.resolve("link"), "a/../a/1.jpg")));
    }

    @Test
    void nothingOutsideTheRootIsOpened() throws IOException {
        Files.createSymbolicLink(root.resolve("link.jpg"), folder.resolve("outside.jpg"));
        Files.createSymbolicLink(root.resolve("up"), folder);
        assertEquals(Set.of(), shown(picture(root, "../outside.jpg"), picture(root, "link.jpg"),
                picture(root, "up/outside.jpg"), picture(root, folder.resolve("outside.jpg").toString())));
    }

    @Test
    void aFileOfAnotherSizeThanTheRowSaysIsNotOpened() throws IOException {
        String sum = Sha256.of(content);
        assertEquals(Set.of(),
                shown(new Run.Picture(root.toString(), "a/1.jpg", sum, content.length - 1),
                        new Run.Picture(root.toString(), "a/1.jpg", sum, 0),
                        new Run.Picture(root.toString(), "a/1.jpg", sum, -1), new Run.Picture("/proc", "kmsg", sum, 0),
                        new Run.Picture("/proc", "kcore", sum, 1L << 47),
                        new Run.Picture(root.toString(), "a", sum, Files.size(root.resolve("a"))),
                        new Run.Picture("\0", "a/1.jpg", sum, content.length)));
    }

    private Run.Picture picture(Path below, String path) {
        return new Run.Picture(below.toString(), path, Sha256.of(content), content.length);
    }

    private static Set<Integer> shown(Run.Picture... pictures) {
        List<Integer> rows = IntStream.range(0, pictures.length).boxed().toList();
        return new Pictures(List.of(pictures), Orientation.APPLY).of(rows, 32, _ -> {}).keySet();
    }
}
