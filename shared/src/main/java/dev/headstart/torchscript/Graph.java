package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Residual;
import dev.headstart.backbone.Layer.Sequential;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A network as a list of steps, each taking the results of earlier ones: batch norms folded, ReLUs and residual sums fused into the
 * convolution before them, and nothing kept that no wanted layer needs.
 *
 * @param outputs step index of each wanted layer, in the order asked for
 */
record Graph(List<Step> steps, List<Integer> outputs) {

    /** @param wanted paths of nodes of the network; what is wanted is computed as it stands there, so nothing is fused across it */
    static Graph of(Sequential network, List<String> wanted) {
        Lowering lowering = new Lowering();
        lowering.children(network, "", lowering.add("", new Op.Input(), List.of()));
        List<Integer> outputs = wanted.stream().map(lowering::result).toList();
        return new Fusion(lowering.steps, outputs).run();
    }

    /** Whether nobody needs a value once a step has read it: no later step and no output, not through a view of it either. */
    boolean spent(int value, int step) {
        return !outputs.contains(value) && IntStream.range(0, steps.size())
                .filter(i -> steps.get(i).inputs().contains(value))
                .allMatch(i -> i <= step && !(steps.get(i).op() instanceof Op.Flatten));
    }

    /**
     * Whether a step is the convolution of a residual block's shortcut: it has neither sum nor ReLU, and its only reader is the convolution that
     * adds it and ends in a ReLU.
     */
    boolean isShortcut(int step) {
        List<Step> readers = steps.stream().filter(s -> s.inputs().contains(step)).toList();
        return steps.get(step).op() instanceof Op.Convolution(_, _, boolean relu, boolean sum) && !relu && !sum
                && !outputs.contains(step) && readers.size() == 1
                && readers.getFirst().op() instanceof Op.Convolution(_, _, boolean ends, boolean adds) && ends && adds
                && readers.getFirst().inputs().getFirst() != step;
    }

    private static final class Lowering {
        private final List<Step> steps = new ArrayList<>();
        private final Map<String, Integer> results = new LinkedHashMap<>();

        private int result(String path) {
            Integer result = results.get(path);
            if (result == null) {
                throw new UserException("the network has no layer '" + Quote.of(path) + "'");
            }
            return result;
        }

        private int add(String path, Op op, List<Integer> inputs) {
            steps.add(new Step(path, op, inputs));
            return steps.size() - 1;
        }

        /**
         * torchvision's ReLUs and residual sums overwrite what they are given, so that whoever asks its feature extractor for the layer
         * before gets their result; so does who asks here.
         */
        private int inPlace(int result, int overwritten) {
            results.replaceAll((_, value) -> value == overwritten ? result : value);
            return result;
        }

        private int children(Sequential s, String prefix, int in) {
            int value = in;
            for (Child child : s.children()) {
                String path = prefix + child.name();
                value = lower(child.layer(), path, value);
                results.put(path, value);
            }
            return value;
        }

        private int lower(Layer layer, String path, int in) {
            List<Integer> one = List.of(in);
            return switch (layer) {
                case Layer.Conv c -> add(path, new Op.Convolution(c, null, false, false), one);
                case Layer.BatchNorm b -> add(path, new Op.Normalise(b), one);
                case Layer.Relu _ -> inPlace(add(path, new Op.Rectify(), one), in);
                case Layer.MaxPool m -> add(path, new Op.MaxPool(m), one);
                case Layer.AvgPool a -> add(path, new Op.AvgPool(a), one);
                case Layer.Flatten _ -> add(path, new Op.Flatten(), one);
                case Layer.Linear l -> add(path, new Op.Linear(l, false), one);
                case Layer.Dropout _ -> in;
                case Sequential s -> children(s, path + ".", in);
                case Residual r -> {
                    int body = children(r.body(), path + ".", in);
                    int shortcut = in;
                    if (r.downsample().isPresent()) {
                        shortcut = children(r.downsample().get(), path + ".downsample.", in);
                        results.put(path + ".downsample", shortcut);
                    }
                    int sum = inPlace(add(path + ".add", new Op.Add(), List.of(body, shortcut)), body);
                    yield inPlace(add(path + ".relu", new Op.Rectify(), List.of(sum)), sum);
                }
            };
        }
    }

    /** Walks the steps once, merging each into the one before where that one has no other reader, then drops what is not needed. */
    private static final class Fusion {
        private final List<Step> from;
        private final List<Integer> outputs;
        private final int[] readers;
        private final List<Step> to = new ArrayList<>();
        private final int[] moved;

        private Fusion(List<Step> from, List<Integer> outputs) {
            this.from = from;
            this.outputs = outputs;
            readers = new int[from.size()];
            moved = new int[from.size()];
        }

        private Graph run() {
            boolean[] needed = new boolean[from.size()];
            outputs.forEach(o -> {
                needed[o] = true;
                readers[o]++;
            });
            for (int i = from.size() - 1; i >= 0; i--) {
                if (needed[i]) {
                    for (int input : from.get(i).inputs()) {
                        needed[input] = true;
                        readers[input]++;
                    }
                }
            }
            for (int i = 0; i < from.size(); i++) {
                if (needed[i]) {
                    moved[i] = place(from.get(i));
                }
            }
            return new Graph(List.copyOf(to), outputs.stream().map(o -> moved[o]).toList());
        }

        private int place(Step step) {
            List<Integer> inputs = step.inputs().stream().map(i -> moved[i]).toList();
            boolean sole = !inputs.isEmpty() && readers[step.inputs().getFirst()] == 1;
            if (sole) {
                int before = inputs.getFirst();
                Step previous = to.get(before);
                if (step.op() instanceof Op.Add && before != to.size() - 1 && previous.op() instanceof Op.Convolution) {
                    // The shortcut's own convolution was lowered in between: the sum has to come after both.
                    to.remove(before);
                    to.add(previous);
                    int last = to.size() - 1;
                    for (int i = 0; i < moved.length; i++) {
                        moved[i] = moved[i] == before ? last : moved[i] > before ? moved[i] - 1 : moved[i];
                    }
                    return place(step);
                }
                Op fused = fuse(previous.op(), step);
                if (fused != null && before == to.size() - 1) {
                    List<Integer> all = new ArrayList<>(previous.inputs());
                    all.addAll(inputs.subList(1, inputs.size()));
                    to.set(before, new Step(previous.path(), fused, List.copyOf(all)));
                    return before;
                }
            }
            to.add(new Step(step.path(), step.op(), inputs));
            return to.size() - 1;
        }

        private static @org.jspecify.annotations.Nullable Op fuse(Op before, Step step) {
            return switch (before) {
                case Op.Convolution(Layer.Conv conv, String norm, boolean relu, boolean sum) when !relu ->
                    switch (step.op()) {
                        case Op.Normalise _ when norm == null && !sum ->
                            new Op.Convolution(conv, step.path(), false, false);
                        case Op.Add _ when !sum -> new Op.Convolution(conv, norm, false, true);
                        case Op.Rectify _ -> new Op.Convolution(conv, norm, true, sum);
                        default -> null;
                    };
                case Op.Linear(Layer.Linear linear, boolean relu) when !relu && step.op() instanceof Op.Rectify ->
                    new Op.Linear(linear, true);
                default -> null;
            };
        }
    }
}
