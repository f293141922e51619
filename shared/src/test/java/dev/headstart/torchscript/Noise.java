package dev.headstart.torchscript;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.weights.SeededWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Pictures of random pixels, for small networks with seeded weights. */
final class Noise {
    private Noise() {}

    /** What layers give for them as they stand, each {@code [batch, dim]}; the same in every call. */
    static List<float[]> through(Backbone backbone, Target target, List<String> layers, int side, int batch,
            Path folder) throws IOException {
        Path file = folder.resolve("net.pt");
        Preprocessing preprocessing = new Preprocessing(side, side, Preprocessing.IMAGENET.mean(),
                Preprocessing.IMAGENET.std());
        try (SeededWeights weights = new SeededWeights(backbone, 0)) {
            Compiler.compile(backbone, weights, preprocessing, target, layers, Pool.NONE, file);
        }
        byte[] noise = new byte[batch * side * side * 3];
        new Random(side).nextBytes(noise);
        try (Program program = Program.load(file, Device.cpu())) {
            return program.run(ByteBuffer.allocateDirect(noise.length).put(noise).flip(), batch, side);
        }
    }
}
