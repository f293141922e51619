package dev.headstart.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.backbone.Preprocessing;
import dev.headstart.embeddings.ColumnNames;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.EmbeddingsFiles;
import dev.headstart.embeddings.Origin;
import dev.headstart.embeddings.Sample;
import dev.headstart.files.LockFile;
import dev.headstart.head.HeadFile;
import dev.headstart.head.LinearHead;
import dev.headstart.predictions.Prediction;
import dev.headstart.predictions.PredictionsFile;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.io.Reader;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionTest {
    private static final Path SAMPLES = Path.of("../datasets/samples/train");
    private static final List<String> CLASSES = List.of("city", "desert", "forest", "a,\"b\"", "é", "sea");
    /** As far as the network in one piece may be from embeddings and head apart. */
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    private Path images;
    private Path out;

    @BeforeEach
    void pictures() throws IOException {
        images = folder.resolve("images");
        out = folder.resolve("p.csv");
        for (String name : List.of("city/00.jpg", "city/01.jpg", "desert/00.jpg", "desert/01.jpg", "forest/00.jpg")) {
            Files.createDirectories(images.resolve(name).getParent());
            Files.copy(SAMPLES.resolve(name), images.resolve(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--precision bf16", "--layer layer2 --pool max --exif ignore", "--arch vgg11_bn",
        "--layer relu,penultimate"})
    void probabilitiesAreThoseOfTheHeadOnStoredEmbeddingsWithoutRepeatingAnOption(String options) throws IOException {
        Path store = extract(options);
        String column = options.contains(",") ? "embedding_flatten" : null;
        Embeddings embeddings = EmbeddingsFiles.read(List.of(store), new ColumnNames(column, null, null, null, null),
                1);
        HeadFile head = head(embeddings, 2.5, options.contains("max"));
        Run.Outcome outcome = Run.extract("--head", folder.resolve("h.head"), images, out);
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("5 predictions from 5 pictures, 0 failed"), outcome.out());
        List<CSVRecord> rows = csv(out);
        assertEquals(
                List.of("path", "label", "predicted_1", "probability_1", "predicted_2", "probability_2", "predicted_3",
                        "probability_3", "predicted_4", "probability_4", "predicted_5", "probability_5"),
                rows.getFirst().getParser().getHeaderNames());
        assertEquals(5, rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Sample row = embeddings.rows().get(i);
            double[] p = head.calibrated()
                    .probabilities(embeddings.numbers().row(i).toArray(ValueLayout.JAVA_FLOAT), 0);
            Prediction expected = Prediction.of(row.path(), row.label(), p, CLASSES);
            assertEquals(row.path(), rows.get(i).get("path"));
            assertEquals(row.label(), rows.get(i).get("label"));
            for (int k = 1; k <= 5; k++) {
                double actual = Double.parseDouble(rows.get(i).get("probability_" + k));
                assertEquals(expected.best().get(k - 1).probability(), actual, TOLERANCE);
                assertEquals(p[CLASSES.indexOf(rows.get(i).get("predicted_" + k))], actual, TOLERANCE);
            }
        }
    }

    @Test
    void theSumOfLogitsDividedByTheTemperatureIsWhatTheSoftmaxSees() {
        LinearHead head = new LinearHead(new float[]{1, 0, 0, 3}, new float[]{2, 0}, false);
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "", "apply", "fp32", "");
        double[] p = new HeadFile(head, List.of("a", "b"), Optional.of(origin), 4).calibrated()
                .probabilities(new float[]{6, 1}, 0);
        double ratio = Math.exp((6 + 2) / 4.0 - 3 / 4.0);
        assertEquals(ratio / (1 + ratio), p[0], 1e-6);
    }

    @Test
    void parquetHasTheSameTable() throws IOException {
        head(EmbeddingsFiles.read(List.of(extract("")), ColumnNames.SHOWN, 1), 1);
        assertEquals(0, Run.extract("--head", folder.resolve("h.head"), images, out).exit());
        Path parquet = folder.resolve("p.parquet");
        Run.Outcome outcome = Run.extract("--head", folder.resolve("h.head/head.safetensors"), images, parquet);
        assertEquals(0, outcome.exit(), outcome.err());
        assertEquals("PAR1", new String(Arrays.copyOf(Files.readAllBytes(parquet), 4), UTF_8));
        assertOnly("images", "e.parquet", "e.parquet.lock", "h.head", "p.csv", "p.csv.lock", "p.parquet",
                "p.parquet.lock");
    }

    @Test
    void whatIsAskedForMustBeWhatTheHeadWasTrainedOn() throws IOException {
        head(EmbeddingsFiles.read(List.of(extract("--precision bf16")), ColumnNames.SHOWN, 1), 1);
        for (Map.Entry<String, String> wrong : Map
                .of("--precision fp32", "precision fp32, not bf16", "--layer layer4", "layer layer4, not flatten",
                        "--arch vgg16", "arch vgg16, not resnet18", "--pool max", "pool max, not avg", "--exif ignore",
                        "exif ignore, not apply")
                .entrySet()) {
            Run.Outcome outcome = predict(wrong.getKey());
            assertEquals(1, outcome.exit());
            assertOneLine(outcome, wrong.getValue());
        }
        assertOneLine(predict("--weights seeded:1"), "--weights seeded:1 are seeded:1, not seeded:0");
        assertEquals(2, predict("--fresh").exit());
        assertEquals(2, Run.extract("--head", folder.resolve("h.head"), images, folder.resolve("p.txt")).exit());
        assertOnly("images", "e.parquet", "e.parquet.lock", "h.head");
        assertEquals(0, predict("--precision bf16 --layer penultimate --weights seeded:0").exit());
    }

    @Test
    void badPicturesAreLeftOutAndListedOrStopTheRun() throws IOException {
        head(EmbeddingsFiles.read(List.of(extract("")), ColumnNames.SHOWN, 1), 1);
        Files.writeString(images.resolve("desert/00.jpg"), "no picture");
        Run.Outcome outcome = predict("");
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("4 predictions from 5 pictures, 1 failed"), outcome.out());
        assertEquals(4, csv(out).size());
        assertTrue(Files.readString(folder.resolve("p.csv.errors.csv")).contains("desert/00.jpg,\"not a picture"));
        Files.delete(out);
        outcome = predict("--on-error fail");
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "stopped, as --on-error fail asks; nothing was written");
        assertFalse(Files.exists(out));
        outcome = predict("--max-pixels 10");
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "none of the 5 pictures could be read");
        assertFalse(Files.exists(out));
    }

    @Test
    void picturesWithoutLabelsHaveNoColumnOfThem() throws IOException {
        head(EmbeddingsFiles.read(List.of(extract("")), ColumnNames.SHOWN, 1), 1);
        Run.Outcome outcome = Run.extract("--head", folder.resolve("h.head"), images.resolve("desert"), out);
        assertEquals(0, outcome.exit(), outcome.err());
        assertEquals(List.of("path", "predicted_1"), csv(out).getFirst().getParser().getHeaderNames().subList(0, 2));
    }

    @Test
    void theManifestIsNotOverwritten() throws IOException {
        head(EmbeddingsFiles.read(List.of(extract("")), ColumnNames.SHOWN, 1), 1);
        Path manifest = images.resolve("manifest.csv");
        Files.writeString(manifest, "path,label\ndesert/00.jpg,desert\n");
        assertOneLine(Run.extract("--head", folder.resolve("h.head"), manifest, manifest), "is the manifest itself");
        assertEquals(0, Run.extract("--head", folder.resolve("h.head"), manifest, out).exit());
    }

    @Test
    void oneRunAtATimeWritesAFile() throws IOException {
        head(EmbeddingsFiles.read(List.of(extract("")), ColumnNames.SHOWN, 1), 1);
        try (LockFile _ = LockFile.tryAcquire(folder.resolve("p.csv.lock")).orElseThrow()) {
            assertOneLine(predict(""), "another run");
        }
    }

    @Test
    void aHeadThatIsNoneIsOneLine() throws IOException {
        assertOneLine(predict(""), "there is no head at");
        Path file = Files.createDirectories(folder.resolve("h.head")).resolve("head.safetensors");
        Files.writeString(file, "my thesis");
        assertOneLine(predict(""), "is no head of train-head");
    }

    @Test
    void aHeadOfSeveralLayersIsSaidToBeOne() throws IOException {
        Path file = Files.createDirectories(folder.resolve("h.head")).resolve("head.safetensors");
        Map<String, Safetensors.Tensor> tensors = new TreeMap<>();
        for (String layer : List.of("classifier.0", "classifier.3", "classifier.6")) {
            tensors.put(layer + ".weight", new Safetensors.Tensor(List.of(2, 2), new float[4]));
            tensors.put(layer + ".bias", new Safetensors.Tensor(List.of(2), new float[2]));
        }
        new Safetensors(tensors, HeadFile.metadata(List.of("a", "b"), Optional.empty(), 1)).write(file);
        Run.Outcome outcome = predict("");
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "is a head of several layers (classifier.0, classifier.3, classifier.6)");
    }

    @Test
    void aHeadOfAFileOfWeightsFindsThemByTheirDigestInTheHubsCacheOrIsToldWhere() throws IOException {
        Path weights = Path.of("../../shared/weights/resnet18-88c1ee09.pth");
        assumeTrue(Files.exists(weights), "skipped: needs ../shared");
        head(EmbeddingsFiles.read(List.of(extract("--weights " + weights)), ColumnNames.SHOWN, 1), 1);
        Run.Outcome outcome = predict("");
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "name it with --weights FILE");
        Path copy = Files.copy(weights, folder.resolve("copy.pth"));
        outcome = predict("--weights " + copy);
        assertEquals(0, outcome.exit(), outcome.err());
        assertOneLine(predict("--weights seeded:0"), "not sha256:88c1ee09");
    }

    /** The words of which the head's own package knows nothing. */
    @ParameterizedTest
    @CsvSource({"pool, headstart.pool 'x' is none of avg, max, none", "exif, headstart.exif 'x' is none of",
        "precision, headstart.precision 'x' is none of", "decode, 'x' is no way to decode"})
    void aHeadThatSaysWhatThereIsNotIsRefusedByItsKeyBeforeAnyWork(String key, String reason) throws IOException {
        Origin o = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", Preprocessing.IMAGENET.describe(),
                "apply", "fp32", "/");
        Origin other = new Origin(o.arch(), o.weights(), o.layers(), key.equals("pool") ? "x" : o.pool(),
                o.preprocessing(), key.equals("exif") ? "x" : o.exif(), key.equals("precision") ? "x" : o.precision(),
                key.equals("decode") ? "x" : o.decode(), o.root());
        new HeadFile(new LinearHead(new float[512], new float[1], false), List.of("ants"), Optional.of(other), 1)
                .write(Files.createDirectories(folder.resolve("h.head")).resolve(HeadFile.NAME));
        Run.Outcome outcome = predict("");
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "h.head' is no head of this version: ");
        assertOneLine(outcome, reason);
    }

    private Path extract(String options) {
        Path store = folder.resolve("e.parquet");
        List<Object> args = new ArrayList<>(
                options.contains("--weights") ? List.of() : List.of("--weights", "seeded:0"));
        args.addAll(words(options));
        args.addAll(List.of(images, store));
        Run.Outcome outcome = Run.extract(args.toArray());
        assertEquals(0, outcome.exit(), outcome.err());
        return store;
    }

    private Run.Outcome predict(String options) {
        List<Object> args = new ArrayList<>(List.of("--head", folder.resolve("h.head")));
        args.addAll(words(options));
        args.addAll(List.of(images, out));
        return Run.extract(args.toArray());
    }

    private static List<String> words(String options) {
        return options.isEmpty() ? List.of() : List.of(options.split(" "));
    }

    private HeadFile head(Embeddings embeddings, double temperature) throws IOException {
        return head(embeddings, temperature, false);
    }

    /** A head of some size that has learnt nothing, but spreads its probabilities. */
    private HeadFile head(Embeddings embeddings, double temperature, boolean unitLength) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        float[] weight = new float[CLASSES.size() * embeddings.dimension()];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) random.nextGaussian() / 10;
        }
        LinearHead head = new LinearHead(weight, new float[]{0, 1, 0, -1, 0.5f, 0}, unitLength);
        HeadFile file = new HeadFile(head, CLASSES, embeddings.origin(), temperature);
        file.write(Files.createDirectories(folder.resolve("h.head")).resolve(HeadFile.NAME));
        return file;
    }

    private static List<CSVRecord> csv(Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (Reader reader = Files.newBufferedReader(file); CSVParser parser = format.parse(reader)) {
            return parser.getRecords();
        }
    }

    private void assertOnly(String... names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(Arrays.stream(names).sorted().toList(),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    private static void assertOneLine(Run.Outcome outcome, String part) {
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains(part), outcome.err());
    }
}
