package dev.headstart.extract.benchmark;

import dev.headstart.torchscript.Precision;
import dev.headstart.weights.WeightsSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** PyTorch and torchvision. */
record Peer(Python python, Path script, Mode mode, Precision precision) implements Contender {

    enum Mode {
        /** The tutorials' own loop. */
        EAGER,
        /** {@code torch.compile}, frozen, in channels-last memory. */
        COMPILE;

        /** As the script takes it: in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String name() {
        return mode + " " + precision;
    }

    @Override
    public ProcessBuilder process(Trial trial) {
        ProcessBuilder process = python.process(script, trial.arch(), trial.pictures().toString(),
                trial.out().toString(), "--mode", mode.toString(), "--dtype",
                precision == Precision.BF16 ? "bfloat16" : "float32");
        if (!trial.weights().startsWith(WeightsSource.SEEDED)) {
            process.command().addAll(List.of("--weights", trial.weights()));
        }
        switch (trial.measure()) {
            case BACKBONE -> process.command().add("--backbone-only");
            case LOAD -> process.command().add("--load-only");
            case WHOLE -> {
            }
        }
        return process;
    }
}
