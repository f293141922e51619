package dev.headstart.extract;

import dev.headstart.cli.Main;
import dev.headstart.embeddings.Embedding;
import dev.headstart.embeddings.EmbeddingsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs the command for tests, in this process or in one of its own. */
final class Run {
    private Run() {}

    /** What a run of the command left behind. */
    record Outcome(int exit, String out, String err) {}

    static Outcome extract(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new ExtractCommand());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        String[] words = Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
        return new Outcome(Main.run(line, words), out.toString(), err.toString());
    }

    /** The command line of a process that runs a class of this test's class path. */
    static List<String> java(Class<?> main, Object... args) {
        return Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                main.getName()), Arrays.stream(args).map(String::valueOf)).toList();
    }

    static List<Embedding> read(Path file) throws IOException {
        List<Embedding> rows = new ArrayList<>();
        try (EmbeddingsReader reader = EmbeddingsReader.open(file)) {
            reader.forEach(rows::add);
        }
        return rows;
    }
}
