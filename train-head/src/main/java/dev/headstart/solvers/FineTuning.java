package dev.headstart.solvers;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Node;
import dev.headstart.splits.Samples;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.Floats;
import dev.headstart.weights.Safetensors;
import dev.headstart.weights.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A backbone's own classifier trained on from its weights, dropout included, with a new last Linear: the tutorial that freezes only
 * {@code features}. By DJL's trainer; {@code l2} is its weight decay, on weights and biases alike, as {@code torch.optim.SGD}'s is. Rows
 * are copied by the batch, so that beside the features there are only the weights, their gradients and their steps in memory.
 */
public record FineTuning(Tail tail, MiniBatches batches) implements Solver {
    private static final List<String> NAMES = List.of("weight", "bias");
    /** Elements of a tensor that are copied at a time. */
    private static final int PIECE = 1 << 22;

    @Override
    public void fit(Problem problem, List<Setting> settings, Sink sink) {
        Devices.useThreads(1);
        double all = (double) settings.size() * problem.learners().size();
        for (int l = 0; l < problem.learners().size(); l++) {
            for (int s = 0; s < settings.size(); s++) {
                double done = (double) l * settings.size() + s;
                sink.accept(s, l, train(problem, l, settings.get(s), part -> sink.reached((done + part) / all)));
            }
        }
    }

    /** Told how far it has come, from 0 to 1. */
    @FunctionalInterface
    private interface Reached {
        void at(double part);
    }

    private MlpClassifier train(Problem problem, int learner, Setting setting, Reached reached) {
        Samples seen = problem.samples().subset(problem.learners().get(learner));
        float[] all = problem.shares(learner);
        float[] shares = new float[seen.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = all[problem.learners().get(learner)[i]];
        }
        SplittableRandom random = new SplittableRandom(batches.seed());
        Devices.load().setRandomSeed((int) batches.seed()); // of the dropout
        Map<String, Block> blocks = new LinkedHashMap<>();
        try (Model model = Devices.load().newModel("classifier", problem.device());
                Weights weights = tail.weights().get()) {
            model.setBlock(network(weights, problem.classes(), random, blocks));
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optDevices(new Device[]{problem.device()})
                    .optOptimizer(Optimizer.sgd()
                            .setLearningRateTracker(Tracker.fixed((float) setting.require(Knob.LR)))
                            .optMomentum((float) batches.momentum())
                            .optWeightDecays((float) setting.require(Knob.L2))
                            .build());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(1, seen.dimension()));
                for (int epoch = 0; epoch < batches.epochs(); epoch++) {
                    int[] order = MiniBatches.shuffled(seen.size(), random);
                    for (int from = 0; from < order.length; from += batches.size()) {
                        int to = Math.min(from + batches.size(), order.length);
                        step(trainer, seen, shares, Arrays.copyOfRange(order, from, to));
                        reached.at((epoch + (double) to / order.length) / batches.epochs());
                    }
                }
            }
            return new MlpClassifier(tail.layers(), tensors(blocks));
        }
    }

    /** @param blocks takes the Linears, by their paths */
    private Block network(Weights weights, int classes, SplittableRandom random, Map<String, Block> blocks) {
        SequentialBlock network = new SequentialBlock();
        for (Node node : tail.layers()) {
            switch (node.layer()) {
                case Layer.Linear layer -> {
                    boolean last = tail.isLast(node);
                    Linear linear = Linear.builder().setUnits(last ? classes : layer.out()).build();
                    for (String name : NAMES) {
                        linear.setInitializer(
                                last ? beginning(layer.in(), random) : stored(weights, node.path() + "." + name), name);
                    }
                    blocks.put(node.path(), linear);
                    network.add(linear);
                }
                case Layer.Relu _ -> network.add(Activation.reluBlock());
                case Layer.Dropout(double probability) ->
                    network.add(Dropout.builder().optRate((float) probability).build());
                case Layer.Flatten _ -> {
                    // embeddings are flat
                }
                case Layer.Conv _,Layer.BatchNorm _,Layer.MaxPool _,Layer.AvgPool _,Layer.Residual _,Layer.Sequential _ ->
                    throw Tail.notAllowed(node);
            }
        }
        return network;
    }

    private static Initializer beginning(int in, SplittableRandom random) {
        return (manager, shape, type) -> new Floats().tensor(manager,
                MiniBatches.beginning(Math.toIntExact(shape.size()), in, random), shape);
    }

    private static Initializer stored(Weights weights, String name) {
        return (manager, shape, type) -> {
            int size = Math.toIntExact(shape.size());
            NDArray flat = manager.create(new Shape(size));
            for (int from = 0; from < size; from += PIECE) {
                int count = Math.min(PIECE, size - from);
                try (NDArray piece = manager.create(weights.values(name, from, count))) {
                    flat.set(new NDIndex(from + ":" + (from + count)), piece);
                }
            }
            NDArray shaped = flat.reshape(shape);
            flat.close();
            return shaped;
        };
    }

    private static void step(Trainer trainer, Samples seen, float[] shares, int[] rows) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            Samples batch = seen.subset(rows);
            NDArray x = batch.features(scope);
            NDArray y = scope.create(IntStream.of(batch.labels()).mapToLong(c -> c).toArray(),
                    new Shape(rows.length, 1));
            float[] weight = new float[rows.length];
            for (int i = 0; i < weight.length; i++) {
                weight[i] = shares[rows[i]] * seen.size() / rows.length;
            }
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray logits = trainer.forward(new NDList(x)).singletonOrThrow();
                NDArray loss = logits.logSoftmax(1)
                        .gather(y, 1)
                        .mul(scope.create(weight, new Shape(rows.length, 1)))
                        .sum()
                        .neg();
                collector.backward(loss);
            }
            stepOnAllProcessors(trainer);
        }
    }

    /** A step changes each number by itself, so the number of threads does not change the result. Products of matrices run on one thread, because the number of threads would change the order of their sums. */
    private static void stepOnAllProcessors(Trainer trainer) {
        Devices.useThreads(Runtime.getRuntime().availableProcessors());
        trainer.step();
        Devices.useThreads(1);
    }

    /** Where a rate has led out of float32's range, zeros: a classifier that says nothing. */
    private static Map<String, Safetensors.Tensor> tensors(Map<String, Block> blocks) {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        boolean finite = true;
        for (Map.Entry<String, Block> linear : blocks.entrySet()) {
            for (String name : NAMES) {
                NDArray array = linear.getValue().getParameters().get(name).getArray();
                float[] values = new Floats().array(array);
                for (float value : values) {
                    finite &= Float.isFinite(value);
                }
                tensors.put(linear.getKey() + "." + name, new Safetensors.Tensor(
                        Arrays.stream(array.getShape().getShape()).mapToObj(Math::toIntExact).toList(), values));
            }
        }
        if (!finite) {
            tensors.values().forEach(tensor -> Arrays.fill(tensor.values(), 0));
        }
        return tensors;
    }
}
