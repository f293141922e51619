package dev.headstart.extract.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Python with PyTorch, torchvision and PyArrow.
 *
 * @param words that start it, such as {@code chroot /sid python3}
 */
record Python(List<String> words) {
    /** What our launcher sets for libtorch; who runs Python has none of it. */
    private static final List<String> TUNING = List.of("GLIBC_TUNABLES", "OMP_WAIT_POLICY");

    static Python of(String command) {
        return new Python(List.of(command.strip().split("\\s+")));
    }

    static void removeTuning(Map<String, String> environment) {
        environment.keySet().removeAll(TUNING);
    }

    ProcessBuilder process(Path script, String... args) {
        List<String> command = new ArrayList<>(words);
        command.add(script.toString());
        command.addAll(List.of(args));
        ProcessBuilder process = new ProcessBuilder(command);
        removeTuning(process.environment());
        return process;
    }
}
