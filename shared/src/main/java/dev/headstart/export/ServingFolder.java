package dev.headstart.export;

import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.UserException;
import dev.headstart.files.AtomicFile;
import dev.headstart.files.Disk;
import dev.headstart.torchscript.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that DJL Serving and {@code Criteria.optModelPath} load as it is, pictures in and classes with probabilities out:
 * {@code model.pt}, {@code synset.txt}, and {@code serving.properties}, which names DJL's own translator for pictures.
 */
public final class ServingFolder {
    private ServingFolder() {}

    /**
     * Makes the folder, or writes its files anew.
     *
     * @throws UserException if head and backbone do not fit
     */
    public static void write(TrainedNetwork network, Path folder) throws IOException {
        Disk.makeFolder(folder);
        new TorchScriptFile(Input.NORMALIZED, false).write(network, folder.resolve("model.pt"));
        put(folder.resolve("synset.txt"),
                network.head()
                        .labels()
                        .stream()
                        .map(l -> l.replaceAll("\\R", " ") + "\n")
                        .collect(Collectors.joining()));
        put(folder.resolve("serving.properties"), properties(network.preprocessing()));
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
