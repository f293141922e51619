package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** Opens what {@code --weights} names. */
public final class WeightsFiles {
    private static final String SEEDED = "seeded:";

    private WeightsFiles() {}

    /**
     * @param source {@code pretrained}, {@code seeded:N} or a file
     * @param hub where pretrained files are kept
     * @throws UserException if there are none, or they are not the backbone's
     */
    public static Weights open(String source, Backbone backbone, Hub hub) {
        if (source.startsWith(SEEDED)) {
            try {
                return new SeededWeights(backbone, Long.parseLong(source.substring(SEEDED.length())));
            } catch (NumberFormatException e) {
                throw new UserException("--weights " + source + ": the seed after 'seeded:' must be a whole number", e);
            }
        }
        Path file = source.equals("pretrained") ? hub.fetch(PretrainedFile.of(backbone)) : Path.of(source);
        return openFile(file, backbone);
    }

    private static Weights openFile(Path file, Backbone backbone) {
        if (!Files.isRegularFile(file)) {
            throw new UserException("weights file " + file + " does not exist");
        }
        try {
            Weights weights = new TorchZip(file, "sha256:" + Sha256.ofFile(file));
            try {
                weights.require(backbone, true);
            } catch (UserException e) {
                weights.close();
                throw e;
            }
            return weights;
        } catch (ZipException e) {
            throw new UserException(
                    "weights file " + file + " is not a state dict in PyTorch's zip format: " + e.getMessage(), e);
        } catch (UserException e) {
            throw new UserException("weights file " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UserException("weights file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
