package dev.headstart.report;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.headstart.torchscript.Devices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pairs of pictures that are the same to the eye, as {@link Nearness} has it.
 *
 * <p>The search compares projections on the directions that matter most. Projecting makes no distance longer, so that nothing near is lost, and
 * what it wrongly lets through is then compared in full.
 *
 * @param complete false if they could not all be listed: there are too many, or the backbone does not tell these pictures apart
 */
record NearPairs(List<Pair> pairs, boolean complete) {
    private static final int DIRECTIONS = 64;
    /** Of the squared lengths; with less, projections lie too close together to tell pairs apart. */
    private static final double MOST_OF_IT = 0.6;
    private static final double ROUNDING = 1e-4;
    private static final int BLOCK = 1024;
    private static final int MOST_CANDIDATES = 2_000_000;
    private static final int MOST = 100_000;

    /** Two positions, {@code a < b}. */
    record Pair(int a, int b) {}

    static NearPairs among(Directions directions) throws IOException {
        Optional<Nearness> nearness = Nearness.among(directions);
        return nearness.isEmpty() ? new NearPairs(List.of(), false) : among(directions, nearness.get());
    }

    static NearPairs among(Directions directions, Nearness nearness) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        int n = directions.size();
        try (NDManager manager = Devices.load().newBaseManager(Device.cpu())) {
            // -|p - q|^2 / 2 of projections p and q is the product of (p, -|p|^2/2, 1) and (q, 1, -|q|^2/2).
            NDArray p = projections(manager, directions);
            NDArray half = p.square().sum(new int[]{1}, true).div(-2);
            NDArray one = manager.ones(new Shape(n, 1));
            NDArray left = p.concat(half, 1).concat(one, 1);
            NDArray right = p.concat(one, 1).concat(half, 1).transpose();
            long candidates = 0;
            for (int from = 0; from < n; from += BLOCK) {
                int to = Math.min(from + BLOCK, n);
                try (NDManager scope = manager.newSubManager()) {
                    scope.tempAttachAll(left, right);
                    NDArray near = left.get(new NDIndex(from + ":" + to))
                            .matMul(right.get(new NDIndex(":, " + from + ":")))
                            .gte(nearness.centredCosine() - 1 - ROUNDING);
                    candidates += near.countNonzero().getLong();
                    if (candidates > MOST_CANDIDATES || pairs.size() > MOST) {
                        return new NearPairs(pairs, false);
                    }
                    pairs.addAll(confirmed(near.nonzero().toLongArray(), from, directions, nearness));
                }
            }
        }
        return new NearPairs(pairs, true);
    }

    /** @param candidates pairs of row and column of a block, whose first row and column are {@code from} */
    private static List<Pair> confirmed(long[] candidates, int from, Directions directions, Nearness nearness) {
        return IntStream.range(0, candidates.length / 2)
                .parallel()
                .mapToObj(i -> new Pair((int) candidates[2 * i] + from, (int) candidates[2 * i + 1] + from))
                .filter(pair -> pair.a() < pair.b())
                .filter(pair -> nearness.holds(directions, pair.a(), pair.b()))
                .toList();
    }

    /** On as few directions as hold most of what there is, {@code [N, directions]}. */
    private static NDArray projections(NDManager manager, Directions directions) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            NDArray p = Principal.project(scope, directions, Principal.of(scope, directions, DIRECTIONS));
            if (p.square().sum().getFloat() < MOST_OF_IT * directions.size()) {
                p = Principal.project(scope, directions, scope.eye(directions.dimension()));
            }
            p.attach(manager);
            return p;
        }
    }
}
