package dev.headstart.export;

import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import dev.headstart.files.AtomicFile;
import dev.headstart.files.Disk;
import dev.headstart.torchscript.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that DJL Serving and {@code Criteria.optModelPath} load as it is, pictures in and classes with probabilities out:
 * {@code model.pt}, {@code synset.txt}, and {@code serving.properties}, which names DJL's own translator for pictures.
 */
public final class ServingFolder {
    /** Control characters and the line breaks that are none. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\u2028\u2029]");

    private ServingFolder() {}

    /**
     * Makes the folder, or writes its files anew.
     *
     * @throws UserException if head and backbone do not fit, or a class cannot stand in {@code synset.txt}
     */
    public static void write(TrainedNetwork network, Path folder) throws IOException {
        requireNames(network.head().labels());
        Disk.makeFolder(folder);
        new TorchScriptFile(Input.NORMALIZED, false).write(network, folder.resolve("model.pt"));
        put(folder.resolve("synset.txt"), String.join("\n", network.head().labels()) + "\n");
        put(folder.resolve("serving.properties"), properties(network.preprocessing()));
    }

    /**
     * Refuses classes that {@code synset.txt} cannot hold. It has a line for each class and no way to quote one, and DJL skips blank lines: a
     * name of two lines, or of none, would give every class behind it the name of another.
     *
     * @throws UserException that names the class
     */
    public static void requireNames(List<String> classes) {
        for (String name : classes) {
            if (name.isBlank() || CONTROL.matcher(name).find()) {
                throw new UserException(
                        "class '" + Quote.of(name) + "' cannot stand in the " + "synset.txt of --export-serving: it "
                                + (name.isBlank() ? "is blank" : "has a line break or another control character")
                                + "; rename the class, or leave the option out");
            }
        }
    }

    private static String properties(Preprocessing p) {
        String normalize = Stream.concat(p.mean().stream(), p.std().stream())
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        return String.format(Locale.ROOT, """
                engine=PyTorch
                option.modelName=model
                translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory
                synsetFileName=synset.txt
                applySoftmax=true
                resizeShort=%d
                centerCrop=true
                width=%d
                height=%d
                normalize=%s
                """, p.resize(), p.crop(), p.crop(), normalize);
    }

    private static void put(Path file, String content) throws IOException {
        AtomicFile.write(file, part -> Files.writeString(part, content));
    }
}
