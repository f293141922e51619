package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headstart.natives.NativeLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

class OpenCvLibraryTest {
    @TempDir
    private Path folder;

    @Test
    void itIsUnpackedOnceAndAgainWhereItIsNotWhole() throws IOException {
        OpenCvLibrary library = new OpenCvLibrary(natives(folder.resolve("a/b")));
        Path unpacked = library.unpacked();
        long size = Files.size(unpacked);
        Files.setLastModifiedTime(unpacked, FileTime.fromMillis(0));
        library.unpacked();
        assertEquals(0, Files.getLastModifiedTime(unpacked).toMillis());
        Files.write(unpacked, new byte[]{1, 2, 3});
        Path abandoned = Files.createFile(unpacked.resolveSibling("killed.part"));
        Files.setLastModifiedTime(abandoned, FileTime.fromMillis(0));
        library.unpacked();
        assertEquals(size, Files.size(unpacked));
        try (Stream<Path> left = Files.list(unpacked.getParent())) {
            assertEquals(List.of(unpacked), left.toList());
        }
    }

    @Test
    void whereNothingCanBeUnpackedToTheCacheItIsLoadedAllTheSame() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        new OpenCvLibrary(natives(file.resolve("below"))).load();
        Mat mat = new Mat(2, 3, CvType.CV_8UC3);
        assertEquals(6, mat.total());
        mat.release();
    }

    private NativeLibraries natives(Path cache) {
        return new NativeLibraries(folder, cache, folder, "user");
    }
}
