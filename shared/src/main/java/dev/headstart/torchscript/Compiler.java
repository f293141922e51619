package dev.headstart.torchscript;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Compiles a backbone to a TorchScript program: {@code uint8 [N, H, W, 3]} in, one {@code float32 [N, dim]} out for each layer asked
 * for. The batch norms are folded, everything runs in channels-last memory.
 */
public final class Compiler {

    private final Weights weights;
    private final Preprocessing preprocessing;
    private final Kernels kernels;
    private final Code code;

    private Compiler(Weights weights, Preprocessing preprocessing, Kernels kernels, Code code) {
        this.weights = weights;
        this.preprocessing = preprocessing;
        this.kernels = kernels;
        this.code = code;
    }

    /** The name of the layer whose output is the embedding by default: what goes into the head. */
    public static String penultimate(Backbone backbone) {
        List<Layer.Child> children = backbone.network().children();
        return children.getLast().layer() instanceof Layer.Sequential classifier
                ? children.getLast().name() + "." + (classifier.children().size() - 2)
                : children.get(children.size() - 2).name();
    }

    /**
     * Writes the program.
     *
     * @param layers paths of the layers whose outputs it returns; spatial maps are averaged over height and width
     */
    public static void compile(Backbone backbone, Weights weights, Preprocessing preprocessing, Target target,
            List<String> layers, Path to) throws IOException {
        try (Archive archive = new Archive(to)) {
            Code code = new Code(archive, target.precision());
            new Compiler(weights, preprocessing, target.kernels(), code).write(Graph.of(backbone.network(), layers));
        }
    }

    private void write(Graph graph) throws IOException {
        int[] side = new int[graph.steps().size()];
        for (int i = 0; i < side.length; i++) {
            Step step = graph.steps().get(i);
            int in = step.inputs().isEmpty() ? preprocessing.crop() : side[step.inputs().getFirst()];
            side[i] = side(step.op(), in);
            code.line("v" + i, expression(step, in));
        }
        List<String> results = new ArrayList<>();
        for (int output : graph.outputs()) {
            String name = "r" + results.size();
            String vector = spatial(graph, output) ? "torch.mean(v" + output + ", [2, 3])" : "v" + output;
            code.line(name, "torch.to(torch.flatten(" + vector + ", 1), 6)");
            results.add(name);
        }
        if (results.size() == 1) {
            code.finish("Tensor", results.getFirst());
        } else {
            code.finish(results.stream().map(_ -> "Tensor").collect(Collectors.joining(", ", "Tuple[", "]")),
                    "(" + String.join(", ", results) + ")");
        }
    }

    /** Side of an op's square output in pixels, 1 for vectors. */
    private static int side(Op op, int in) {
        return switch (op) {
            case Op.Convolution c -> (in + 2 * c.conv().padding() - c.conv().kernel()) / c.conv().stride() + 1;
            case Op.MaxPool(Layer.MaxPool p) -> (in + 2 * p.padding() - p.kernel()) / p.stride() + 1;
            case Op.AvgPool(Layer.AvgPool p) -> p.size();
            case Op.Input _,Op.Normalise _,Op.Rectify _,Op.Add _ -> in;
            case Op.Flatten _,Op.Linear _ -> 1;
        };
    }

    /** Whether a value is a map larger than one pixel, which becomes a vector by averaging; what was pooled already is flattened. */
    private static boolean spatial(Graph graph, int value) {
        return switch (graph.steps().get(value).op()) {
            case Op.Linear _,Op.Flatten _,Op.AvgPool _ -> false;
            case Op.Rectify _ -> spatial(graph, graph.steps().get(value).inputs().getFirst());
            case Op.Input _,Op.Convolution _,Op.Normalise _,Op.Add _,Op.MaxPool _ -> true;
        };
    }

    private String expression(Step step, int side) throws IOException {
        String a = step.inputs().isEmpty() ? "x" : "v" + step.inputs().getFirst();
        return switch (step.op()) {
            case Op.Input _ -> input();
            case Op.Convolution c -> convolution(step, c, a, side);
            case Op.Normalise n -> normalise(step.path(), n.norm(), a);
            case Op.Rectify _ -> "torch.relu(" + a + ")";
            case Op.Add _ -> "torch.add(" + a + ", v" + step.inputs().get(1) + ")";
            case Op.MaxPool(Layer.MaxPool p) -> "torch.max_pool2d(%s, %s, %s, %s)".formatted(a,
                    Kernels.pair(p.kernel()), Kernels.pair(p.stride()), Kernels.pair(p.padding()));
            case Op.AvgPool(Layer.AvgPool p) -> "torch.adaptive_avg_pool2d(" + a + ", " + Kernels.pair(p.size()) + ")";
            case Op.Flatten _ -> "torch.flatten(" + a + ", 1)";
            case Op.Linear(Layer.Linear l, boolean relu) -> {
                Tensor weight = Tensor.rowMajor(weights.values(step.path() + ".weight"), List.of(l.out(), l.in()));
                Tensor bias = Tensor.rowMajor(weights.values(step.path() + ".bias"), List.of(l.out()));
                yield kernels.linear(code, weight, bias, a, relu);
            }
        };
    }

    private String input() throws IOException {
        float[] shift = new float[3];
        float[] scale = new float[3];
        for (int c = 0; c < 3; c++) {
            shift[c] = (float) (preprocessing.mean().get(c) * 255);
            scale[c] = (float) (1 / (preprocessing.std().get(c) * 255));
        }
        String pixels = "torch.to(torch.permute(x, [0, 3, 1, 2]), 6)";
        return code.cast("torch.mul(torch.sub(" + pixels + ", " + code.float32(perChannel(shift)) + "), "
                + code.float32(perChannel(scale)) + ")");
    }

    private String convolution(Step step, Op.Convolution op, String a, int side) throws IOException {
        Layer.Conv c = op.conv();
        float[] weight = weights.values(step.path() + ".weight");
        float[] bias = c.bias() ? weights.values(step.path() + ".bias") : new float[c.out()];
        if (op.norm() != null) {
            fold(op.norm(), weight, bias);
        }
        Tensor w = Tensor.channelsLast(weight, c.out(), c.in() / c.groups(), c.kernel());
        Tensor b = Tensor.rowMajor(bias, List.of(c.out()));
        return kernels.convolution(code, c, w, b, a, op.sum() ? "v" + step.inputs().get(1) : null, op.relu(), side,
                side);
    }

    /** Scales each output channel as the batch norm behind the convolution would. */
    private void fold(String norm, float[] weight, float[] bias) {
        double[][] affine = affine(norm, bias.length);
        int perChannel = weight.length / bias.length;
        for (int o = 0; o < bias.length; o++) {
            for (int i = o * perChannel; i < (o + 1) * perChannel; i++) {
                weight[i] = (float) (weight[i] * affine[0][o]);
            }
            bias[o] = (float) (bias[o] * affine[0][o] + affine[1][o]);
        }
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
            scale[c] = (float) affine[0][c];
            shift[c] = (float) affine[1][c];
        }
        return "torch.add(torch.mul(" + a + ", " + code.constant(perChannel(scale)) + "), "
                + code.constant(perChannel(shift)) + ")";
    }

    private static Tensor perChannel(float[] values) {
        return Tensor.rowMajor(values, List.of(1, values.length, 1, 1));
    }
}
