package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.headstart.head.LinearHead;
import dev.headstart.torchscript.Floats;
import dev.headstart.torchscript.TorchModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A Linear trained as the tutorials do: from {@code torch.nn.Linear}'s beginning, by mini-batches of the mean cross-entropy, with
 * {@code torch.optim.SGD}'s momentum and with the penalty as its weight decay, on the weight alone. A learner's settings begin alike, see the
 * same batches, and share the products with them. One whose numbers leave float32's range says nothing: all its logits are zero.
 */
public record StochasticDescent(MiniBatches batches) implements Solver {
    /** Settings whose products are one; the blocks are shared out to the threads. */
    private static final int BLOCK = 4;

    /** A step, in place: {@code x [n, d], y [n, 1, 1], share [n, 1, 1], weight [d, m * k]}, the others {@code [m * k]}. */
    private static final TorchModule.Function STEP = new TorchModule.Function("step",
            "k: int, momentum: float, x: Tensor, y: Tensor, share: Tensor, weight: Tensor, bias: Tensor, "
                    + "weight_step: Tensor, bias_step: Tensor, l2: Tensor, lr: Tensor",
            "Tensor", """
                    n = torch.size(x, 0)
                    p = torch.softmax(torch.view(torch.add(torch.mm(x, weight), bias), [n, -1, k]), 2)
                    index = torch.expand(y, [n, torch.size(p, 1), 1])
                    own = torch.neg(torch.ones_like(torch.to(index, 6)))
                    residual = torch.view(torch.mul(torch.scatter_add(p, 2, index, own), share), [n, -1])
                    weight_slope = torch.add(torch.mm(torch.t(x), residual), torch.mul(weight, l2))
                    weight_now = torch.add_(torch.mul_(weight_step, momentum), weight_slope)
                    bias_now = torch.add_(torch.mul_(bias_step, momentum), torch.sum(residual, [0]))
                    w = torch.sub_(weight, torch.mul(weight_now, lr))
                    b = torch.sub_(bias, torch.mul(bias_now, lr))
                    return torch.sum(residual, [0])
                    """);

    @Override
    public void fit(Problem problem, List<Setting> settings, Sink sink) throws IOException {
        List<List<Setting>> blocks = new ArrayList<>();
        for (int from = 0; from < settings.size(); from += BLOCK) {
            blocks.add(settings.subList(from, Math.min(from + BLOCK, settings.size())));
        }
        try (Features features = Features.of(problem);
                Lanes lanes = new Lanes();
                TorchModule module = TorchModule.of(STEP)) {
            for (int l = 0; l < problem.learners().size(); l++) {
                int learner = l;
                List<List<LinearHead>> heads = lanes.run(blocks.size(),
                        b -> train(problem, learner, features.x(), blocks.get(b), module));
                List<LinearHead> all = heads.stream().flatMap(List::stream).toList();
                for (int s = 0; s < all.size(); s++) {
                    sink.accept(s, l, features.classifier(all.get(s)));
                }
            }
        }
    }

    /** A head per setting. */
    private List<LinearHead> train(Problem problem, int learner, NDArray x, List<Setting> settings,
            TorchModule module) {
        int dim = problem.samples().dimension();
        int k = problem.classes();
        int[] seen = problem.learners().get(learner);
        float[] shares = problem.shares(learner);
        SplittableRandom random = new SplittableRandom(batches.seed());
        try (NDManager manager = x.getManager().newSubManager()) {
            int columns = settings.size() * k;
            NDArray weight = new Floats().tensor(manager,
                    repeat(MiniBatches.beginning(dim * k, dim, random), dim, k, settings.size()),
                    new Shape(dim, columns));
            NDArray bias = manager.create(repeat(MiniBatches.beginning(k, dim, random), 1, k, settings.size()));
            NDArray[] state = {weight, bias, manager.zeros(weight.getShape()), manager.zeros(bias.getShape()),
                each(manager, settings, Knob.L2, k), each(manager, settings, Knob.LR, k)};
            for (int epoch = 0; epoch < batches.epochs(); epoch++) {
                int[] order = MiniBatches.shuffled(seen.length, random);
                for (int from = 0; from < order.length; from += batches.size()) {
                    int[] rows = Arrays.stream(order, from, Math.min(from + batches.size(), order.length))
                            .map(i -> seen[i])
                            .toArray();
                    try (NDManager scope = manager.newSubManager()) {
                        step(problem, rows, shares, seen.length, x, state, module, scope);
                    }
                }
            }
            return heads(new Floats().array(weight), bias.toFloatArray(), settings.size(), dim, k);
        }
    }

    private void step(Problem problem, int[] rows, float[] shares, int seen, NDArray x, NDArray[] state,
            TorchModule module, NDManager scope) {
        long[] index = IntStream.of(rows).mapToLong(i -> i).toArray();
        long[] y = IntStream.of(rows).mapToLong(i -> problem.samples().labels()[i]).toArray();
        float[] share = new float[rows.length];
        for (int i = 0; i < share.length; i++) {
            share[i] = shares[rows[i]] * seen / rows.length;
        }
        Shape each = new Shape(rows.length, 1, 1);
        module.call(scope, STEP, (long) problem.classes(), batches.momentum(),
                x.get(scope, new NDIndex("{}", scope.create(index))), scope.create(y, each), scope.create(share, each),
                state[0], state[1], state[2], state[3], state[4], state[5]);
    }

    /** {@code [rows, k]} to {@code [rows, times * k]}. */
    private static float[] repeat(float[] values, int rows, int k, int times) {
        float[] repeated = new float[values.length * times];
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < times; t++) {
                System.arraycopy(values, r * k, repeated, (r * times + t) * k, k);
            }
        }
        return repeated;
    }

    private static NDArray each(NDManager manager, List<Setting> settings, Knob knob, int k) {
        float[] values = new float[settings.size() * k];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) settings.get(i / k).require(knob);
        }
        return manager.create(values);
    }

    private static List<LinearHead> heads(float[] weight, float[] bias, int count, int dim, int k) {
        List<LinearHead> heads = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            LinearHead head = new LinearHead(new float[k * dim], new float[k], false);
            for (int c = 0; c < k; c++) {
                head.bias()[c] = bias[s * k + c];
                for (int d = 0; d < dim; d++) {
                    head.weight()[c * dim + d] = weight[(d * count + s) * k + c];
                }
            }
            heads.add(head.isFinite() ? head : new LinearHead(new float[k * dim], new float[k], false));
        }
        return heads;
    }
}
