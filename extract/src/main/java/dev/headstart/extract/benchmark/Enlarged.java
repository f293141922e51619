package dev.headstart.extract.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes many files of few: a folder of links to the files of another, each as often as it takes. */
final class Enlarged {
    private Enlarged() {}

    /**
     * @param count of links
     * @param to an empty folder, in which the folders are those of {@code from}
     */
    static void link(Path from, int count, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (int i = 0; i < count && !files.isEmpty(); i++) {
            Path file = files.get(i % files.size());
            Path link = to.resolve(from.relativize(file).toString());
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link.resolveSibling(i / files.size() + "-" + link.getFileName()),
                    file.toRealPath());
        }
    }
}
