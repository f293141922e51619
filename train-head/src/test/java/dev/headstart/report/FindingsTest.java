package dev.headstart.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTest {

    @Test
    void aLabelIsSuspectWhereAnotherClassReachesWhatItsOwnRowsHave() {
        double[][] p = {{0.9, 0.1}, {0.8, 0.2}, {0.3, 0.7}, {0.1, 0.9}, {0.2, 0.8}, {0.97, 0.03}, {0.45, 0.55}};
        int[] labels = {0, 0, 0, 1, 1, 1, 0};
        // Class 0 has 0.61 on average, class 1 0.58; so the fifth is surely wrong, then the third; the last is merely a mistake.
        assertEquals(List.of(5, 2), LabelErrors.of(new Judgements(new int[7], labels, p), 2));
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
        List<Calibration.Bin> bins = Calibration.of(new Judgements(new int[3], new int[]{0, 1, 0}, p));
        assertEquals(2, bins.size());
        assertEquals(0.5, bins.getLast().accuracy());
        assertEquals(0.96, bins.getLast().confidence(), 1e-12);
    }

    @Test
    void longNamesLoseTheirMiddle() {
        assertEquals("short", Names.shorten("short", 18));
        assertEquals("abcd…wxyz", Names.shorten("abcdefghijklmnopqrstuvwxyz", 9));
    }
}
