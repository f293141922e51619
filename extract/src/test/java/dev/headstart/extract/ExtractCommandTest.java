package dev.headstart.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.embeddings.Embedding;
import dev.headstart.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractCommandTest {
    private static final Path SAMPLES = Path.of("../datasets/samples/train");
    private static final Path SHARED = Path.of("../../shared");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"resnet18, 512", "vgg16, 4096"})
    void everyRowHasAsManyNumbersAsTheBackboneGives(String arch, int dimension) throws IOException {
        Path images = pictures("city/00.jpg", "desert/00.jpg", "desert/01.jpg");
        Path out = folder.resolve("out.parquet");
        Run.Outcome outcome = Run.extract("--arch", arch, "--weights", "seeded:0", images, out);
        assertEquals(0, outcome.exit(), outcome.err());
        List<Embedding> rows = Run.read(out);
        assertEquals(List.of("city/00.jpg", "desert/00.jpg", "desert/01.jpg"),
                rows.stream().map(r -> r.row().path()).toList());
        assertEquals(List.of("city", "desert", "desert"), rows.stream().map(r -> r.row().label()).toList());
        rows.forEach(row -> assertEquals(dimension, vector(row).length));
    }

    @Test
    void aBrokenPictureIsLeftOutNamedAndCountedAndOthersKeepTheirOwnEmbedding() throws IOException {
        Path images = pictures("city/00.jpg", "city/01.jpg", "desert/00.jpg", "desert/01.jpg", "forest/00.jpg");
        Path whole = folder.resolve("whole.parquet");
        assertEquals(0, Run.extract("--weights", "seeded:0", "--batch-size", "2", images, whole).exit());
        Files.writeString(images.resolve("city/01.jpg"), "no picture");
        Path out = folder.resolve("out.parquet");
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", "--batch-size", "2", images, out);
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("4 embeddings from 5 pictures, 1 failed"), outcome.out());
        List<String> errors = Files.readAllLines(folder.resolve("out.errors.csv"));
        assertEquals(2, errors.size());
        assertTrue(errors.getLast().startsWith("city/01.jpg,\"not a picture"), errors.getLast());
        List<Embedding> expected = Run.read(whole).stream().filter(r -> !r.row().path().equals("city/01.jpg")).toList();
        List<Embedding> actual = Run.read(out);
        assertEquals(4, actual.size());
        for (int i = 0; i < 4; i++) {
            assertEquals(expected.get(i).row(), actual.get(i).row());
            assertArrayEquals(vector(expected.get(i)), vector(actual.get(i)));
        }
    }

    /** The first two visits show that visits are seen. */
    @Test
    void noHostIsAskedForAnythingUnlessWeightsAreDownloaded() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Run.java(Visits.class, pictures("city/00.jpg"), folder.resolve("out.parquet")))
                .redirectErrorStream(true);
        builder.environment().remove("OPT_OUT_TRACKING");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals(List.of("visit control.invalid", "visit control.invalid"),
                output.lines().filter(l -> l.startsWith("visit ")).toList());
    }

    @Test
    void whatIsNoFileIsListedAndNeverWaitedFor() throws IOException, InterruptedException {
        Path images = pictures("city/00.jpg", "city/01.jpg", "desert/00.jpg");
        assertEquals(0, new ProcessBuilder("mkfifo", images.resolve("pipe.jpg").toString()).start().waitFor());
        Path manifest = Files.writeString(Files.createDirectories(folder.resolve("lists")).resolve("list.csv"),
                "path\n../images/city/00.jpg\n../images/pipe.jpg\n../images/desert\n" + images.toAbsolutePath()
                        + "/city/01.jpg\n../images/desert/00.jpg\n");
        Path out = folder.resolve("out.parquet");
        Run.Outcome outcome = assertTimeoutPreemptively(Duration.ofMinutes(1),
                () -> Run.extract("--weights", "seeded:0", manifest, out));
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("3 embeddings from 5 pictures, 2 failed"), outcome.out());
        assertTrue(outcome.out().contains("note: pictures that the manifest names outside its own folder: 5"),
                outcome.out());
        assertEquals(
                List.of("path,reason", "../images/pipe.jpg,it is no file but a pipe or a device",
                        "../images/desert,it is no file but a folder"),
                Files.readAllLines(folder.resolve("out.errors.csv")));
    }

    @Test
    void whatADecoderPassesOverIsToldAtTheEndWithTheFilesName() throws IOException {
        Path images = pictures("city/00.jpg", "city/01.jpg", "desert/00.jpg");
        byte[] whole = Files.readAllBytes(images.resolve("city/01.jpg"));
        byte[] damaged = Arrays.copyOf(whole, whole.length + 40); // garbage before the last marker
        Arrays.fill(damaged, whole.length - 2, damaged.length - 2, (byte) 1);
        damaged[damaged.length - 2] = (byte) 0xff;
        damaged[damaged.length - 1] = (byte) 0xd9;
        Files.write(images.resolve("city/01.jpg"), damaged);
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", images, folder.resolve("out.parquet"));
        assertEquals(0, outcome.exit(), outcome.err());
        assertTrue(outcome.out().contains("3 embeddings from 3 pictures, 0 failed"), outcome.out());
        assertTrue(outcome.out()
                .contains("note: pictures that were read though their decoder found something wrong: 1\n"
                        + "      city/01.jpg: Corrupt JPEG data: "),
                outcome.out());
    }

    @Test
    void featuresOfHymenopteraAreTorchvisions() throws IOException {
        assumeTrue(Files.isDirectory(SHARED), "skipped: needs ../shared");
        Path out = folder.resolve("h.parquet");
        Run.Outcome outcome = Run.extract("--weights", SHARED.resolve("weights/resnet18-88c1ee09.pth"), "--exif",
                "ignore", SHARED.resolve("data/hymenoptera"), out);
        assertEquals(0, outcome.exit(), outcome.err());
        List<Embedding> rows = Run.read(out);
        assertEquals(397, rows.size());
        Safetensors golden = Safetensors.read(SHARED.resolve("golden/hymenoptera-resnet18.safetensors"));
        for (String split : List.of("train", "val")) {
            List<Embedding> part = rows.stream().filter(r -> split.equals(r.row().split())).toList();
            float[] expected = golden.tensor(split).values();
            assertEquals(expected.length, part.size() * 512);
            double worst = 0;
            for (int i = 0; i < expected.length; i++) {
                worst = Math.max(worst, Math.abs(expected[i] - vector(part.get(i / 512))[i % 512]));
            }
            assertTrue(worst <= 1e-3, split + " differs by " + worst);
        }
    }

    @Test
    void severalLayersBecomeSeveralColumnsPooledAsAsked() throws IOException {
        Path images = pictures("city/00.jpg", "desert/00.jpg");
        Path out = folder.resolve("out.parquet");
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", "--layer", "layer3,penultimate", "--pool", "none",
                images, out);
        assertEquals(0, outcome.exit(), outcome.err());
        for (Embedding row : Run.read(out)) {
            assertEquals(List.of(256 * 14 * 14, 512), row.vectors().stream().map(v -> v.length).toList());
        }
    }

    @Test
    void anUnknownLayerIsWrongUsageAndNamesTheNearest() {
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", "--layer", "layer44", SAMPLES,
                folder.resolve("o.parquet"));
        assertEquals(2, outcome.exit());
        assertOneLine(outcome, "layer4");
    }

    @Test
    void theListHasEveryBackboneWithin80Columns() {
        Run.Outcome outcome = Run.extract("--list");
        assertEquals(0, outcome.exit());
        assertTrue(outcome.out().lines().allMatch(l -> l.length() <= 80), outcome.out());
        assertTrue(outcome.out().contains("resnet18                512   11,689,512    1.81  V1\n"), outcome.out());
        assertTrue(outcome.out().contains("vgg16                  4096  138,357,544   15.47  V1 FEATURES\n"),
                outcome.out());
        assertEquals(18, outcome.out().lines().filter(l -> l.contains("V1")).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"vgg16", "resnext101_64x4d"})
    void aDescriptionMarksWhereTheHeadBeginsWithin80Columns(String arch) {
        Run.Outcome outcome = Run.extract("--describe", arch);
        assertEquals(0, outcome.exit());
        List<String> lines = outcome.out().lines().toList();
        assertTrue(lines.stream().allMatch(l -> l.length() <= 80), outcome.out());
        assertTrue(lines.get(lines.size() - 2).contains("the head begins"), outcome.out());
        assertTrue(lines.getLast().stripLeading().startsWith(arch.equals("vgg16") ? "classifier.6" : "fc"),
                outcome.out());
    }

    @Test
    void anUnknownArchitectureIsWrongUsageAndNamesTheNearest() {
        Run.Outcome outcome = Run.extract("--arch", "resnet81", SAMPLES, folder.resolve("out.parquet"));
        assertEquals(2, outcome.exit());
        assertOneLine(outcome, "resnet18");
    }

    @Test
    void aMissingFolderIsOneLine() {
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", folder.resolve("nowhere"),
                folder.resolve("out.parquet"));
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "nowhere");
    }

    @Test
    void aFolderThatTakesNoFilesIsSaidToBeOneByTheFileThatWasNamed() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "skipped: needs /proc");
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", pictures("desert/00.jpg"), "/proc/x.parquet");
        assertEquals(1, outcome.exit());
        assertTrue(
                outcome.err()
                        .matches("extract: '/proc/x.parquet' cannot be written: '/proc/x.parquet.lock' cannot be locked"
                                + " \\((no such file or folder|permission denied)\\); choose another folder\\R"),
                outcome.err());
    }

    @Test
    void aFolderWithoutPicturesIsOneLine() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("images/class"));
        Files.writeString(empty.resolve("notes.txt"), "no picture");
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", folder.resolve("images"),
                folder.resolve("out.parquet"));
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "holds no pictures");
    }

    @Test
    void weightsOfAnotherArchitectureAreRefusedNamingTensors() {
        assumeTrue(Files.isDirectory(SHARED), "skipped: needs ../shared");
        Run.Outcome outcome = Run.extract("--arch", "resnet50", "--weights",
                SHARED.resolve("weights/resnet18-88c1ee09.pth"), SAMPLES, folder.resolve("out.parquet"));
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "layer1.0.conv1.weight is [64, 64, 3, 3], not [64, 64, 1, 1]");
        assertFalse(Files.exists(folder.resolve("out.parquet")));
    }

    @Test
    void aGpuThatIsNotThereIsAnErrorAndNoFallBack() {
        Run.Outcome outcome = Run.extract("--weights", "seeded:0", "--device", "gpu:99", SAMPLES,
                folder.resolve("out.parquet"));
        assertEquals(1, outcome.exit());
        assertOneLine(outcome, "gpu:99");
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        Run.Outcome outcome = Run.extract("--no-such-option", SAMPLES, folder.resolve("out.parquet"));
        assertEquals(2, outcome.exit());
        assertOneLine(outcome, "--no-such-option");
    }

    @Test
    void helpFitsAScreen() {
        Run.Outcome outcome = Run.extract("--help");
        assertEquals(0, outcome.exit());
        assertTrue(outcome.out().lines().count() <= 50, outcome.out());
        assertFalse(outcome.out().contains("=<"), outcome.out());
        assertTrue(outcome.out().lines().allMatch(l -> l.length() <= 80), outcome.out());
    }

    private static float[] vector(Embedding embedding) {
        return embedding.vectors().getFirst();
    }

    private static void assertOneLine(Run.Outcome outcome, String part) {
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        assertTrue(outcome.err().contains(part), outcome.err());
    }

    private Path pictures(String... names) throws IOException {
        Path images = folder.resolve("images");
        for (String name : names) {
            Path copy = images.resolve(name);
            Files.createDirectories(copy.getParent());
            Files.copy(SAMPLES.resolve(name), copy);
        }
        return images;
    }
}
