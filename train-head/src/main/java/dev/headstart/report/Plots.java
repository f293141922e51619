package dev.headstart.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The report's plots. */
final class Plots {
    private static final int WIDTH = 340;
    private static final int HEIGHT = 210;
    /** The largest matrix whose rows are named. */
    private static final int MATRIX = 1100;
    private static final int LINE_HEIGHT = 14;
    private static final int MARGIN = 60;
    private static final int NAMES_WIDTH = 110;
    /** Every so many classes are numbered where there is no room for more. */
    private static final int FEW = 5;
    private static final int MAP = 520;
    /** Names on a map; more would hide it and each other. */
    private static final int NAMED = 100;
    private static final Map<String, Object> LINE = Map.of("color", Plot.INK, "size", 0.7);
    private static final Map<String, Object> DOT = Map.of("color", Plot.INK, "size", 2);

    private Plots() {}

    /** A score against the penalty, a line per head, the winner marked; heads without a penalty are level lines. */
    static String sweep(Run run, String score, ToDoubleFunction<Run.Candidate> value) {
        Map<String, List<Run.Candidate>> heads = run.candidates()
                .stream()
                .collect(Collectors.groupingBy(Run.Candidate::head, TreeMap::new, Collectors.toList()));
        double[] penalties = penalties(run);
        double zero = penalties[0] / 10; // where no penalty at all is drawn
        double last = penalties[penalties.length - 1];
        Plot plot = new Plot(WIDTH, HEIGHT).scale("x", Decades.axis("penalty (l2)", zero, last))
                .scale("y", Map.of("name", score));
        heads.forEach((head, candidates) -> {
            // Of several at a penalty, which other settings tell apart, the best, which comes first.
            Set<Double> drawn = new HashSet<>();
            List<Run.Candidate> line = candidates.stream()
                    .filter(c -> drawn.add(penalty(c, zero)))
                    .sorted(Comparator.comparingDouble(c -> penalty(c, zero)))
                    .toList();
            List<Double> x = line.stream().map(c -> penalty(c, zero)).toList();
            List<Double> y = line.stream().map(value::applyAsDouble).toList();
            if (line.getFirst().l2() == null) {
                x = List.of(zero, last);
                y = List.of(y.getFirst(), y.getFirst());
            }
            plot.layer("line", Map.of("x", x, "y", y), LINE).layer("point", Map.of("x", x, "y", y), DOT);
            name(plot, heads.size(), head, x, y);
        });
        Run.Candidate best = run.winner();
        return plot
                .layer("point", Map.of("x", List.of(penalty(best, zero)), "y", List.of(value.applyAsDouble(best))),
                        Map.of("color", Plot.ACCENT, "size", 4))
                .svg();
    }

    /** The penalties above zero that were tried, ascending. */
    static double[] penalties(Run run) {
        return run.candidates()
                .stream()
                .map(Run.Candidate::l2)
                .filter(Objects::nonNull)
                .mapToDouble(l2 -> l2)
                .filter(l2 -> l2 > 0)
                .distinct()
                .sorted()
                .toArray();
    }

    private static double penalty(Run.Candidate candidate, double least) {
        return candidate.l2() == null ? least : Math.max(candidate.l2(), least);
    }

    /** Names a line at its end, if there are several. */
    private static void name(Plot plot, int lines, String name, List<? extends Number> x, List<Double> y) {
        if (lines > 1) {
            plot.layer("text", Map.of("x", List.of(x.getLast()), "y", List.of(y.getLast()), "label", List.of(name)),
                    Map.of("color", Plot.INK, "hjust", 1, "vjust", 0, "size", 5));
        }
    }

    /** Accuracy by pictures per class, with the deviation between draws. */
    static String curve(List<Run.CurvePoint> points) {
        List<Run.CurvePoint> curve = points.stream().sorted(Comparator.comparingInt(Run.CurvePoint::shots)).toList();
        List<Integer> x = curve.stream().map(Run.CurvePoint::shots).toList();
        List<Double> y = curve.stream().map(Run.CurvePoint::accuracy).toList();
        Plot plot = new Plot(WIDTH, HEIGHT).scale("x", Map.of("name", "pictures per class", "trans", "log10", "breaks",
                x, "labels", x.stream().map(String::valueOf).toList())).scale("y", Map.of("name", "accuracy"));
        ranges(plot, x, curve.stream().map(c -> c.accuracy() - c.deviation()).toList(),
                curve.stream().map(c -> Math.min(1, c.accuracy() + c.deviation())).toList(), Plot.FAINT);
        return plot.layer("line", Map.of("x", x, "y", y), LINE).layer("point", Map.of("x", x, "y", y), DOT).svg();
    }

    private static void ranges(Plot plot, List<? extends Number> x, List<Double> low, List<Double> high, String ink) {
        plot.layer("segment", Map.of("x", x, "y", low, "xend", x, "yend", high), Map.of("color", ink, "size", 0.7));
    }

