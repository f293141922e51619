package dev.headstart.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.embeddings.Embeddings;
import dev.headstart.metrics.Predictions;
import dev.headstart.parquet.Matrix;
import dev.headstart.splits.Samples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {

    @Test
    void aLabelIsSuspectWhereAnotherClassReachesWhatItsOwnRowsHave() {
        double[][] p = {{0.9, 0.1}, {0.8, 0.2}, {0.3, 0.7}, {0.1, 0.9}, {0.2, 0.8}, {0.97, 0.03}, {0.45, 0.55}};
        int[] labels = {0, 0, 0, 1, 1, 1, 0};
        // Class 0 has 0.61 on average, class 1 0.58; so the fifth is surely wrong, then the third; the last is merely a mistake.
        assertEquals(List.of(5, 2), LabelErrors.of(judged(labels, p), 2));
    }

    @Test
    void equalFilesAreOneGroupThatKnowsItsSidesAndLabels() throws IOException {
        Run run = Runs.clouds(30, List.of("a", "b"));
        List<Run.Picture> pictures = new ArrayList<>(run.pictures());
        pictures.set(5, pictures.get(1)); // both are of class b and learnt from
        Duplicates duplicates = Duplicates.of(new Run(run.name(), run.embeddings(), pictures, run.classes(),
                run.parts(), run.candidates(), run.winner(), run.measured(), run.measures(), run.on(),
                run.chosenOnThese(), run.unlearnt(), run.curve()));
        assertTrue(duplicates.groups().contains(new Duplicates.Group(List.of(1, 5), true, false, false)),
                duplicates.groups().toString());
    }

    @Test
    void aPartOfTheRowsHasOfEveryClass() {
        assertArrayEquals(new int[]{0, 1, 4}, Spread.over(new int[]{0, 0, 0, 0, 1, 0}, 3));
        assertArrayEquals(new int[]{0, 1}, Spread.over(new int[]{0, 1}, 10));
    }

    @Test
    void calibrationPutsEachPredictionInItsBin() {
        double[][] p = {{0.95, 0.05}, {0.97, 0.03}, {0.55, 0.45}};
        List<Calibration.Bin> bins = Calibration.of(judged(new int[]{0, 1, 0}, p));
        assertEquals(2, bins.size());
        assertEquals(0.5, bins.getLast().accuracy());
        assertEquals(0.96, bins.getLast().confidence(), 1e-6);
    }

    @Test
    void ofManyClassesThoseThatAreTakenForOthersMostOftenAreShown() {
        double[][] p = {{0.9, 0.1, 0}, {0.8, 0.2, 0}, {0.3, 0.7, 0}, {0.6, 0.4, 0}, {0, 0.2, 0.8}, {0, 0.1, 0.9}};
        Confusion confusion = Confusion.of(judged(new int[]{0, 0, 0, 1, 1, 2}, p));
        assertEquals(List.of(1), confusion.worst(3, 1));
        assertEquals(List.of(0, 1), confusion.worst(3, 2));
        assertEquals(List.of(0, 1, 2), confusion.worst(3, 4));
        assertEquals(List.of(new Confusion.Cell(0, 0, 2), new Confusion.Cell(0, 1, 1), new Confusion.Cell(1, 0, 1)),
                confusion.cells(List.of(0, 1)));
        assertEquals(2, confusion.support(1));
    }

    private static Judgements judged(int[] labels, double[][] p) {
        int k = p[0].length;
        float[] logits = new float[p.length * k];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(p[i / k][i % k]);
        }
        Embeddings none = new Embeddings(Optional.empty(), List.of(), false, Matrix.of(1));
        Samples samples = new Samples(none, new int[labels.length], labels, k);
        return Judgements.of(List.of(new Predictions(samples, logits, 1)));
    }

    @Test
    void longNamesLoseTheirMiddle() {
        assertEquals("short", Names.shorten("short", 18));
        assertEquals("abcd…wxyz", Names.shorten("abcdefghijklmnopqrstuvwxyz", 9));
    }
}
