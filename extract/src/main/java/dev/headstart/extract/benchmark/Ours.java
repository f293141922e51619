package dev.headstart.extract.benchmark;

import dev.headstart.extract.ExtractCommand;
import dev.headstart.torchscript.Precision;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This program, in a JVM started like the one that runs here. */
record Ours(Precision precision) implements Contender {
    @Override
    public String name() {
        return "extract";
    }

    @Override
    public ProcessBuilder process(Trial trial) {
        return switch (trial.measure()) {
            case BACKBONE -> java(NetworkAlone.class, trial.arch(), precision.name(), trial.weights());
            case LOAD -> java(LoadAlone.class, trial.pictures().toString());
            case WHOLE -> java(ExtractCommand.class, "--fresh", "--arch", trial.arch(), "--precision", precision.name(),
                    "--weights", trial.weights(), trial.pictures().toString(), trial.out().toString());
        };
    }

    private static ProcessBuilder java(Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }
}
