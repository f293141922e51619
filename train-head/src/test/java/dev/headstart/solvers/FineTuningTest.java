package dev.headstart.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Node;
import dev.headstart.backbone.Shape;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Origin;
import dev.headstart.weights.SeededWeights;
import dev.headstart.weights.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FineTuningTest {
    private static final int DIMENSION = 5;
    private static final int HIDDEN = 4;
    private static final MiniBatches BATCHES = new MiniBatches(3, 8, 0.9, 2);

    /** Small Linears under vgg's names. */
    private static final class Small implements Weights {
        private final float[] weight = MiniBatches.beginning(HIDDEN * DIMENSION, 2, new SplittableRandom(8));
        private final float[] bias = MiniBatches.beginning(HIDDEN, 2, new SplittableRandom(9));

        @Override
        public Map<String, List<Integer>> shapes() {
            return Map.of("classifier.0.weight", List.of(HIDDEN, DIMENSION), "classifier.0.bias", List.of(HIDDEN));
        }

        @Override
        public float[] values(String name, int from, int count) {
            return Arrays.copyOfRange(name.endsWith("weight") ? weight : bias, from, from + count);
        }

        @Override
        public String identity() {
            return "small";
        }

        @Override
        public void close() {}
    }

    @Test
    void itTakesTheStepsOfPlainLoops() throws IOException {
        Clouds clouds = Clouds.of(30, DIMENSION, 3);
        int[] seen = clouds.where(i -> i % 3 > 0 || i % 2 == 0);
        Problem problem = clouds.problem(true, seen);
        Setting setting = setting(0.1, 0.01);
        MlpClassifier trained = fit(problem, setting, 0);
        double[][][] expected = loops(clouds, seen, problem.shares(0), setting);
        for (int layer = 0; layer < 2; layer++) {
            float[] weight = trained.tensor(layer == 0 ? "classifier.0.weight" : "classifier.3.weight").values();
            float[] bias = trained.tensor(layer == 0 ? "classifier.0.bias" : "classifier.3.bias").values();
            double[][] rows = expected[layer];
            int in = rows[0].length - 1;
            for (int o = 0; o < rows.length; o++) {
                for (int d = 0; d < in; d++) {
                    assertEquals(rows[o][d], weight[o * in + d], 1e-5);
                }
                assertEquals(rows[o][in], bias[o], 1e-5);
            }
        }
    }

    @Test
    void dropoutIsDrawnFromTheSeedAndLeftOutWhereItPredicts() throws IOException {
        Clouds clouds = Clouds.of(60, DIMENSION, 3);
        Problem problem = clouds.problem(false, clouds.all());
        MlpClassifier once = fit(problem, setting(0.05, 0), 0.5);
        MlpClassifier again = fit(problem, setting(0.05, 0), 0.5);
        MlpClassifier without = fit(problem, setting(0.05, 0), 0);
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] logits = once.logits(problem.samples().features(manager)).toFloatArray();
            assertTrue(Arrays.equals(logits, once.logits(problem.samples().features(manager)).toFloatArray()));
            assertTrue(Arrays.equals(logits, again.logits(problem.samples().features(manager)).toFloatArray()));
            assertTrue(!Arrays.equals(logits, without.logits(problem.samples().features(manager)).toFloatArray()));
        }
    }

    @Test
    void aRateThatDivergesSaysNothing() throws IOException {
        Clouds clouds = Clouds.of(30, DIMENSION, 3);
        Problem problem = clouds.problem(false, clouds.all());
        try (NDManager manager = NDManager.newBaseManager()) {
            for (float logit : fit(problem, setting(1e30, 0), 0).logits(problem.samples().features(manager))
                    .toFloatArray()) {
                assertEquals(0, logit);
            }
        }
    }

    @Test
    void whatIsBehindALayerIsReadFromTheBackbone() {
        Backbone vgg16 = Backbones.require("vgg16");
        Tail tail = Tail.of(vgg16, origin("vgg16", "avgpool"), 25088, () -> new SeededWeights(vgg16, 0));
        assertEquals(List.of("classifier.0", "classifier.3", "classifier.6"),
                tail.linears().stream().map(Node::path).toList());
        assertEquals(4, Tail.of(vgg16, origin("vgg16", "classifier.2"), 4096, Small::new).layers().size());
        assertRefused("vgg16", "classifier.5", 4096); // one Linear is left
        assertRefused("vgg16", "avgpool", 512);
        assertRefused("vgg16", "features", 25088); // not pooled yet
        assertRefused("resnet18", "flatten", 512);
    }

    private static void assertRefused(String arch, String layer, int dimension) {
        String message = String.valueOf(assertThrows(UserException.class,
                () -> Tail.of(Backbones.require(arch), origin(arch, layer), dimension, Small::new)).getMessage());
        assertTrue(message.startsWith("--head mlp") && message.lines().count() == 1, message);
    }

    private static Origin origin(String arch, String layer) {
        return new Origin(arch, "seeded:0", List.of(layer), "avg", "", "apply", "fp32", "/");
    }

    private static Setting setting(double lr, double l2) {
        return new Setting(Map.of(Knob.LR, lr, Knob.L2, l2));
    }

    private static MlpClassifier fit(Problem problem, Setting setting, double dropout) {
        List<Layer> layers = List.of(new Layer.Linear(DIMENSION, HIDDEN), new Layer.Relu(), new Layer.Dropout(dropout),
                new Layer.Linear(HIDDEN, 1000));
        List<Node> nodes = new ArrayList<>();
        for (Layer layer : layers) {
            String name = String.valueOf(nodes.size());
            nodes.add(new Node("classifier." + name, name, 1, layer, Shape.picture(1), Shape.picture(1)));
        }
        List<Classifier> heads = new ArrayList<>();
        new FineTuning(new Tail(nodes, Small::new), BATCHES).fit(problem, List.of(setting),
                (_, _, head) -> heads.add(head));
        return (MlpClassifier) heads.getFirst();
    }

    /** {@code [layer][out][in + 1]}, the bias last. */
    private static double[][][] loops(Clouds clouds, int[] seen, float[] shares, Setting setting) {
        SplittableRandom random = new SplittableRandom(BATCHES.seed());
        double[][][] w = {layer(HIDDEN, DIMENSION, new Small().weight, new Small().bias), layer(3, HIDDEN,
                MiniBatches.beginning(3 * HIDDEN, HIDDEN, random), MiniBatches.beginning(3, HIDDEN, random))};
        double[][][] velocity = {new double[HIDDEN][DIMENSION + 1], new double[3][HIDDEN + 1]};
        for (int epoch = 0; epoch < BATCHES.epochs(); epoch++) {
            int[] order = MiniBatches.shuffled(seen.length, random);
            for (int from = 0; from < order.length; from += BATCHES.size()) {
                int to = Math.min(from + BATCHES.size(), order.length);
                double[][][] slope = {new double[HIDDEN][DIMENSION + 1], new double[3][HIDDEN + 1]};
                for (int j = from; j < to; j++) {
                    int row = seen[order[j]];
                    backward(w, slope, clouds.x()[row], clouds.y()[row],
                            (double) shares[row] * seen.length / (to - from));
                }
                for (int l = 0; l < 2; l++) {
                    for (int o = 0; o < w[l].length; o++) {
                        for (int d = 0; d < w[l][o].length; d++) {
                            double decayed = slope[l][o][d] + setting.require(Knob.L2) * w[l][o][d];
                            velocity[l][o][d] = BATCHES.momentum() * velocity[l][o][d] + decayed;
                            w[l][o][d] -= setting.require(Knob.LR) * velocity[l][o][d];
                        }
                    }
                }
            }
        }
        return w;
    }

    private static void backward(double[][][] w, double[][][] slope, float[] x, int label, double share) {
        double[] in = new double[DIMENSION];
        for (int d = 0; d < DIMENSION; d++) {
            in[d] = x[d];
        }
        double[] hidden = Arrays.stream(forward(w[0], in)).map(v -> Math.max(v, 0)).toArray();
        double[] logits = forward(w[1], hidden);
        double sum = Arrays.stream(logits).map(Math::exp).sum();
        double[] back = new double[HIDDEN];
        for (int c = 0; c < 3; c++) {
            double r = (Math.exp(logits[c]) / sum - (c == label ? 1 : 0)) * share;
            for (int h = 0; h < HIDDEN; h++) {
                slope[1][c][h] += r * hidden[h];
                back[h] += hidden[h] > 0 ? r * w[1][c][h] : 0;
            }
            slope[1][c][HIDDEN] += r;
        }
        for (int h = 0; h < HIDDEN; h++) {
            for (int d = 0; d < DIMENSION; d++) {
                slope[0][h][d] += back[h] * in[d];
            }
            slope[0][h][DIMENSION] += back[h];
        }
    }

    private static double[] forward(double[][] w, double[] x) {
        double[] z = new double[w.length];
        for (int o = 0; o < w.length; o++) {
            z[o] = w[o][x.length];
            for (int d = 0; d < x.length; d++) {
                z[o] += w[o][d] * x[d];
            }
        }
        return z;
    }

    private static double[][] layer(int out, int in, float[] weight, float[] bias) {
        double[][] rows = new double[out][in + 1];
        for (int o = 0; o < out; o++) {
            for (int d = 0; d < in; d++) {
                rows[o][d] = weight[o * in + d];
            }
            rows[o][in] = bias[o];
        }
        return rows;
    }
}
