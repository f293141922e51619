package dev.headstart.torchscript;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.backbone.Shape;
import dev.headstart.cli.UserException;
import dev.headstart.head.LinearHead;
import dev.headstart.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Compiles a backbone to a TorchScript program: pictures in, and out one {@code float32 [N, dim]} for each layer asked for, or what a head
 * makes of one. The batch norms are folded, everything runs in channels-last memory.
 */
public final class Compiler {

    private final Weights weights;
    private final Preprocessing preprocessing;
    private final Target target;
    private final Code code;
    private final Map<Integer, String> shortcutBiases = new HashMap<>();

    private Compiler(Weights weights, Preprocessing preprocessing, Target target, Code code) {
        this.weights = weights;
        this.preprocessing = preprocessing;
        this.target = target;
        this.code = code;
    }

    /**
     * Writes a program that gives the outputs of layers.
     *
     * @param layers their paths
     * @param pool what becomes of those that are spatial maps
     * @throws UserException if the weights hold values that no network can have
     */
    public static void compile(Backbone backbone, Weights weights, Preprocessing preprocessing, Target target,
            List<String> layers, Pool pool, Path to) throws IOException {
        compile(backbone, weights, preprocessing, target, new Result.Embeddings(layers, pool), Map.of(), to);
    }

    /**
     * Writes a program.
     *
     * @param extra text that travels in the file, by name
     * @throws UserException if the weights hold values that no network can have, or a head does not fit its layer
     */
    public static void compile(Backbone backbone, Weights weights, Preprocessing preprocessing, Target target,
            Result result, Map<String, String> extra, Path to) throws IOException {
        try (Archive archive = new Archive(to)) {
            Code code = new Code(archive, target.weights(), target.arithmetic(), target.portable());
            new Compiler(new SoundWeights(weights), preprocessing, target, code)
                    .write(Graph.of(backbone.network(), result.layers()), result);
            for (Map.Entry<String, String> file : extra.entrySet()) {
                archive.extra(file.getKey(), file.getValue());
            }
        }
    }

    private void write(Graph graph, Result result) throws IOException {
        List<Shape> shapes = new ArrayList<>();
        for (Step step : graph.steps()) {
            Shape in = step.inputs().isEmpty() ? Shape.picture(preprocessing.crop())
                    : shapes.get(step.inputs().getFirst());
            code.line("v" + shapes.size(), expression(graph, shapes.size(), in));
            shapes.add(output(step.op(), in));
        }
        List<String> results = new ArrayList<>();
        for (int output : graph.outputs()) {
            String name = "r" + results.size();
            String value = target.arithmetic().isFloat32() ? "v" + output : "torch.to(v" + output + ", 6)";
            boolean spatial = spatial(graph, output);
            code.line(name, "torch.flatten(" + (spatial ? result.pool().expression(value) : value) + ", 1)");
            results.add(name);
        }
        switch (result) {
            case Result.Embeddings _ when results.size() == 1 -> code.finish("Tensor", results.getFirst());
            case Result.Embeddings _ ->
                code.finish(results.stream().map(_ -> "Tensor").collect(Collectors.joining(", ", "Tuple[", "]")),
                        "(" + String.join(", ", results) + ")");
            case Result.Classes classes -> {
                int output = graph.outputs().getFirst();
                Shape shape = shapes.get(output);
                int dimension = spatial(graph, output) ? classes.pool().dimension(shape) : shape.size();
                if (classes.head().unitLength()) {
                    code.line("r0", "torch.div(r0, torch.clamp_min(torch.norm(r0, 2, [1], True), %s))"
                            .formatted(LinearHead.SHORTEST));
                }
                code.line("logits", logits(classes, dimension));
                code.finish("Tensor", classes.softmax() ? "torch.softmax(logits, 1)" : "logits");
            }
        }
    }

    private String logits(Result.Classes classes, int dimension) throws IOException {
        LinearHead head = classes.head();
        if (head.dimension() != dimension) {
            throw new UserException("the head takes " + head.dimension() + " numbers, and layer '" + classes.layer()
                    + "' gives " + dimension + "; train it again on this backbone's embeddings");
        }
        Tensor weight = Tensor.rowMajor(Values.of(head.weight()), List.of(head.classes(), dimension));
        Tensor bias = Tensor.rowMajor(Values.of(head.bias()), List.of(head.classes()));
        return "torch.linear(r0, " + code.float32(weight) + ", " + code.float32(bias) + ")";
    }

