package dev.headstart.extract.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchmarkCommandIT {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyMeasureOfExtractHasARowWithItsRateMachineAndVersions() throws IOException {
        Path csv = folder.resolve("results.csv");
        assertEquals(0, run("--runs", 1, "--pictures", 7, samples(), csv), err::toString);
        List<CSVRecord> rows = read(csv);
        assertEquals(List.of("load", "backbone", "whole"), rows.stream().map(r -> r.get("measure")).toList());
        for (CSVRecord row : rows) {
            assertEquals("extract", row.get("contender"));
            assertEquals("7", row.get("pictures"));
            assertTrue(Double.parseDouble(row.get("median_per_s")) > 0, row::toString);
            assertEquals(1, Double.parseDouble(row.get("ratio")));
            assertFalse(row.get("cpu").isEmpty());
            assertTrue(row.get("extract_with").contains("libtorch"), row::toString);
        }
        double ideal = Double.parseDouble(rows.getLast().get("of_ideal"));
        assertTrue(ideal > 0, rows.getLast()::toString);
    }

    @Test
    void aPeerIsRunInTurnWithExtractOnTheSamePicturesAndComparedByMedians() throws IOException {
        Path log = folder.resolve("log");
        Path python = python("""
                echo "$@" >> %s
                case "$*" in
                  *--versions*) echo "Python 3, torch 2" ;;
                  *compile*) echo "0.02 pictures/s" ;;
                  *) echo "resnet18 eager float32 backbone 0.01 images/s" ;;
                esac
                """.formatted(log));
        Path pictures = samples();
        Path csv = folder.resolve("results.csv");
        assertEquals(0, run("--runs", 2, "--measure", "backbone", "--precision", "bf16", "--python", "sh " + python,
                pictures, csv), err::toString);
        List<CSVRecord> rows = read(csv);
        assertEquals(List.of("extract", "eager fp32", "compile bf16"),
                rows.stream().map(r -> r.get("contender")).toList());
        double ours = Double.parseDouble(rows.getFirst().get("median_per_s"));
        assertEquals(ours / 0.01, Double.parseDouble(rows.get(1).get("ratio")), 1);
        assertEquals(ours / 0.02, Double.parseDouble(rows.get(2).get("ratio")), 1);
        assertEquals("Python 3, torch 2", rows.get(1).get("peer_with"));
        List<String> calls = Files.readAllLines(log);
        assertEquals(5, calls.size(), calls::toString);
        assertTrue(calls.get(1).contains("resnet18 " + pictures.toAbsolutePath()), calls.get(1));
        assertTrue(calls.get(1).contains("--mode eager --dtype float32 --backbone-only"), calls.get(1));
        assertTrue(calls.get(2).contains("--mode compile --dtype bfloat16 --backbone-only"), calls.get(2));
        assertEquals(calls.subList(1, 3), calls.subList(3, 5));
        assertTrue(out.toString().lines().allMatch(l -> l.length() <= 80 || l.contains("libtorch")), out::toString);
    }

    @Test
    void pythonIsRunWithoutWhatOurLauncherSetsForLibtorch() {
        Map<String, String> environment = new HashMap<>(
                Map.of("GLIBC_TUNABLES", "x", "OMP_WAIT_POLICY", "passive", "PATH", "/bin"));
        Python.removeTuning(environment);
        assertEquals(Map.of("PATH", "/bin"), environment);
    }

    @Test
    void aPythonWithoutTorchIsToldByItsOwnLastLine() throws IOException {
        Path python = python("""
                echo "Traceback:"
                echo "No module named 'torch'"
                exit 1
                """);
        assertEquals(1, run("--python", "sh " + python, samples(), folder.resolve("results.csv")));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().contains("ends with 1: No module named 'torch'"), err::toString);
    }

    @Test
    void aBackboneThatIsNoneIsWrongUsage() {
        assertEquals(2, run("--arch", "resnet17", folder, folder.resolve("results.csv")));
        assertTrue(err.toString().contains("resnet18"), err::toString);
    }

    private int run(Object... args) {
        CommandLine line = new CommandLine(new BenchmarkCommand());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return Main.run(line, Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }

    private Path samples() throws IOException {
        Path pictures = folder.resolve("pictures");
        for (String name : List.of("city/00.jpg", "desert/00.jpg", "desert/01.jpg")) {
            Files.createDirectories(pictures.resolve(name).getParent());
            Files.copy(Path.of("../datasets/samples/train").resolve(name), pictures.resolve(name));
        }
        return pictures;
    }

    /** A stand-in for an interpreter: a script of the shell's. */
    private Path python(String script) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: needs a POSIX shell");
        return Files.writeString(folder.resolve("python"), script);
    }

    private static List<CSVRecord> read(Path csv) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        try (CSVParser parser = format.parse(Files.newBufferedReader(csv))) {
            return parser.getRecords();
        }
    }
}
