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
    private final Precision precision;
    private final Archive archive;
    private final StringBuilder body = new StringBuilder();

    private Compiler(Weights weights, Precision precision, Archive archive) {
        this.weights = weights;
        this.precision = precision;
        this.archive = archive;
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
    public static void compile(Backbone backbone, Weights weights, Preprocessing preprocessing, Precision precision, List<String> layers, Path to)
            throws IOException {
        try (Archive archive = new Archive(to)) {
            new Compiler(weights, precision, archive).write(Graph.of(backbone.network(), layers), preprocessing);
        }
    }

    private void write(Graph graph, Preprocessing preprocessing) throws IOException {
        for (int i = 0; i < graph.steps().size(); i++) {
            line("v" + i, expression(graph.steps().get(i), preprocessing));
        }
        List<String> results = new ArrayList<>();
        for (int output : graph.outputs()) {
            String name = "r" + results.size();
            line(name, "torch.to(torch.flatten(" + (spatial(graph, output) ? "torch.mean(v" + output + ", [2, 3])" : "v" + output) + ", 1), 6)");
            results.add(name);
        }
        String type = results.size() == 1 ? "Tensor" : "Tuple[" + results.stream().map(_ -> "Tensor").collect(Collectors.joining(", ")) + "]";
        String result = results.size() == 1 ? results.getFirst() : "(" + String.join(", ", results) + ")";
        archive.finish("""
                class Net(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  def forward(self: __torch__.Net,
                    x: Tensor) -> %s:
                %s    return %s
                """.formatted(type, body, result));
    }

    /** Whether a value is a map larger than one pixel, which becomes a vector by averaging; what was pooled already is flattened. */
    private static boolean spatial(Graph graph, int value) {
        return switch (graph.steps().get(value).op()) {
            case Op.Linear _, Op.Flatten _, Op.AvgPool _ -> false;
            case Op.Rectify _ -> spatial(graph, graph.steps().get(value).inputs().getFirst());
            case Op.Input _, Op.Convolution _, Op.Normalise _, Op.Add _, Op.MaxPool _ -> true;
        };
    }

    private String expression(Step step, Preprocessing preprocessing) throws IOException {
        String a = step.inputs().isEmpty() ? "x" : "v" + step.inputs().getFirst();
        return switch (step.op()) {
            case Op.Input _ -> input(preprocessing);
            case Op.Convolution c -> convolution(step, c, a);
            case Op.Normalise n -> normalise(step.path(), n.norm(), a);
            case Op.Rectify _ -> "torch.relu(" + a + ")";
            case Op.Add _ -> "torch.add(" + a + ", v" + step.inputs().get(1) + ")";
            case Op.MaxPool(Layer.MaxPool p) ->
                "torch.max_pool2d(%s, %s, %s, %s)".formatted(a, pair(p.kernel()), pair(p.stride()), pair(p.padding()));
            case Op.AvgPool(Layer.AvgPool p) -> "torch.adaptive_avg_pool2d(" + a + ", " + pair(p.size()) + ")";
            case Op.Flatten _ -> "torch.flatten(" + a + ", 1)";
            case Op.Linear(Layer.Linear l, boolean relu) -> {
                String weight = constant(weights.values(step.path() + ".weight"), List.of(l.out(), l.in()));
                String bias = constant(weights.values(step.path() + ".bias"), List.of(l.out()));
                yield relu("torch.linear(%s, %s, %s)".formatted(a, weight, bias), relu);
            }
        };
    }

    private String input(Preprocessing preprocessing) throws IOException {
        float[] shift = new float[3];
        float[] scale = new float[3];
        for (int c = 0; c < 3; c++) {
            shift[c] = (float) (preprocessing.mean().get(c) * 255);
            scale[c] = (float) (1 / (preprocessing.std().get(c) * 255));
        }
        List<Integer> shape = List.of(1, 3, 1, 1);
        String centred = "torch.sub(torch.to(torch.permute(x, [0, 3, 1, 2]), 6), " + float32(shift, shape) + ")";
        return cast("torch.mul(" + centred + ", " + float32(scale, shape) + ")");
    }

    private String convolution(Step step, Op.Convolution op, String a) throws IOException {
        Layer.Conv c = op.conv();
        float[] weight = weights.values(step.path() + ".weight");
        float[] bias = c.bias() ? weights.values(step.path() + ".bias") : new float[c.out()];
        if (op.norm() != null) {
            fold(op.norm(), weight, bias);
        }
        int in = c.in() / c.groups();
        List<Integer> shape = List.of(c.out(), in, c.kernel(), c.kernel());
        String w = constant(channelsLast(weight, c.out(), in, c.kernel() * c.kernel()), shape, List.of(in * c.kernel() * c.kernel(), 1, in * c.kernel(), in));
        String b = constant(bias, List.of(c.out()));
        String conv = "torch.conv2d(%s, %s, %s, %s, %s, [1, 1], %d)"
                .formatted(a, w, b, pair(c.stride()), pair(c.padding()), c.groups());
        return relu(op.sum() ? "torch.add(" + conv + ", v" + step.inputs().get(1) + ")" : conv, op.relu());
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
        List<Integer> shape = List.of(1, norm.channels(), 1, 1);
        return "torch.add(torch.mul(" + a + ", " + constant(scale, shape) + "), " + constant(shift, shape) + ")";
    }

    private static float[] channelsLast(float[] oihw, int out, int in, int area) {
        float[] ohwi = new float[oihw.length];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < area; k++) {
                    ohwi[(o * area + k) * in + i] = oihw[(o * in + i) * area + k];
                }
            }
        }
        return ohwi;
    }

    private void line(String name, String expression) {
        body.append("    ").append(name).append(" = ").append(expression).append('\n');
    }

    private String constant(float[] values, List<Integer> shape) throws IOException {
        return cast(float32(values, shape));
    }

    private String constant(float[] values, List<Integer> shape, List<Integer> stride) throws IOException {
        return cast(archive.constant(values, shape, stride));
    }

    private String float32(float[] values, List<Integer> shape) throws IOException {
        List<Integer> stride = new ArrayList<>();
        int step = 1;
        for (int size : shape.reversed()) {
            stride.addFirst(step);
            step *= size;
        }
        return archive.constant(values, shape, stride);
    }

    private String cast(String value) {
        return precision == Precision.FP32 ? value : "torch.to(" + value + ", " + precision.scalarType() + ")";
    }

    private static String relu(String value, boolean relu) {
        return relu ? "torch.relu(" + value + ")" : value;
    }

    private static String pair(int n) {
        return "[%d, %d]".formatted(n, n);
    }
}
