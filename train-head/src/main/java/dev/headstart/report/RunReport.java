package dev.headstart.report;

import dev.headstart.cli.Progress;
import dev.headstart.embeddings.Origin;
import dev.headstart.files.AtomicFile;
import dev.headstart.metrics.Measures;
import dev.headstart.report.Findings.Card;
import dev.headstart.report.Findings.ClassLine;
import dev.headstart.report.Findings.Copies;
import dev.headstart.report.Findings.CopyGroup;
import dev.headstart.report.Findings.Fact;
import dev.headstart.report.Findings.LabelFindings;
import dev.headstart.report.Findings.MapFindings;
import dev.headstart.report.Findings.MatrixCell;
import dev.headstart.report.Findings.Taken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds out what there is to say about a run, and writes it down. */
public final class RunReport {
    private static final int SHOWN = 24;
    private static final int UNSURE_SHOWN = 12;
    private static final int GROUPS_SHOWN = 16;
    private static final int GROUP_SHOWN = 6;
    /** As many classes as a table on a phone has room for. */
    private static final int TABLE_CLASSES = 10;
    /** Classes that are listed and drawn; a page of thousands opens slowly, and nobody reads it. */
    private static final int CLASSES_SHOWN = 100;
    private static final int GALLERY_SIDE = 192;
    private static final int MAP_SIDE = 96;
    private static final int MAP_PICTURES = 1000;

    private final Run run;
    private final Judgements measured;
    private final Judgements unlearnt;
    private final int classes;

    private RunReport(Run run) {
        this.run = run;
        measured = Judgements.of(List.of(run.measured()));
        unlearnt = Judgements.of(run.unlearnt());
        classes = run.classes().size();
    }

    /** Writes the page, whole or not at all, and returns what it says. */
    public static Findings write(Run run, Path file) throws IOException {
        Findings findings = new RunReport(run).findings();
        AtomicFile.write(file, part -> Page.write(findings, part));
        return findings;
    }

    private Findings findings() throws IOException {
        int[] used = IntStream.range(0, run.parts().size()).filter(i -> run.parts().get(i) != null).toArray();
        EmbeddingMap map = map(used);
        Duplicates duplicates = Duplicates.of(run);
        List<Integer> mistakes = ranked(false, Comparator.comparingDouble(i -> -measured.confidence(i)), SHOWN);
        List<Integer> unsure = ranked(true, Comparator.comparingDouble(measured::confidence), UNSURE_SHOWN);
        List<Integer> suspects = LabelErrors.of(unlearnt, classes);
        List<Integer> shownSuspects = first(suspects, SHOWN);
        List<Duplicates.Group> groups = first(duplicates.groups(), GROUPS_SHOWN);

        Set<Integer> gallery = new LinkedHashSet<>();
        mistakes.forEach(i -> gallery.add(measured.rows()[i]));
        unsure.forEach(i -> gallery.add(measured.rows()[i]));
        shownSuspects.forEach(i -> gallery.add(unlearnt.rows()[i]));
        groups.forEach(group -> gallery.addAll(first(group.rows(), GROUP_SHOWN)));
        Set<Integer> onMap = IntStream.of(Spread.over(map.labels(), MAP_PICTURES))
                .mapToObj(i -> map.rows()[i])
                .collect(Collectors.toSet());
        Map<Integer, String> mapImages;
        Cards cards;
        try (Progress progress = Progress.of("report", gallery.size() + onMap.size())) {
            Pictures pictures = Pictures.of(run);
            cards = new Cards(run, pictures.of(gallery, GALLERY_SIDE, progress::stepBy));
            mapImages = pictures.of(onMap, MAP_SIDE, progress::stepBy);
        }

        Confusion confusion = Confusion.of(measured);
        List<Integer> shown = confusion.worst(classes, CLASSES_SHOWN);
        boolean table = classes <= TABLE_CLASSES;
        boolean swept = Plots.penalties(run).length > 0
                && run.candidates().stream().map(Run.Candidate::l2).filter(Objects::nonNull).distinct().count() > 1;
        return new Findings(run, run.embeddings().origin().map(Origin::arch).orElse("an unknown backbone"), used.length,
                swept ? Plots.sweep(run, "accuracy", Run.Candidate::accuracy) : null,
                swept ? Plots.sweep(run, "log-loss", Run.Candidate::logLoss) : null,
                Plots.calibration(Calibration.of(measured)), run.curve().isEmpty() ? null : Plots.curve(run.curve()),
                classLines(confusion, shown), table ? matrix(confusion) : List.of(),
                table ? null : Plots.confusion(confusion, shown, run.classes()),
                table ? null : Plots.confusion(confusion, shown, List.of()),
                gallery.isEmpty() || !cards.images().isEmpty(),
                mistakes.stream().map(i -> cards.predicted(measured, i)).toList(),
                unsure.stream().map(i -> cards.predicted(measured, i)).toList(),
                new LabelFindings(unlearnt.size(), suspects.size(),
                        shownSuspects.stream().map(i -> cards.predicted(unlearnt, i)).toList()),
                new Copies(duplicates.groups().size(), duplicates.across(), duplicates.measuredAcross(),
                        duplicates.complete(), groups.stream().map(group -> copies(group, cards)).toList()),
                mapFindings(map, mapImages), facts());
    }