    private static Shape output(Op op, Shape in) {
        return switch (op) {
            case Op.Convolution c -> in.through(c.conv());
            case Op.MaxPool(Layer.MaxPool p) -> in.through(p);
            case Op.AvgPool(Layer.AvgPool p) -> in.through(p);
            case Op.Linear l -> in.through(l.linear());
            case Op.Flatten _ -> in.through(new Layer.Flatten());
            case Op.Input _,Op.Normalise _,Op.Rectify _,Op.Add _ -> in;
        };
    }

    /** Whether a value is a map that the network itself has not pooled: what it has pooled is flattened as it is. */
    private static boolean spatial(Graph graph, int value) {
        return switch (graph.steps().get(value).op()) {
            case Op.Linear _,Op.Flatten _,Op.AvgPool _ -> false;
            case Op.Rectify _ -> spatial(graph, graph.steps().get(value).inputs().getFirst());
            case Op.Input _,Op.Convolution _,Op.Normalise _,Op.Add _,Op.MaxPool _ -> true;
        };
    }

    private String expression(Graph graph, int index, Shape in) throws IOException {
        Step step = graph.steps().get(index);
        String a = step.inputs().isEmpty() ? "x" : "v" + step.inputs().getFirst();
        return switch (step.op()) {
            case Op.Input _ -> input();
            case Op.Convolution c -> convolution(graph, index, c, in);
            case Op.Normalise n -> normalise(step.path(), n.norm(), a);
            case Op.Rectify _ -> "torch.relu(" + a + ")";
            case Op.Add _ -> "torch.add(" + a + ", v" + step.inputs().get(1) + ")";
            case Op.MaxPool(Layer.MaxPool p) -> target.kernels().maxPool(code, p, a, in);
            case Op.AvgPool(Layer.AvgPool p) -> "torch.adaptive_avg_pool2d(" + a + ", " + Kernels.pair(p.size()) + ")";
            case Op.Flatten _ -> "torch.flatten(" + a + ", 1)";
            case Op.Linear(Layer.Linear l, boolean relu) -> {
                // A head may have been trained for other classes than ImageNet's.
                List<Integer> shape = Objects.requireNonNullElse(weights.shapes().get(step.path() + ".weight"),
                        List.of(0));
                if (shape.size() != 2 || shape.get(1) != l.in()) {
                    throw new UserException("the weights have no '" + step.path() + "' for a layer of " + l.in()
                            + " inputs; choose a --layer before it");
                }
                Tensor weight = Tensor.rowMajor(Values.of(weights, step.path() + ".weight"), shape);
                Tensor bias = Tensor.rowMajor(Values.of(weights, step.path() + ".bias"), List.of(shape.getFirst()));
                yield target.kernels().linear(code, weight, bias, a, relu);
            }
        };
    }

    private String input() throws IOException {
        return code.cast(switch (target.input()) {
            case UINT8 -> target.kernels().normalisesInOnePass() ? normalisedInOnePass()
                    : normalised("torch.to(torch.permute(x, [0, 3, 1, 2]), 6)", 255, "_"); // a copy, so in place
            case UNIT -> normalised("x", 1, "");
            case NORMALIZED -> "x";
        });
    }

    /** @param range of the value's numbers, from 0 */
    private String normalised(String value, int range, String suffix) throws IOException {
        return "torch.mul%s(torch.sub%s(%s, %s), %s)".formatted(suffix, suffix, value, colours(shift(range)),
                colours(scale(range)));
    }

    /** {@code (x - shift) * scale} as {@code -shift * scale + x * scale}: one operator that reads the bytes and writes float32. */
    private String normalisedInOnePass() throws IOException {
        float[] scale = scale(255);
        float[] offset = shift(255);
        for (int c = 0; c < offset.length; c++) {
            offset[c] = (float) (-(double) offset[c] * scale[c]);
        }
        return "torch.addcmul(%s, torch.permute(x, [0, 3, 1, 2]), %s)".formatted(colours(offset), colours(scale));
    }

    private float[] shift(int range) {
        return perColour(c -> preprocessing.mean().get(c) * range);
    }

    private float[] scale(int range) {
        return perColour(c -> 1 / (preprocessing.std().get(c) * range));
    }

