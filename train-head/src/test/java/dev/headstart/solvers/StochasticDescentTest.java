package dev.headstart.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headstart.head.LinearHead;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the same steps in plain loops. */
class StochasticDescentTest {
    private static final MiniBatches BATCHES = new MiniBatches(4, 7, 0.9, 5);

    @Test
    void everySettingTakesTheStepsItWouldTakeAlone() throws IOException {
        Clouds clouds = Clouds.of(40, 6, 3);
        int[] seen = clouds.where(i -> i % 4 > 0 || i % 3 == 0);
        Problem problem = clouds.problem(true, clouds.all(), seen);
        List<Setting> settings = List.of(setting(0.1, 0), setting(0.01, 0), setting(0.03, 0.1), setting(0.2, 0.01),
                setting(0.05, 1));
        List<LinearHead> heads = Heads.fit(new StochasticDescent(BATCHES), problem, settings);
        for (int s = 0; s < settings.size(); s++) {
            LinearHead expected = loops(clouds, seen, problem.shares(1), settings.get(s));
            assertArrayEquals(expected.weight(), heads.get(2 * s + 1).weight(), 1e-5f);
            assertArrayEquals(expected.bias(), heads.get(2 * s + 1).bias(), 1e-5f);
        }
    }

    @Test
    void aRateThatDivergesSaysNothingAndSpoilsNoOther() throws IOException {
        Clouds clouds = Clouds.of(40, 6, 3);
        Problem problem = clouds.problem(false, clouds.all());
        List<LinearHead> heads = Heads.fit(new StochasticDescent(BATCHES), problem,
                List.of(setting(0.1, 0), setting(1e38, 10)));
        assertEquals(1 / 3.0, heads.get(1).probabilities(clouds.x()[0], 0)[1], 1e-12);
        LinearHead expected = loops(clouds, clouds.all(), problem.shares(0), setting(0.1, 0));
        assertArrayEquals(expected.weight(), heads.getFirst().weight(), 1e-5f);
    }

    private static Setting setting(double lr, double l2) {
        return new Setting(Map.of(Knob.LR, lr, Knob.L2, l2));
    }

    private static LinearHead loops(Clouds clouds, int[] seen, float[] shares, Setting setting) {
        int dim = clouds.x()[0].length;
        SplittableRandom random = new SplittableRandom(BATCHES.seed());
        float[] begin = MiniBatches.beginning(dim * 3, dim, random);
        float[] beginBias = MiniBatches.beginning(3, dim, random);
        double[][] w = new double[3][dim + 1];
        for (int c = 0; c < 3; c++) {
            w[c][dim] = beginBias[c];
            for (int d = 0; d < dim; d++) {
                w[c][d] = begin[d * 3 + c];
            }
        }
        double[][] velocity = new double[3][dim + 1];
        for (int epoch = 0; epoch < BATCHES.epochs(); epoch++) {
            int[] order = MiniBatches.shuffled(seen.length, random);
            for (int from = 0; from < order.length; from += BATCHES.size()) {
                int to = Math.min(from + BATCHES.size(), order.length);
                double[][] slope = new double[3][dim + 1];
                for (int j = from; j < to; j++) {
                    int row = seen[order[j]];
                    float[] x = clouds.x()[row];
                    double[] p = softmax(w, x);
                    for (int c = 0; c < 3; c++) {
                        double r = (p[c] - (clouds.y()[row] == c ? 1 : 0)) * shares[row] * seen.length / (to - from);
                        for (int d = 0; d <= dim; d++) {
                            slope[c][d] += r * (d < dim ? x[d] : 1);
                        }
                    }
                }
                for (int c = 0; c < 3; c++) {
                    for (int d = 0; d <= dim; d++) {
                        double decay = d < dim ? setting.require(Knob.L2) * w[c][d] : 0;
                        velocity[c][d] = BATCHES.momentum() * velocity[c][d] + slope[c][d] + decay;
                        w[c][d] -= setting.require(Knob.LR) * velocity[c][d];
                    }
                }
            }
        }
        LinearHead head = new LinearHead(new float[3 * dim], new float[3], false);
        for (int c = 0; c < 3; c++) {
            head.bias()[c] = (float) w[c][dim];
            for (int d = 0; d < dim; d++) {
                head.weight()[c * dim + d] = (float) w[c][d];
            }
        }
        return head;
    }

    private static double[] softmax(double[][] w, float[] x) {
        double[] p = new double[3];
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            double z = w[c][x.length];
            for (int d = 0; d < x.length; d++) {
                z += w[c][d] * x[d];
            }
            p[c] = Math.exp(z);
            sum += p[c];
        }
        for (int c = 0; c < 3; c++) {
            p[c] /= sum;
        }
        return p;
    }
}