    /** How often the head is right, by how sure it is, with 95 % intervals; on the diagonal it is as right as it says. */
    static String calibration(List<Calibration.Bin> bins) {
        List<Double> x = bins.stream().map(Calibration.Bin::confidence).toList();
        List<Double> end = List.of(Math.min(x.getFirst(), bins.getFirst().accuracy()), 1.0);
        Plot plot = new Plot(WIDTH, HEIGHT).scale("x", Map.of("name", "how sure (mean of the bin)"))
                .scale("y", Map.of("name", "how often right"))
                .layer("line", Map.of("x", end, "y", end),
                        Map.of("color", Plot.FAINT, "size", 0.7, "linetype", "dashed"));
        ranges(plot, x, bins.stream().map(b -> b.interval().low()).toList(),
                bins.stream().map(b -> b.interval().high()).toList(), Plot.INK);
        return plot.layer("point", Map.of("x", x, "y", bins.stream().map(Calibration.Bin::accuracy).toList()), DOT)
                .svg();
    }

    /**
     * A matrix of many classes: a row per class, darker for more, mistakes in the second ink.
     *
     * @param shown numbers of the classes that are drawn, ascending
     * @param names of the classes, for the rows; empty for a narrow page, where there is only room for their numbers
     */
    static String confusion(Confusion confusion, List<Integer> shown, List<String> names) {
        Map<Integer, Integer> places = new HashMap<>();
        shown.forEach(c -> places.put(c, places.size() + 1));
        List<Integer> x = new ArrayList<>();
        List<Integer> y = new ArrayList<>();
        List<String> ink = new ArrayList<>();
        List<Double> shade = new ArrayList<>();
        for (Confusion.Cell cell : confusion.cells(shown)) {
            x.add(Objects.requireNonNull(places.get(cell.predicted())));
            y.add(-Objects.requireNonNull(places.get(cell.label())));
            ink.add(cell.label() == cell.predicted() ? Plot.INK : Plot.ACCENT);
            shade.add(Math.sqrt((double) cell.count() / confusion.support(cell.label())));
        }
        List<Integer> numbers = IntStream.rangeClosed(1, shown.size())
                .filter(c -> !names.isEmpty() || c % FEW == 0)
                .boxed()
                .toList();
        int side = names.isEmpty() ? WIDTH : Math.clamp(numbers.size() * LINE_HEIGHT + MARGIN, WIDTH, MATRIX);
        return new Plot(names.isEmpty() ? side : side + NAMES_WIDTH, side).without("axis_line", "axis_ticks")
                .layer("tile", Map.of("x", x, "y", y, "fill", ink, "alpha", shade), Map.of("size", 0))
                .scale("fill", Map.of("scale_mapper_kind", "identity"))
                .scale("alpha", Map.of("scale_mapper_kind", "identity"))
                .scale("x", marks("taken for", numbers, at -> String.valueOf(shown.get(at - 1) + 1), 1))
                .scale("y", marks("", numbers, at -> label(shown.get(at - 1), names), -1))
                .svg();
    }

    private static String label(int c, List<String> names) {
        return names.isEmpty() ? String.valueOf(c + 1) : Names.shorten(names.get(c), 18) + " " + (c + 1);
    }

    private static Map<String, Object> marks(String name, List<Integer> numbers, IntFunction<String> label, int sign) {
        return Map.of("name", name, "expand", List.of(0, 0.7), "breaks", numbers.stream().map(c -> sign * c).toList(),
                "labels", numbers.stream().map(label::apply).toList());
    }

    /** Every row where the map has it, coloured by label, the classes named where they lie; rings are measured mistakes. */
    static String map(EmbeddingMap map, List<String> classes, int[] mistakes) {
        List<Object> x = new ArrayList<>();
        List<Object> y = new ArrayList<>();
        List<String> label = new ArrayList<>();
        for (int i = 0; i < map.rows().length; i++) {
            x.add(map.x()[i]);
            y.add(map.y()[i]);
            label.add(Palette.of(map.labels()[i], classes.size()));
        }
        List<EmbeddingMap.Place> places = map.places(NAMED);
        return new Plot(MAP, MAP).without("axis_line", "axis_ticks", "axis_text", "axis_title")
                .scale("x", Map.of("breaks", List.of()))
                .scale("y", Map.of("breaks", List.of()))
                .layer("point", Map.of("x", x, "y", y, "color", label),
                        Map.of("size", map.rows().length > 2000 ? 1.2 : 2.2))
                .layer("point",
                        Map.of("x", IntStream.of(mistakes).mapToObj(i -> map.x()[i]).toList(), "y",
                                IntStream.of(mistakes).mapToObj(i -> map.y()[i]).toList()),
                        Map.of("shape", 1, "size", 4, "color", Plot.INK))
                .layer("text",
                        Map.of("x", places.stream().map(EmbeddingMap.Place::x).toList(), "y",
                                places.stream().map(EmbeddingMap.Place::y).toList(), "label",
                                places.stream().map(p -> Names.shorten(classes.get(p.label()), 24)).toList()),
                        Map.of("color", Plot.INK, "size", classes.size() > 12 ? 4 : 6))
                .scale("color", Map.of("scale_mapper_kind", "identity"))
                .svg();
    }
}
