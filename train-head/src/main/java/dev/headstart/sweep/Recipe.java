package dev.headstart.sweep;

import ai.djl.Device;
import dev.headstart.solvers.Knob;
import dev.headstart.solvers.MiniBatches;
import dev.headstart.solvers.Normalization;
import dev.headstart.solvers.Tail;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep is to try, and how heads are trained.
 *
 * @param kinds in the order they are tried in
 * @param grids of the knobs of which the kinds' own grids are not wanted
 * @param linear how {@link HeadKind#LINEAR} is trained
 * @param tail what {@link HeadKind#MLP} trains, if it is tried
 * @param balance whether each class counts the same in training, however many samples it has
 * @param device where they are trained
 */
public record Recipe(List<HeadKind> kinds, Map<Knob, Grid> grids, LinearSolver linear, MiniBatches batches,
        Optional<Tail> tail, Normalization normalization, boolean balance, Device device) {
    public Recipe {
        kinds = List.copyOf(kinds);
        grids = Map.copyOf(grids);
    }

    /** How many heads there are to choose among, before ranges are extended. */
    public int candidates() {
        return kinds.stream().mapToInt(kind -> HeadKind.settings(kind.grids(this)).size()).sum();
    }

    /** The same for one kind at one setting. */
    public Recipe only(Candidate candidate) {
        Map<Knob, Grid> values = new EnumMap<>(Knob.class);
        candidate.setting().values().forEach((knob, value) -> values.put(knob, new Grid(List.of(value), 1)));
        return new Recipe(List.of(candidate.kind()), values, linear, batches, tail, normalization, balance, device);
    }
}
