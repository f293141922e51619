package dev.headstart.cli;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DefaultProgressBarRenderer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/** How far long work has come, on stderr: a bar on a terminal, else a plain line now and then. */
public final class Progress implements AutoCloseable {
    private static final int TERMINAL_REFRESH_MILLIS = 250;
    private static final int PLAIN_REFRESH_MILLIS = 10_000;
    private static final long MEGABYTE = 1_000_000;
    private static final long PARTS = 100;
    private static final int WIDTH = 79;

    private final ProgressBar bar;
    private final @Nullable PlainLines plain;

    private Progress(ProgressBarBuilder builder, @Nullable PlainLines plain) {
        this.bar = builder.build();
        this.plain = plain;
    }

    public static Progress of(String task, long steps) {
        return of(task, steps, "", 1);
    }

    /** @param bytes in all, or -1 if nobody knows */
    public static Progress ofBytes(String task, long bytes) {
        return of(task, bytes, " MB", MEGABYTE);
    }

    /** @param items that are worked on in parts, so that there is news before the first is done; see {@link #reach} */
    public static Progress ofItems(String task, long items) {
        return of(task, items * PARTS, "", PARTS);
    }

    private static Progress of(String task, long max, String unit, long unitSize) {
        if (!onTerminal()) {
            return plain(task, max, unit, unitSize, System.err);
        }
        return new Progress(builder(task, max, unit, unitSize).setUpdateIntervalMillis(TERMINAL_REFRESH_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH)), null);
    }

    static Progress plain(String task, long max, String unit, long unitSize, PrintStream to) {
        PlainLines lines = new PlainLines(to);
        return new Progress(
                builder(task, max, unit, unitSize).setUpdateIntervalMillis(PLAIN_REFRESH_MILLIS).setConsumer(lines),
                lines);
    }

    private static ProgressBarBuilder builder(String task, long max, String unit, long unitSize) {
        return new ProgressBarBuilder().setTaskName(task).setInitialMax(max).setRenderer(new Bar(unit, unitSize));
    }

    @SuppressWarnings("SystemConsoleNull") // NullAway, rightly, wants the check that this one calls needless
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    public void stepBy(long steps) {
        bar.stepBy(steps);
    }

    /**
     * Goes to a share of the whole; never back.
     *
     * @param share from 0 to 1
     */
    public void reach(double share) {
        bar.stepTo(Math.max(bar.getCurrent(), Math.round(share * bar.getMax())));
    }

    /** Puts a word behind the bar. */
    public void say(String message) {
        bar.setExtraMessage(" " + message);
    }

    @Override
    public void close() {
        if (plain == null) {
            bar.close();
        } else {
            plain.holdBack();
            bar.close();
            plain.end();
        }
    }

    /** The library's bar, with a speed from the first moment on: its own counts whole seconds. */
    private static final class Bar extends DefaultProgressBarRenderer {
        private final String unit;
        private final long unitSize;

        private Bar(String unit, long unitSize) {
            super(ProgressBarStyle.ASCII, unit, unitSize, true, null, ChronoUnit.SECONDS, true, Bar::remaining);
            this.unit = unit;
            this.unitSize = unitSize;
        }

        @Override
        protected String speed(ProgressState progress) {
            double seconds = progress.getElapsedAfterStart().toNanos() / 1e9;
            double speed = seconds == 0 ? 0 : (progress.getCurrent() - progress.getStart()) / seconds / unitSize;
            return String.format(Locale.ROOT, speed < 1 ? "%.2f%s/s" : "%.1f%s/s", speed, unit);
        }

        private static Optional<Duration> remaining(ProgressState progress) {
            long done = progress.getCurrent() - progress.getStart();
            if (progress.isIndefinite() || done == 0) {
                return Optional.empty();
            }
            double times = (double) (progress.getMax() - progress.getCurrent()) / done;
            return Optional.of(Duration.ofNanos(Math.round(progress.getElapsedAfterStart().toNanos() * times)));
        }
    }

    /**
     * A line now and then and one at the end. The library renders one at the beginning and two at the end, but of what is over at once one
     * alone, which it does not close.
     */
    private static final class PlainLines implements ProgressBarConsumer {
        private final PrintStream to;
        private boolean begun;
        private volatile boolean heldBack;
        private volatile String last = "";

        private PlainLines(PrintStream to) {
            this.to = to;
        }

        private void holdBack() {
            heldBack = true;
        }

        private void end() {
            to.println(last);
        }

        @Override
        public int getMaxRenderedLength() {
            return WIDTH;
        }

        @Override
        public void accept(String rendered) {
            last = rendered;
            if (begun && !heldBack) {
                to.println(rendered);
            }
            begun = true;
        }

        @Override
        public void close() {}
    }
}
