package dev.headstart.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class MainTest {
    private final StringWriter err = new StringWriter();

    @Command(name = "thrower")
    private record Thrower(Throwable thrown) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown;
        }
    }

    @Test
    void whateverIsThrownIsOneLineAndATraceOnlyIfAskedFor() {
        assertFailed(new OutOfMemoryError("Java heap space"), "thrower: OutOfMemoryError: Java heap space; ");
        assertFailed(new NoClassDefFoundError("a/B"), "thrower: NoClassDefFoundError: a/B; is the installation whole");
        assertFailed(new IllegalStateException("odd\nvery"), "thrower: IllegalStateException: odd (more with");
        assertFailed(new UserException("mend it"), "thrower: mend it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --wieghts seeded:0 x y | thrower: unknown option '--wieghts'; the nearest is --weights (see thrower --help)
            x --wieghts=seeded:0   | thrower: unknown option '--wieghts'; the nearest is --weights (see thrower --help)
            --wieghts=seeded:0     | thrower: unknown option '--wieghts'; the nearest is --weights (see thrower --help)
            x y z                  | thrower: Unmatched argument at index 2: 'z' (see thrower --help)
            """)
    void anUnknownOptionIsNamedAloneWithTheNearest(String args, String message) {
        assertEquals(2, run(new IllegalStateException("not reached"), args.split(" ")));
        assertEquals(message, err.toString().strip());
    }

    private void assertFailed(Throwable thrown, String message) {
        assertEquals(1, run(thrown, "x"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith(message), err.toString());
        assertEquals(1, run(thrown, "x", "--verbose"));
        assertTrue(err.toString().contains("at " + MainTest.class.getName()), err.toString());
    }

    private int run(Throwable thrown, String... args) {
        err.getBuffer().setLength(0);
        CommandLine line = new CommandLine(new Thrower(thrown));
        line.getCommandSpec()
                .addOption(OptionSpec.builder("--weights").type(String.class).build())
                .addPositional(PositionalParamSpec.builder().index("0").arity("1").type(String.class).build())
                .addPositional(PositionalParamSpec.builder().index("1").type(String.class).build());
        line.setErr(new PrintWriter(err, true));
        return Main.run(line, args);
    }
}