    private static <T> List<T> first(List<T> all, int most) {
        return all.subList(0, Math.min(most, all.size()));
    }

    /** Measured rows, by position. */
    private List<Integer> ranked(boolean correct, Comparator<Integer> order, int most) {
        return IntStream.range(0, measured.size())
                .filter(i -> measured.correct(i) == correct)
                .boxed()
                .sorted(order)
                .limit(most)
                .toList();
    }

    private EmbeddingMap map(int[] used) throws IOException {
        Map<String, Integer> numbers = IntStream.range(0, classes)
                .boxed()
                .collect(Collectors.toMap(run.classes()::get, c -> c));
        int[] labels = Arrays.stream(used)
                .map(row -> Objects.requireNonNull(numbers.get(run.embeddings().rows().get(row).label())))
                .toArray();
        int[] drawn = Spread.over(labels, EmbeddingMap.MOST_POINTS);
        int[] rows = Arrays.stream(drawn).map(i -> used[i]).toArray();
        return EmbeddingMap.of(new Directions(run.embeddings(), rows), rows,
                Arrays.stream(drawn).map(i -> labels[i]).toArray());
    }

    private MapFindings mapFindings(EmbeddingMap map, Map<Integer, String> images) {
        Set<Integer> wrong = new HashSet<>();
        for (int i = 0; i < measured.size(); i++) {
            if (!measured.correct(i)) {
                wrong.add(measured.rows()[i]);
            }
        }
        int[] mistakes = IntStream.range(0, map.rows().length).filter(i -> wrong.contains(map.rows()[i])).toArray();
        return new MapFindings(Plots.map(map, run.classes(), mistakes), MapData.of(map, run, measured, images).json(),
                map.rows().length, map.landmarks(), mistakes.length > 0);
    }

    private List<ClassLine> classLines(Confusion confusion, List<Integer> shown) {
        List<ClassLine> lines = new ArrayList<>();
        for (int c : shown) {
            Measures.ClassMeasures of = run.measures().classes().get(c);
            List<Taken> taken = confusion.mistakes(c)
                    .stream()
                    .map(cell -> new Taken(run.classes().get(cell.predicted()), cell.count()))
                    .toList();
            lines.add(new ClassLine(c + 1, run.classes().get(c), of.support(), of.precision(), of.recall(), of.f1(),
                    taken));
        }
        return lines;
    }

    private List<List<MatrixCell>> matrix(Confusion confusion) {
        return IntStream.range(0, classes)
                .mapToObj(label -> IntStream.range(0, classes)
                        .mapToObj(c -> new MatrixCell(confusion.count(label, c),
                                (double) confusion.count(label, c) / Math.max(1, confusion.support(label)), label == c))
                        .toList())
                .toList();
    }

    private static CopyGroup copies(Duplicates.Group group, Cards cards) {
        List<Card> shown = first(group.rows(), GROUP_SHOWN).stream().map(cards::copy).toList();
        return new CopyGroup(group.exact(), group.across(), group.contradictory(), shown,
                group.rows().size() - shown.size());
    }

    private List<Fact> facts() {
        Fact dimension = new Fact("numbers of an embedding", String.valueOf(run.embeddings().dimension()));
        return run.embeddings()
                .origin()
                .map(origin -> List.of(new Fact("backbone", origin.arch()), new Fact("weights", origin.weights()),
                        new Fact("layer", String.join(", ", origin.layers())), new Fact("pooling", origin.pool()),
                        new Fact("preprocessing", origin.preprocessing()), new Fact("EXIF orientation", origin.exif()),
                        new Fact("decoding", origin.decode()), new Fact("precision", origin.precision()),
                        new Fact("pictures in", origin.root()), dimension,
                        new Fact("fingerprint", origin.fingerprint())))
                .orElseGet(
                        () -> List.of(new Fact("backbone", "unknown: the file does not say what made it"), dimension));
    }
}
