package dev.headstart.datasets;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pictures that a folder or a manifest names, in a fixed order.
 *
 * @param root what the pictures' paths are relative to
 * @param pictures by split, class and path
 */
public record Dataset(Path root, List<Picture> pictures) {
    /** {@code IMG_EXTENSIONS} of torchvision's {@code datasets/folder.py}. */
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff",
            "webp");

    private static final List<String> SPLITS = List.of("train", "val", "test");

    public Dataset {
        pictures = List.copyOf(pictures);
    }

    /**
     * Lists a folder of class folders as torchvision's {@code ImageFolder} does (with {@code train}, {@code val} and {@code test} above
     * them as splits), a flat folder of pictures without labels, or the pictures of a {@code .csv} manifest.
     *
     * @throws UserException if there is no such thing or no picture in it
     */
    public static Dataset open(Path source) {
        if (!Files.exists(source)) {
            throw new UserException("'" + source + "' does not exist; give a folder of pictures or a CSV manifest");
        }
        try {
            Dataset dataset = Files.isDirectory(source) ? folder(source) : Manifest.read(source);
            if (dataset.pictures().isEmpty()) {
                throw new UserException("'" + source + "' holds no pictures (looked for "
                        + String.join(", ", EXTENSIONS.stream().sorted().toList()) + ")");
            }
            return dataset;
        } catch (IOException e) {
            throw new UserException("'" + source + "' cannot be read: " + e, e);
        }
    }

    private static Dataset folder(Path root) throws IOException {
        List<Path> folders = visible(root).filter(Files::isDirectory).toList();
        List<Picture> pictures = new ArrayList<>();
        boolean split = !folders.isEmpty() && folders.stream().allMatch(f -> SPLITS.contains(name(f)));
        if (split) {
            for (String name : SPLITS) {
                for (Path folder : folders) {
                    if (name(folder).equals(name)) {
                        classes(root, visible(folder).filter(Files::isDirectory).toList(), name, pictures);
                    }
                }
            }
        } else if (folders.isEmpty()) {
            collect(root, root, null, null, pictures);
        } else {
            classes(root, folders, null, pictures);
        }
        return new Dataset(root, pictures);
    }

    private static void classes(Path root, List<Path> folders, @Nullable String split, List<Picture> to)
            throws IOException {
        for (Path folder : folders) {
            collect(root, folder, name(folder), split, to);
        }
    }

    /** Every picture below a folder; links are followed, and a loop of them is left where it closes. */
    private static void collect(Path root, Path folder, @Nullable String label, @Nullable String split,
            List<Picture> to) throws IOException {
        List<Picture> found = new ArrayList<>();
        Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new PictureVisitor(file -> {
            if (isPicture(file)) {
                found.add(new Picture(file, relative(root, file), label, split));
            }
        }));
        found.sort(Comparator.comparing(Picture::path));
        to.addAll(found);
    }

    private static Stream<Path> visible(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(p -> !name(p).startsWith("."))
                    .sorted(Comparator.comparing(Dataset::name))
                    .toList()
                    .stream();
        }
    }

    private static boolean isPicture(Path file) {
        String name = name(file);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
