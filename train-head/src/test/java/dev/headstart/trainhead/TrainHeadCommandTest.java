package dev.headstart.trainhead;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.cli.Main;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsWriter;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Row;
import dev.headstart.embeddings.Sample;
import dev.headstart.files.LockFile;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import dev.headstart.splits.Split;
import dev.headstart.weights.Safetensors;
import dev.headstart.weights.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TrainHeadCommandTest {
    private static final Path GOLDEN = Path.of("../../shared/golden");
    /** Made by {@code make.py} beside them. */
    private static final Path OTHERS = Path.of("../shared/src/test/resources/parquet");
    private static final Origin ORIGIN = new Origin("vgg16", "seeded:0", List.of("classifier.5"), "avg",
            Preprocessing.IMAGENET.describe(), "apply", "fp32", "/pictures");

    @TempDir
    Path folder;

    private record Outcome(int exit, String out, String err) {}

    @Test
    void aFolderThatAnotherRunWritesIsLeftToIt() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        Path embeddings = write(clouds(20, _ -> null));
        try (LockFile _ = LockFile.tryAcquire(out.resolve(".lock")).orElseThrow()) {
            Outcome outcome = trainHead("--out", out, embeddings);
            assertEquals(1, outcome.exit(), outcome.out());
            assertTrue(outcome.err().contains("is writing '" + out + "'; wait for it, or name another"), outcome.err());
        }
        assertEquals(0, trainHead("--no-report", "--out", out, embeddings).exit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "logistic"})
    void hymenopteraIsToldApartByEitherHead(String head) throws IOException {
        assumeTrue(Files.isDirectory(GOLDEN), "skipped: needs ../shared");
        Safetensors golden = Safetensors.read(GOLDEN.resolve("hymenoptera-resnet18.safetensors"));
        List<Embedding> rows = new ArrayList<>();
        for (String split : List.of("train", "val")) {
            float[] features = golden.tensor(split).values();
            float[] labels = golden.tensor(split + "_label").values();
            for (int i = 0; i < labels.length; i++) {
                rows.add(row(split + "/" + i, labels[i] == 0 ? "ants" : "bees", split,
                        java.util.Arrays.copyOfRange(features, i * 512, (i + 1) * 512)));
            }
        }
        Path file = write(rows);
        Outcome outcome = trainHead("--head", head, file);
        assertEquals(0, outcome.exit(), outcome.err());
        double accuracy = metrics(folder.resolve("e.head")).get("accuracy").getAsDouble();
        assertTrue(accuracy >= 0.94, "accuracy " + accuracy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "logistic", "ridge", "centroid"})
    void threeCloudsAreToldApartAndTheHeadIsFiledUnderTorchvisionsNames(String head) throws IOException {
        Outcome outcome = trainHead("--head", head, "--out", folder.resolve("out"), write(clouds(60, _ -> null)));
        assertEquals(0, outcome.exit(), outcome.err());
        JsonObject metrics = metrics(folder.resolve("out"));
        assertTrue(metrics.get("accuracy").getAsDouble() > 0.9, metrics.toString());
        assertEquals(12, metrics.get("measured_rows").getAsInt());
        Safetensors saved = Safetensors.read(folder.resolve("out/head.safetensors"));
        assertEquals(List.of(3, 4), saved.tensor("classifier.6.weight").shape());
        assertEquals(List.of(3), saved.tensor("classifier.6.bias").shape());
        assertEquals("[\"a\",\"b\",\"c\"]", saved.metadata().get("classes"));
        assertEquals(13, Files.readAllLines(folder.resolve("out/predictions.csv")).size());
    }

    @Test
    void theHeldOutPartIsTheSameWhereverTheRowsStandAndHasEveryClass() throws IOException {
        List<Sample> rows = rows(clouds(60, _ -> null));
        Split first = Split.of(rows, all(rows), 0.2, 7);
        Split again = Split.of(rows.reversed(), all(rows), 0.2, 7);
        assertEquals(paths(rows, first.validation()), paths(rows.reversed(), again.validation()));
        assertEquals(3, first.validation().stream().map(i -> rows.get(i).label()).distinct().count());
        assertFalse(
                paths(rows, first.validation()).equals(paths(rows, Split.of(rows, all(rows), 0.2, 8).validation())));
    }

    @Test
    void aNewPictureMovesFewOthers() {
        List<Sample> rows = rows(clouds(60, _ -> null));
        List<Sample> more = new ArrayList<>(rows);
        more.add(new Sample("new.jpg", "a", null));
        List<String> before = paths(rows, Split.of(rows, all(rows), 0.2, 0).validation());
        List<String> after = new ArrayList<>(paths(more, Split.of(more, all(more), 0.2, 0).validation()));
        after.removeAll(before);
        assertTrue(after.size() <= 1, after.toString());
    }

    @Test
    void aSweepIsFiledByCandidateAndFoldAndRanked() throws IOException {
        Outcome outcome = trainHead("--l2", "0.001,0.1", "--head", "linear,logistic", "--cv", "3",
                write(clouds(60, _ -> null)));
        assertEquals(0, outcome.exit(), outcome.err());
        List<String> sweep = Files.readAllLines(folder.resolve("e.head/sweep.csv"));
        assertEquals(1 + 2 * 2 * 3, sweep.size());
        assertTrue(outcome.out().contains("the best of 4"), outcome.out());
        JsonObject metrics = metrics(folder.resolve("e.head"));
        assertEquals("cross-validation", metrics.get("measured_on").getAsString());
        assertEquals(60, metrics.get("measured_rows").getAsInt());
        assertTrue(metrics.get("chosen_on_these_rows").getAsBoolean());
        assertTrue(outcome.out().lines().allMatch(l -> l.length() <= 80), outcome.out());
    }

    @Test
    void aYardstickThatWinsIsNamedAndTheBestLayerIsSaved() throws IOException {
        Outcome outcome = trainHead("--head", "knn,centroid", "--neighbours", "1,3", write(crosses()));
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(
                outcome.out().contains("knn head, neighbours 3, is no layer and cannot be saved; the best that can:"),
                outcome.out());
        assertTrue(outcome.out().lines().allMatch(l -> l.length() <= 80), outcome.out());
        assertEquals("centroid", metrics(folder.resolve("e.head")).get("head").getAsString());
        assertTrue(Files.exists(folder.resolve("e.head/head.safetensors")));
        List<String> sweep = Files.readAllLines(folder.resolve("e.head/sweep.csv"));
        assertTrue(sweep.getFirst().startsWith("head,l2,lr,neighbours,fold,"), sweep.getFirst());
        assertTrue(sweep.stream().anyMatch(l -> l.startsWith("knn,,,3,0,")), sweep.toString());
        assertTrue(sweep.stream().anyMatch(l -> l.startsWith("centroid,,,,0,")), sweep.toString());
    }

    @Test
    void aYardstickAloneSavesNoHeadAndLeavesNoneThere() throws IOException {
        Path file = write(clouds(60, _ -> null));
        trainHead("--l2", "0.1", file);
        assertTrue(Files.exists(folder.resolve("e.head/head.safetensors")));
        Outcome outcome = trainHead("--head", "knn", file);
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("no head.safetensors: knn is no layer"), outcome.out());
        assertFalse(Files.exists(folder.resolve("e.head/head.safetensors")));
        assertTrue(metrics(folder.resolve("e.head")).get("neighbours").getAsInt() > 0);
    }

    @Test
    void learningRatesAreSweptAsPenaltiesAre() throws IOException {
        Outcome outcome = trainHead("--solver", "sgd", "--lr", "0.001,0.1", "--l2", "0,0.01", "--epochs", "3",
                write(clouds(60, _ -> null)));
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("the best of 4"), outcome.out());
        assertEquals(0.1, metrics(folder.resolve("e.head")).get("lr").getAsDouble());
    }

    @Test
    void balanceIsRefusedWhereClassesHaveNoWeights() throws IOException {
        Outcome outcome = trainHead("--head", "logistic", "--balance", write(clouds(60, _ -> null)));
        assertEquals(2, outcome.exit());
        assertTrue(outcome.err().contains("--balance"), outcome.err());
        assertEquals(0,
                trainHead("--head", "ridge,centroid,knn,linear", "--balance", folder.resolve("e.parquet")).exit());
    }

    @Test
    void aTestSplitIsLookedAtOnceAndSaysSo() throws IOException {
        Outcome outcome = trainHead(write(clouds(90, i -> i < 60 ? "train" : "test")));
        assertEquals(0, outcome.exit(), outcome.err());
        JsonObject metrics = metrics(folder.resolve("e.head"));
        assertEquals("test", metrics.get("measured_on").getAsString());
        assertEquals(30, metrics.get("measured_rows").getAsInt());
        assertFalse(metrics.get("chosen_on_these_rows").getAsBoolean());
        assertEquals(31, Files.readAllLines(folder.resolve("e.head/predictions.csv")).size());
    }

    @Test
    void theSameSeedGivesTheSameFilesToTheLastDigit() throws IOException {
        Path file = write(clouds(60, _ -> null));
        trainHead("--out", folder.resolve("one"), file);
        trainHead("--out", folder.resolve("two"), file);
        for (String name : List.of("sweep.csv", "metrics.json", "predictions.csv", "head.safetensors")) {
            assertEquals(-1, Files.mismatch(folder.resolve("one").resolve(name), folder.resolve("two").resolve(name)),
                    name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"val", "test", "cv"})
    void aReportIsWrittenBesideTheMeasuresAndSaysWhatTheyAreOf(String on) throws IOException {
        Path file = write(clouds(90, i -> !on.equals("test") ? null : i < 60 ? "train" : "test"));
        Outcome outcome = on.equals("cv") ? trainHead("--cv", "3", file) : trainHead(file);
        assertEquals(0, outcome.exit(), outcome.err());
        assertFalse(outcome.err().contains("no report.html"), outcome.err());
        JsonObject metrics = metrics(folder.resolve("e.head"));
        String page = Files.readString(folder.resolve("e.head/report.html"));
        assertTrue(page.contains(
                "of " + metrics.get("measured_rows").getAsInt() + ", " + metrics.get("measured_on").getAsString()), on);
    }

    @Test
    void noReportIsWrittenWhereNoneIsWanted() throws IOException {
        assertEquals(0, trainHead("--no-report", write(clouds(60, _ -> null))).exit());
        assertFalse(Files.exists(folder.resolve("e.head/report.html")));
        assertTrue(Files.exists(folder.resolve("e.head/metrics.json")));
    }

    @Test
    void aRangeIsExtendedWhereTheBestIsAtItsEnd() throws IOException {
        Outcome outcome = trainHead("--l2", "10:100:4", write(clouds(60, _ -> null)));
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(metrics(folder.resolve("e.head")).get("l2").getAsDouble() < 10, outcome.out());
    }

    @Test
    void whatOthersWroteServesTooAndItsOriginIsSaidToBeUnknown() throws IOException {
        Path file = OTHERS.resolve("as-pandas-writes-it.parquet");
        Outcome outcome = trainHead("--out", folder.resolve("out"), file);
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("'as-pandas-writes-it.parquet' does not say what made it"), outcome.out());
        Safetensors saved = Safetensors.read(folder.resolve("out/head.safetensors"));
        assertEquals(List.of(2, 8), saved.tensor("head.weight").shape());
        assertEquals(List.of(2), saved.tensor("head.bias").shape());
        Path renamed = OTHERS.resolve("refused/target.parquet");
        assertRefused(trainHead(renamed), "--label-column");
        Outcome named = trainHead("--out", folder.resolve("out"), "--label-column", "target", "--split-column", "split",
                "--path-column", "path", "--column", "embedding", renamed,
                Files.copy(renamed, folder.resolve("more.parquet")));
        assertEquals(0, named.exit(), named.err());
        assertTrue(named.out().contains("whether the 2 files belong together cannot be checked"), named.out());
    }

    @Test
    void repeatedFoldsAreEachARowAndOneVerdict() throws IOException {
        assertDone(trainHead("--l2", "0.1", "--cv", "3", "--repeats", "2", write(clouds(60, _ -> null))));
        assertEquals(1 + 3 * 2, Files.readAllLines(folder.resolve("e.head/sweep.csv")).size());
        assertEquals(60, metrics(folder.resolve("e.head")).get("measured_rows").getAsInt());
    }

    @Test
    void aLearningCurveRisesWithItsShots() throws IOException {
        Outcome outcome = trainHead("--shots", "1,4,1000,all", "--draws", "3", "--l2", "1e-3,1e-1",
                write(clouds(90, _ -> null)));
        assertDone(outcome);
        List<String> curve = Files.readAllLines(folder.resolve("e.head/shots.csv"));
        assertEquals("shots,rows,draws,head,l2,lr,neighbours,accuracy,deviation,log_loss", curve.getFirst());
        assertTrue(curve.get(1).startsWith("1,3,3,linear,"), curve.get(1));
        assertTrue(curve.get(2).startsWith("4,12,3,linear,"), curve.get(2));
        assertTrue(curve.get(3).startsWith("1000,72,1,linear,"), curve.get(3));
        assertTrue(curve.get(4).startsWith("all,72,1,linear,"), curve.get(4));
        assertTrue(Double.parseDouble(curve.get(4).split(",", -1)[7]) >= Double
                .parseDouble(curve.get(1).split(",", -1)[7]));
        assertTrue(outcome.out().contains("per class"), outcome.out());
        assertEquals(2, trainHead("--shots", "0", folder.resolve("e.parquet")).exit());
    }

    @Test
    void classesAreLeftOutByNameAndAWrongNameIsAnsweredWithTheNearest() throws IOException {
        Path file = write(clouds(60, _ -> null));
        assertDone(trainHead("--classes", "a,c", file));
        assertEquals(List.of(2, 4),
                Safetensors.read(folder.resolve("e.head/head.safetensors")).tensor("classifier.6.weight").shape());
        assertRefusedWith(trainHead("--classes", "a,cc", file), "no class 'cc'; the nearest are");
    }

    @Test
    void aTemperatureIsKeptWithTheHeadAndLowersTheLogLossItWasFittedOn() throws IOException {
        Path file = write(clouds(60, i -> i % 2 == 0 ? "train" : "val"));
        assertDone(trainHead("--l2", "10", "--out", folder.resolve("plain"), file));
        assertDone(trainHead("--l2", "10", "--calibrate", "--out", folder.resolve("scaled"), file));
        JsonObject plain = metrics(folder.resolve("plain"));
        JsonObject scaled = metrics(folder.resolve("scaled"));
        assertTrue(scaled.get("log_loss").getAsDouble() < plain.get("log_loss").getAsDouble() - 0.1, scaled.toString());
        assertEquals(plain.get("accuracy"), scaled.get("accuracy"));
        assertTrue(scaled.get("chosen_on_these_rows").getAsBoolean());
        assertTrue(scaled.get("temperature").getAsDouble() < 1);
        assertEquals(scaled.get("temperature").getAsString(),
                Safetensors.read(folder.resolve("scaled/head.safetensors")).metadata().get("temperature"));
    }

    @Test
    void theSavedHeadSaysOfRawEmbeddingsWhatTheTrainerSaid() throws IOException {
        List<Embedding> rows = clouds(60, _ -> null);
        for (String normalize : List.of("none", "l2", "standardize")) {
            Path out = folder.resolve(normalize);
            assertDone(trainHead("--normalize", normalize, "--out", out, write(rows)));
            Safetensors file = Safetensors.read(out.resolve("head.safetensors"));
            boolean unitLength = normalize.equals("l2");
            String name = unitLength ? "head" : "classifier.6";
            assertEquals(unitLength, "l2".equals(file.metadata().get("normalize")));
            LinearHead head = new LinearHead(file.tensor(name + ".weight").values(),
                    file.tensor(name + ".bias").values(), unitLength);
            try (CSVParser predictions = CSVFormat.RFC4180.builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get()
                    .parse(Files.newBufferedReader(out.resolve("predictions.csv")))) {
                for (CSVRecord line : predictions) {
                    float[] x = rows.stream()
                            .filter(r -> r.row().path().equals(line.get("path")))
                            .findFirst()
                            .orElseThrow()
                            .vectors()
                            .getFirst();
                    assertEquals(Double.parseDouble(line.get("probability_1")),
                            head.probabilities(x, 0)[line.get("predicted_1").charAt(0) - 'a'], 1e-5, normalize);
                }
            }
        }
    }

    @Test
    void foldsOfMoreThanAClassHasAreRefused() throws IOException {
        assertRefused(trainHead("--cv", "30", write(clouds(60, _ -> null))), "fewer than the 30 folds");
    }

    @Test
    void oneClassIsRefused() throws IOException {
        List<Embedding> rows = clouds(60, _ -> null).stream().filter(r -> "a".equals(r.row().label())).toList();
        assertRefused(trainHead(write(rows)), "one class only, 'a'");
    }

    @Test
    void noLabelsAreRefused() throws IOException {
        List<Embedding> rows = clouds(6, _ -> null).stream()
                .map(r -> row(r.row().path(), null, null, r.vectors().getFirst()))
                .toList();
        assertRefused(trainHead(write(rows)), "has no labels");
    }

    @Test
    void aClassOfOneRowIsRefusedByName() throws IOException {
        List<Embedding> rows = new ArrayList<>(clouds(60, _ -> null));
        rows.add(row("lonely.jpg", "lonely", null, new float[4]));
        assertRefused(trainHead(write(rows)), "'lonely'");
    }

    @Test
    void whatIsNoEmbeddingsFileIsRefused() throws IOException {
        assertRefused(trainHead(Files.writeString(folder.resolve("e.parquet"), "nothing of the kind")), "e.parquet");
        assertRefused(trainHead(folder.resolve("missing.parquet")), "missing.parquet");
    }

    @Test
    void aNegativePenaltyIsWrongUsage() {
        assertEquals(2, trainHead("--l2", "-1", folder.resolve("e.parquet")).exit());
        assertEquals(2, trainHead("--val-fraction", "1", folder.resolve("e.parquet")).exit());
    }

    @Test
    void aGpuThatIsNotThereIsMissedBeforeTraining() throws IOException {
        assumeTrue(Engine.getEngine("PyTorch").getGpuCount() == 0, "there is a GPU");
        assertRefused(trainHead("--device", "gpu", write(clouds(60, _ -> null))), "no GPU that libtorch can use");
    }

    @Test
    void aWordThatAnOptionDoesNotKnowIsAnsweredWithThoseItDoes() {
        Outcome outcome = trainHead("--solver", "adam", folder.resolve("e.parquet"));
        assertEquals(2, outcome.exit());
        assertTrue(outcome.err().contains("choose one of lbfgs, sgd, not 'adam'"), outcome.err());
    }

    @Test
    void logisticOfAClassThatIsNotLearntFromSaysTheOthersRight() throws IOException {
        List<Embedding> rows = clouds(120, i -> i % 3 == 1 || i > 90 ? "val" : "train"); // class b in val only
        Outcome outcome = trainHead("--head", "logistic", "--l2", "0.01", write(rows));
        assertDone(outcome);
        assertTrue(outcome.out().contains("no row of class 'b' is learnt from"), outcome.out());
        JsonArray classes = metrics(folder.resolve("e.head")).getAsJsonArray("classes");
        assertEquals(List.of(1.0, 0.0, 1.0),
                List.of(0, 1, 2)
                        .stream()
                        .map(c -> classes.get(c).getAsJsonObject().get("recall").getAsDouble())
                        .toList());
    }

    @Test
    void aClassOfValRowsIsLearntByTheHeadThatIsTestedAndNotCalledUnlearnt() throws IOException {
        List<Embedding> rows = clouds(120, i -> i > 90 ? "test" : i % 3 == 1 ? "val" : "train"); // class b in val
        Outcome outcome = trainHead("--l2", "0.01", write(rows));
        assertDone(outcome);
        assertFalse(outcome.out().contains("is learnt from"), outcome.out());
        assertTrue(metrics(folder.resolve("e.head")).get("accuracy").getAsDouble() > 0.9, outcome.out());
    }

    @Test
    void rowsOfTestAloneLeaveNoneToLearnFrom() throws IOException {
        Path file = write(clouds(60, _ -> "test"));
        assertRefused(trainHead(file), "all 60 rows with a class are of split 'test': none is left to learn from");
        assertRefused(trainHead("--cv", "3", file), "none is left to learn from");
    }

    @Test
    void foldsPartAnewWhatIsNotOfTest() throws IOException {
        Outcome outcome = trainHead("--cv", "3", "--l2", "0.1", "--shots", "2", write(clouds(60, _ -> "val")));
        assertDone(outcome);
        assertEquals(60, metrics(folder.resolve("e.head")).get("measured_rows").getAsInt());
        Path mixed = write(clouds(90, i -> i < 30 ? null : i < 45 ? "train" : i < 60 ? "val" : "test"));
        outcome = trainHead("--cv", "3", "--l2", "0.1", mixed);
        assertDone(outcome);
        assertTrue(outcome.out().contains("60 rows of 4 numbers"), outcome.out());
        assertEquals("test", metrics(folder.resolve("e.head")).get("measured_on").getAsString());
    }

    @Test
    void repeatsAreAveragedNotPooledIntoABetterHead() throws IOException {
        Path file = write(crosses());
        Outcome outcome = trainHead("--cv", "4", "--repeats", "3", "--l2", "0.01", file);
        assertDone(outcome);
        List<String> sweep = Files.readAllLines(folder.resolve("e.head/sweep.csv"));
        int accuracy = List.of(sweep.getFirst().split(",", -1)).indexOf("accuracy");
        double mean = sweep.stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[accuracy]))
                .average()
                .orElseThrow();
        assertEquals(12, sweep.size() - 1);
        assertEquals(mean, metrics(folder.resolve("e.head")).get("accuracy").getAsDouble(), 1e-6);
    }

    @Test
    void rowsOfNoSplitAmongThoseOfOneAreLeftOutAloud() throws IOException {
        Outcome outcome = trainHead("--l2", "0.1", write(clouds(90, i -> i < 30 ? "train" : i < 60 ? "val" : null)));
        assertDone(outcome);
        assertTrue(outcome.out().contains("note: 30 rows say none of train, val and test"), outcome.out());
    }

    @Test
    void rowsThatAreAllAlikeAreLearntFromWithoutNaN() throws IOException {
        List<Embedding> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            float[] values = new float[40];
            Arrays.fill(values, 2);
            rows.add(row(i + ".jpg", i % 2 == 0 ? "a" : "b", null, values));
        }
        assertDone(trainHead("--l2", "1", write(rows)));
        assertTrue(HeadFile.read(folder.resolve("e.head")).head().isFinite());
    }

    @Test
    void numbersWhoseSquaresOverflowAreRefused() throws IOException {
        List<Embedding> rows = clouds(60, _ -> null);
        rows.forEach(r -> r.vectors().getFirst()[0] *= 1e25f);
        assertRefusedWith(trainHead(write(rows)), "leave float32's range");
    }

    /** To look each row's class up among all took a minute for a million of them. */
    @Test
    void aClassForEachRowIsRefusedAtOnce() throws IOException {
        int classes = 150_000;
        Path file = write(
                IntStream.range(0, classes).mapToObj(i -> row(i + ".jpg", "c" + i, null, new float[]{i})).toList());
        Outcome outcome = assertTimeout(Duration.ofSeconds(20), () -> trainHead(file));
        assertRefused(outcome, "150,000 of 150,000 classes have one row, 'c0' for one: it cannot be both learnt from");
        assertRefused(trainHead("--cv", "2", file), "150,000 of 150,000 classes have one row");
    }

    @Test
    void classesOfTwoRowsAreTrainedOnAndTheTerminalSaysWhatThatMeans() throws IOException {
        Outcome outcome = trainHead("--l2", "0.1", "--no-report",
                write(IntStream.range(0, 40)
                        .mapToObj(i -> row(i + ".jpg", "c" + i / 2, null, new float[]{i, i % 2}))
                        .toList()));
        assertDone(outcome);
        assertTrue(outcome.out().contains("note: no class has more than 2 rows"), outcome.out());
    }

    @Test
    void aFewOfManyClassesThatNothingIsLearntOfAreNamed() throws IOException {
        Outcome outcome = trainHead("--l2", "0.1", "--no-report",
                write(IntStream.range(0, 60)
                        .mapToObj(i -> row(i + ".jpg", "c" + i % 20, i % 20 > 1 || i < 20 ? "val" : "train",
                                new float[]{i, i % 2}))
                        .toList()));
        assertDone(outcome);
        assertEquals(5, outcome.out().lines().filter(l -> l.startsWith("note: no row of class")).count());
        assertTrue(outcome.out().contains("note: the same holds for 13 other classes"), outcome.out());
    }

    @Test
    void anOutThatIsNoFolderIsRefusedBeforeTraining() throws IOException {
        Path file = write(clouds(60, _ -> null));
        Outcome outcome = trainHead("--out", file, file);
        assertRefusedWith(outcome, "is no folder and cannot be made one");
        assertFalse(outcome.out().contains("rows of"), outcome.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shots.csv", "report.html"})
    void aFolderInAFilesPlaceIsRefusedAndWhatIsThereStays(String name) throws IOException {
        Path file = write(clouds(60, _ -> null));
        assertDone(trainHead("--l2", "0.1", "--no-report", file));
        Path metrics = folder.resolve("e.head/metrics.json");
        byte[] before = Files.readAllBytes(metrics);
        Files.createDirectories(folder.resolve("e.head").resolve(name).resolve("in the way"));
        assertRefusedWith(trainHead("--l2", "10", "--no-report", file), name + "' is a folder");
        assertArrayEquals(before, Files.readAllBytes(metrics));
    }

    @Test
    void aRunThatCannotWriteAFileLeavesThoseOfTheOneBeforeAsTheyAre() throws IOException {
        Path file = write(clouds(60, _ -> null));
        Path out = folder.resolve("e.head");
        assertDone(trainHead("--l2", "0.1", file));
        List<String> names = List.of("head.safetensors", "metrics.json", "predictions.csv", "sweep.csv", "report.html");
        List<String> before = new ArrayList<>();
        for (String name : names) {
            before.add(Sha256.of(Files.readAllBytes(out.resolve(name))));
        }
        Path obstacle = Files.createDirectories(out.resolve(".part/in the way/of it"));
        assertEquals(1, trainHead("--l2", "10", file).exit());
        for (int i = 0; i < before.size(); i++) {
            assertEquals(before.get(i), Sha256.of(Files.readAllBytes(out.resolve(names.get(i)))), names.get(i));
        }
        Files.delete(obstacle);
        assertDone(trainHead("--head", "knn", file));
        try (Stream<Path> there = Files.list(out)) {
            assertEquals(List.of(".lock", "metrics.json", "predictions.csv", "report.html", "sweep.csv"),
                    there.map(p -> p.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void theReportOfAnEarlierRunGoes() throws IOException {
        Path file = write(clouds(60, _ -> null));
        Path report = folder.resolve("e.head/report.html");
        Files.createDirectories(folder.resolve("e.head"));
        Files.writeString(report, "of other measures");
        assertDone(trainHead("--no-report", "--l2", "0.1", file));
        assertFalse(Files.exists(report));
    }

    @Test
    void anOptionThatNoHeadHasIsWrongUsage() {
        Outcome outcome = trainHead("--lr", "0.1", folder.resolve("e.parquet"));
        assertEquals(2, outcome.exit());
        assertTrue(outcome.err().contains("--lr is nothing that --head linear --solver lbfgs has"), outcome.err());
        assertEquals(2, trainHead("--head", "knn", "--l2", "0.1", folder.resolve("e.parquet")).exit());
        assertEquals(2, trainHead("--device", "tpu", folder.resolve("e.parquet")).exit());
        assertEquals(2, trainHead("--l2", "1e-200:1e200:3", folder.resolve("e.parquet")).exit());
    }

    private static void assertDone(Outcome outcome) {
        assertEquals(0, outcome.exit(), outcome.err());
    }

    private static void assertRefusedWith(Outcome outcome, String part) {
        assertEquals(1, outcome.exit());
        assertTrue(outcome.err().contains(part), outcome.err());
    }

    private void assertRefused(Outcome outcome, String part) throws IOException {
        assertEquals(1, outcome.exit());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains(part), outcome.err());
        assertFalse(Files.exists(folder.resolve("e.head")), "half-written output");
    }

    /** Three classes of Gaussian clouds in four dimensions. */
    private static List<Embedding> clouds(int n, IntFunction<@Nullable String> split) {
        SplittableRandom random = new SplittableRandom(5);
        List<Embedding> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            float[] values = new float[4];
            for (int d = 0; d < 4; d++) {
                values[d] = (float) (random.nextGaussian() * 0.5 + (d == i % 3 ? 3 : 0));
            }
            rows.add(row(i + ".jpg", String.valueOf((char) ('a' + i % 3)), split.apply(i), values));
        }
        return rows;
    }

    /** Two classes, each on both ends of an axis: their means are one. */
    private static List<Embedding> crosses() {
        List<Embedding> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            float along = i % 4 < 2 ? 3 : -3;
            float aside = (i % 5 - 2) / 4f;
            rows.add(i % 2 == 0 ? row(i + ".jpg", "a", null, new float[]{along, aside})
                    : row(i + ".jpg", "b", null, new float[]{aside, along}));
        }
        return rows;
    }

    private static Embedding row(String path, @Nullable String label, @Nullable String split, float[] values) {
        return new Embedding(new Row(path, label, split, 1, 1, "00", 1, 1), List.of(values));
    }

    private static List<Sample> rows(List<Embedding> embeddings) {
        return embeddings.stream().map(Embedding::row).map(r -> new Sample(r.path(), r.label(), r.split())).toList();
    }

    private static List<String> paths(List<Sample> rows, List<Integer> indexes) {
        return indexes.stream().map(i -> rows.get(i).path()).sorted().toList();
    }

    private static List<Integer> all(List<Sample> rows) {
        return IntStream.range(0, rows.size()).boxed().toList();
    }

    private Path write(List<Embedding> rows) throws IOException {
        Path file = folder.resolve("e.parquet");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, ORIGIN)) {
            for (Embedding row : rows) {
                writer.write(row);
            }
            writer.commit();
        }
        return file;
    }

    private static JsonObject metrics(Path head) throws IOException {
        return JsonParser.parseString(Files.readString(head.resolve("metrics.json"))).getAsJsonObject();
    }

    private static Outcome trainHead(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new TrainHeadCommand());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        String[] words = List.of(args).stream().map(String::valueOf).toArray(String[]::new);
        return new Outcome(Main.run(line, words), out.toString(), err.toString());
    }
}
