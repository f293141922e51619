package dev.headstart.extract.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Runs processes to their end. */
final class Stopwatch {
    private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?) (?:pictures|images)/s");

    private Stopwatch() {}

    /**
     * A measurement.
     *
     * @param rate pictures a second by the process's own clock, without its start-up and compilation
     * @param seconds from the process's start to its end
     */
    record Lap(double rate, double seconds) {}

    /** @throws UserException if the process fails or prints no rate */
    static Lap time(ProcessBuilder process) throws InterruptedException {
        long start = System.nanoTime();
        String output = run(process);
        double seconds = (System.nanoTime() - start) / 1e9;
        List<MatchResult> rates = RATE.matcher(output).results().toList();
        if (rates.isEmpty()) {
            throw new UserException("'" + String.join(" ", process.command()) + "' does not print pictures/s");
        }
        return new Lap(Double.parseDouble(rates.getLast().group(1)), seconds);
    }

    /** What a process prints. */
    static String run(ProcessBuilder builder) throws InterruptedException {
        String command = "'" + String.join(" ", builder.command()) + "'";
        try {
            Process process = builder.redirectErrorStream(true).start();
            try {
                process.getOutputStream().close();
                String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
                int exit = process.waitFor();
                if (exit != 0) {
                    throw new UserException(command + " ends with " + exit + ": "
                            + output.lines().reduce((_, last) -> last).orElse("(it says nothing)"));
                }
                return output;
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new UserException(command + " cannot be run: " + e.getMessage(), e);
        }
    }
}
