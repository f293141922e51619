package dev.headstart.datasets;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Part;
import dev.headstart.files.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pictures that a folder or a manifest names, in a fixed order.
 *
 * @param root what the pictures' paths are relative to
 * @param pictures by split, class and path
 * @param beside pictures that lie beside class folders: they are in no class, and left out
 */
public record Dataset(Path root, List<Picture> pictures, long beside) {
    /** {@code IMG_EXTENSIONS} of torchvision's {@code datasets/folder.py}. */
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff",
            "webp");

    /** What stands for bytes that are no character. */
    private static final char UNREADABLE = '\ufffd';

    /** As many as a message names. */
    private static final int NAMED = 3;

    public Dataset {
        pictures = List.copyOf(pictures);
    }

    /**
     * Lists a folder of class folders as torchvision's {@code ImageFolder} does (with {@code train}, {@code val} and {@code test}, or what
     * else they are called, above them as splits; a split may be flat), a flat folder of pictures without labels, or the pictures of a
     * {@code .csv} manifest.
     *
     * @throws UserException if there is no such thing or no picture in it, or it holds pictures in splits and beside them
     */
    public static Dataset open(Path source) {
        if (!Files.exists(source)) {
            throw new UserException("'" + source + "' does not exist; give a folder of pictures or a CSV manifest");
        }
        if (!Files.isDirectory(source) && !Files.isRegularFile(source)) {
            throw new UserException("'" + source + "' is neither a folder nor a file but a pipe or a device, which may "
                    + "never end; write the manifest to a file");
        }
        try {
            Dataset dataset = Files.isDirectory(source) ? folder(source) : Manifest.read(source);
            requireNames(source, dataset.pictures());
            if (dataset.pictures().isEmpty()) {
                throw new UserException("'" + source + "' holds no pictures (looked for "
                        + String.join(", ", EXTENSIONS.stream().sorted().toList()) + ")");
            }
            return dataset;
        } catch (IOException e) {
            String where = e instanceof FileSystemException f && f.getFile() != null ? f.getFile() : source.toString();
            throw new UserException("'" + where + "' cannot be read: " + Reason.of(e), e);
        }
    }

    /** How many pictures a manifest names that do not lie in its folder: they are the user's, and none of an archive's that was unpacked there. */
    public long outside() {
        return pictures.stream()
                .map(p -> Path.of(p.path()).normalize())
                .filter(p -> p.isAbsolute() || p.startsWith(".."))
                .count();
    }

    /** No path and no label may stand for two, as names do whose characters Java cannot read. */
    private static void requireNames(Path source, List<Picture> pictures) {
        Set<String> seen = new HashSet<>();
        for (Picture picture : pictures) {
            boolean readable = picture.label() == null || picture.label().indexOf(UNREADABLE) < 0;
            if (!readable || !seen.add(picture.path())) {
                throw new UserException("'" + source + "': the name of '" + picture.path() + "', of class '"
                        + picture.label() + "', has characters that could not be read; rename it to UTF-8");
            }
        }
    }

    private static Dataset folder(Path root) throws IOException {
        List<Path> folders = visible(root).filter(Files::isDirectory).toList();
        List<Path> splits = splits(root, folders);
        List<Picture> pictures = new ArrayList<>();
        long beside = splits.isEmpty() ? classes(root, root, null, pictures) : loose(root);
        for (Part part : Part.values()) {
            for (Path folder : splits) {
                if (Part.of(name(folder)).equals(Optional.of(part))) {
                    beside += classes(root, folder, part.label(), pictures);
                }
            }
        }
        if (pictures.isEmpty() && beside > 0) { // below folders that are named as splits there are none
            return new Dataset(root, flat(root, root, null), 0);
        }
        return new Dataset(root, pictures, beside);
    }

    private static long loose(Path folder) throws IOException {
        return visible(folder).filter(p -> isPicture(p) && Files.isRegularFile(p)).count();
    }

    /** Those that are splits: all that hold pictures, or none. */
    private static List<Path> splits(Path root, List<Path> folders) throws IOException {
        List<Path> splits = folders.stream().filter(Dataset::isSplit).toList();
        if (splits.isEmpty() || splits.size() == folders.size()) {
            return splits;
        }
        List<Path> filled = new ArrayList<>();
        for (Path folder : folders) {
            List<Picture> found = new ArrayList<>();
            collect(root, folder, null, null, found);
            if (!found.isEmpty()) {
                filled.add(folder);
            }
        }
        splits = filled.stream().filter(Dataset::isSplit).toList();
        if (!splits.isEmpty() && splits.size() < filled.size()) {
            throw new UserException("'" + root + "' has folders named as splits (" + names(splits) + ") and others ("
                    + names(filled.stream().filter(f -> !isSplit(f)).toList())
                    + "): move the others out, or, if all are classes, give a CSV manifest that says so");
        }
        return splits;
    }

    private static boolean isSplit(Path folder) {
        return Part.of(name(folder)).isPresent();
    }

    private static String names(List<Path> folders) {
        return folders.stream().limit(NAMED).map(f -> "'" + name(f) + "'").collect(Collectors.joining(", "))
                + (folders.size() > NAMED ? ", ..." : "");
    }

    /**
     * Pictures of class folders; of a flat folder those in it, whatever else there is.
     *
     * @return how many lie beside the class folders
     */
    private static long classes(Path root, Path folder, @Nullable String split, List<Picture> to) throws IOException {
        int before = to.size();
        for (Path each : visible(folder).filter(Files::isDirectory).toList()) {
            collect(root, each, name(each), split, to);
        }
        if (to.size() > before) {
            return loose(folder);
        }
        to.addAll(flat(root, folder, split)); // nobody knows their classes, as of many tests
        return 0;
    }

    private static List<Picture> flat(Path root, Path folder, @Nullable String split) throws IOException {
        List<Picture> found = new ArrayList<>();
        collect(root, folder, null, split, found);
        return found;
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