    private static float[] perColour(IntToDoubleFunction value) {
        return new float[]{(float) value.applyAsDouble(0), (float) value.applyAsDouble(1),
            (float) value.applyAsDouble(2)};
    }

    /**
     * A value per channel. Where the pictures' size is known, the constant has it too: with one value per channel, the innermost loop would
     * go round but three times.
     */
    private String colours(float[] values) throws IOException {
        return code.buffer(target.portable() ? perChannel(values) : perPixel(values));
    }

    /** {@code [1, 3, H, W]}, channels-last. */
    private Tensor perPixel(float[] values) {
        int side = preprocessing.crop();
        float[] all = new float[side * side * 3];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i % 3];
        }
        return new Tensor(Values.of(all), List.of(1, 3, side, side), List.of(all.length, 1, side * 3, 3));
    }

    private String convolution(Graph graph, int index, Op.Convolution op, Shape in) throws IOException {
        Step step = graph.steps().get(index);
        Layer.Conv c = op.conv();
        float[] weight = weights.values(step.path() + ".weight");
        float[] bias = c.bias() ? weights.values(step.path() + ".bias") : new float[c.out()];
        if (op.norm() != null) {
            fold(op.norm(), weight, bias);
        }
        boolean biased = !(target.kernels().addsBiasOfShortcut() && graph.isShortcut(index));
        FusedConvolution convolution = new FusedConvolution(c, in,
                Tensor.channelsLast(weight, c.out(), c.in() / c.groups(), c.kernel()),
                Tensor.rowMajor(Values.of(bias), List.of(c.out())), biased, "v" + step.inputs().getFirst(),
                op.sum() ? "v" + step.inputs().get(1) : null, spentSum(graph, index),
                op.sum() ? shortcutBiases.get(step.inputs().get(1)) : null, op.relu());
        String expression = target.kernels().convolution(code, convolution);
        if (!biased) {
            shortcutBiases.put(index, code.held(convolution.bias()));
        }
        return expression;
    }

    /** Whether a convolution may write over what it adds. */
    private static boolean spentSum(Graph graph, int index) {
        List<Integer> inputs = graph.steps().get(index).inputs();
        return inputs.size() > 1 && !inputs.get(1).equals(inputs.getFirst()) && graph.spent(inputs.get(1), index);
    }

    /** Scales each output channel as the batch norm behind the convolution would. */
    private void fold(String norm, float[] weight, float[] bias) {
        double[][] affine = affine(norm, bias.length);
        int perChannel = weight.length / bias.length;
        for (int o = 0; o < bias.length; o++) {
            for (int i = o * perChannel; i < (o + 1) * perChannel; i++) {
                weight[i] = finite(norm, weight[i] * affine[0][o]);
            }
            bias[o] = finite(norm, bias[o] * affine[0][o] + affine[1][o]);
        }
    }

    private static float finite(String norm, double value) {
        if (!Float.isFinite((float) value)) {
            throw new UserException("batch norm " + norm + " of the weights scales beyond what float32 holds; choose a "
                    + "--layer that does not need it, or other weights");
        }
        return (float) value;
    }

    /** A batch norm as {@code scale * x + shift}: {@code [2][channels]}. */
    private double[][] affine(String norm, int channels) {
        float[] gamma = weights.values(norm + ".weight");
        float[] beta = weights.values(norm + ".bias");
        float[] mean = weights.values(norm + ".running_mean");
        float[] variance = weights.values(norm + ".running_var");
        double[][] affine = new double[2][channels];
        for (int c = 0; c < channels; c++) {
            affine[0][c] = gamma[c] / Math.sqrt(variance[c] + Layer.BatchNorm.EPSILON);
            affine[1][c] = beta[c] - mean[c] * affine[0][c];
        }
        return affine;
    }

    private String normalise(String path, Layer.BatchNorm norm, String a) throws IOException {
        double[][] affine = affine(path, norm.channels());
        float[] scale = new float[norm.channels()];
        float[] shift = new float[norm.channels()];
        for (int c = 0; c < scale.length; c++) {
            scale[c] = finite(path, affine[0][c]);
            shift[c] = finite(path, affine[1][c]);
        }
        return "torch.add(torch.mul(" + a + ", " + code.constant(perChannel(scale)) + "), "
                + code.constant(perChannel(shift)) + ")";
    }

    private static Tensor perChannel(float[] values) {
        return Tensor.rowMajor(Values.of(values), List.of(1, values.length, 1, 1));
    }
}
