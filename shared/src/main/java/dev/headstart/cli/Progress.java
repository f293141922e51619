package dev.headstart.cli;

import java.io.Console;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far long work has come, on stderr: a bar on a terminal, else a plain line now and then. */
public final class Progress implements AutoCloseable {
    private static final int TERMINAL_REFRESH_MILLIS = 250;
    private static final int PLAIN_REFRESH_MILLIS = 10_000;
    private static final long MEGABYTE = 1_000_000;
    private static final long PARTS = 100;
    private static final int WIDTH = 79;

    private final ProgressBar bar;

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    public static Progress of(String task, long steps) {
        return of(new ProgressBarBuilder().setTaskName(task).setInitialMax(steps));
    }

    /** @param bytes in all, or -1 if nobody knows */
    public static Progress ofBytes(String task, long bytes) {
        return of(new ProgressBarBuilder().setTaskName(task).setInitialMax(bytes).setUnit(" MB", MEGABYTE));
    }

    /** @param items that are worked on in parts, so that there is news before the first is done; see {@link #reach} */
    public static Progress ofItems(String task, long items) {
        return of(new ProgressBarBuilder().setTaskName(task).setInitialMax(items * PARTS).setUnit("", PARTS));
    }

    private static Progress of(ProgressBarBuilder builder) {
        boolean terminal = onTerminal();
        return new Progress(builder.setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(terminal ? TERMINAL_REFRESH_MILLIS : PLAIN_REFRESH_MILLIS)
                .showSpeed()
                .setConsumer(terminal ? new ConsoleProgressBarConsumer(System.err, WIDTH) : new PlainLines())
                .build());
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
        bar.close();
    }

    private static final class PlainLines implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return WIDTH;
        }

        @Override
        public void accept(String rendered) {
            System.err.println(rendered);
        }

        @Override
        public void close() {}
    }
}
