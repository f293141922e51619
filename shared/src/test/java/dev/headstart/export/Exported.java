package dev.headstart.export;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.embeddings.Origin;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import dev.headstart.torchscript.Compiler;
import dev.headstart.torchscript.Input;
import dev.headstart.torchscript.Pool;
import dev.headstart.torchscript.Precision;
import dev.headstart.torchscript.Program;
import dev.headstart.torchscript.Result;
import dev.headstart.torchscript.Target;
import dev.headstart.weights.SeededWeights;
import dev.headstart.weights.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import java.util.SplittableRandom;

/** Trained networks for tests, and what they say of pictures: by the project's own pipeline, and by DJL of what was exported. */
final class Exported {
    static final int PICTURES = 5;
    private static final int SIDE = 224;

    private Exported() {}

    /** A backbone of seeded weights with a head on one of its layers. */
    static TrainedNetwork network(String arch, String layer, int dimension, double temperature, boolean unitLength) {
        Backbone backbone = Backbones.require(arch);
        SplittableRandom random = new SplittableRandom(3);
        float[] weight = new float[3 * dimension];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
        }
        Origin origin = new Origin(arch, "seeded:0", List.of(layer), "avg", Preprocessing.IMAGENET.describe(), "apply",
                "fp32", "");
        LinearHead head = new LinearHead(weight, new float[]{1, 0, -1}, unitLength);
        return new TrainedNetwork(backbone, new SeededWeights(backbone, 0),
                new HeadFile(head, List.of("ants", "bees", "\"wasps\" \\ hornets"), Optional.of(origin), temperature));
    }

    /** Noise, {@code uint8 [N, H, W, 3]}. */
    static ByteBuffer pictures() {
        byte[] bytes = new byte[PICTURES * SIDE * SIDE * 3];
        new SplittableRandom(1).nextBytes(bytes);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** Of the pipeline, as {@code extract --head} has it. */
    static float[] pipeline(TrainedNetwork network, Path scratch) throws IOException {
        return pipeline(network.backbone(), network.weights(),
                new Result.Classes(network.layer(), Pool.AVG, network.head().calibrated(), false), scratch);
    }

    static float[] pipeline(Backbone backbone, Weights weights, Result result, Path scratch) throws IOException {
        Path file = scratch.resolve("pipeline.pt");
        Compiler.compile(backbone, weights, Preprocessing.IMAGENET, Target.of(Precision.FP32, Device.cpu(), PICTURES),
                result, Map.of(), file);
        try (Program program = Program.load(file, Device.cpu())) {
            return program.run(pictures(), PICTURES, SIDE).getFirst();
        }
    }

    /** Of an exported file, for the first {@code n} pictures. */
    static float[] djl(Path file, Input input, int n) throws IOException, MalformedModelException {
        try (Model model = Model.newInstance("model", Device.cpu(), "PyTorch");
                NDManager manager = model.getNDManager().newSubManager()) {
            model.load(file.getParent(), String.valueOf(file.getFileName()));
            NDArray x = manager.create(pictures(), new Shape(PICTURES, SIDE, SIDE, 3), DataType.UINT8).get("0:" + n);
            NDArray unit = x.transpose(0, 3, 1, 2).toType(DataType.FLOAT32, true).div(255);
            NDArray given = switch (input) {
                case UINT8 -> x;
                case UNIT -> unit;
                case NORMALIZED -> unit.sub(colours(manager, Preprocessing.IMAGENET.mean()))
                        .div(colours(manager, Preprocessing.IMAGENET.std()));
            };
            return model.getBlock()
                    .forward(new ParameterStore(manager, false), new NDList(given), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    private static NDArray colours(NDManager manager, List<Double> values) {
        float[] floats = new float[3];
        for (int c = 0; c < 3; c++) {
            floats[c] = values.get(c).floatValue();
        }
        return manager.create(floats, new Shape(1, 3, 1, 1));
    }
}
