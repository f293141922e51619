package dev.headstart.extract.benchmark;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the numbers were measured on.
 *
 * @param cpu its name, and which of the instructions that decide about bfloat16 it has, where the system tells
 * @param processors that both sides may use
 * @param software versions of ours
 */
record Machine(String cpu, int processors, String software) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final List<String> TELLING = List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16");

    static Machine here() throws IOException {
        return new Machine(describeCpu(), Runtime.getRuntime().availableProcessors(),
                "Java " + Runtime.version() + ", libtorch " + Engine.getEngine("PyTorch").getVersion());
    }

    private static String describeCpu() throws IOException {
        if (!Files.isReadable(CPU_INFO)) {
            return System.getProperty("os.arch");
        }
        List<String> info = Files.readAllLines(CPU_INFO);
        return value(info, "model name", System.getProperty("os.arch")) + " (family " + value(info, "cpu family", "?")
                + ", model " + value(info, "model", "?") + "; " + instructions(value(info, "flags", "")) + ")";
    }

    private static String value(List<String> info, String key, String otherwise) {
        return info.stream()
                .filter(l -> l.matches(key + "\\s*:.*"))
                .map(l -> l.substring(l.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    private static String instructions(String flags) {
        List<String> has = List.of(flags.split(" "));
        return TELLING.stream().filter(has::contains).collect(Collectors.joining(" "));
    }
}
