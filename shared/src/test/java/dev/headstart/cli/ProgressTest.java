package dev.headstart.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void offATerminalAShortTaskIsOneLineWithItsSpeed() throws InterruptedException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Progress progress = Progress.plain("work", 4, "", 1, new PrintStream(err, true, UTF_8))) {
            Thread.sleep(20);
            progress.stepBy(4);
            progress.say("done");
        }
        String lines = err.toString(UTF_8);
        assertEquals(1, lines.lines().count(), lines);
        assertTrue(lines.strip().matches("work +100% \\[=*\\] 4/4 .* \\d+\\.\\d/s +done"), lines);
    }

    @Test
    void whatIsOverAtOnceIsOneLineToo() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            try (Progress progress = Progress.plain("work", 1, "", 1, new PrintStream(err, true, UTF_8))) {
                progress.stepBy(1);
            }
        }
        String lines = err.toString(UTF_8);
        assertEquals(100, lines.lines().filter(l -> l.startsWith("work 100%")).count(), lines);
        assertEquals(100, lines.lines().count(), lines);
    }

    @Test
    void aSpeedBelowOneHasAZeroInFront() throws InterruptedException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Progress progress = Progress.plain("work", 1_000_000, "", 1_000_000, new PrintStream(err, true, UTF_8))) {
            Thread.sleep(20);
            progress.stepBy(1);
        }
        String lines = err.toString(UTF_8);
        assertTrue(lines.contains(" 0.00/s"), lines);
    }
}
