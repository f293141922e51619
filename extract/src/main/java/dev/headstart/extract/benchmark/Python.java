package dev.headstart.extract.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Python with PyTorch, torchvision and PyArrow.
 *
 * @param words that start it, such as {@code chroot /sid python3}
 */
record Python(List<String> words) {
    /** Set for libtorch by our launcher; who runs Python has none. */
    private static final String TUNABLES = "GLIBC_TUNABLES";

    static Python of(String command) {
        return new Python(List.of(command.strip().split("\\s+")));
    }

    ProcessBuilder process(Path script, String... args) {
        List<String> command = new ArrayList<>(words);
        command.add(script.toString());
        command.addAll(List.of(args));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().remove(TUNABLES);
        return process;
    }
}
