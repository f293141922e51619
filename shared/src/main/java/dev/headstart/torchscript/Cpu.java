package dev.headstart.torchscript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * This machine's CPU, as Linux describes it; other systems say nothing.
 *
 * @param info the first processor's lines of {@code /proc/cpuinfo}
 */
public record Cpu(Map<String, String> info) {
    private static final Path INFO = Path.of("/proc/cpuinfo");

    public Cpu {
        info = Map.copyOf(info);
    }

    /** Reads it. */
    public static Cpu here() throws IOException {
        return Files.isReadable(INFO) ? of(Files.readString(INFO)) : new Cpu(Map.of());
    }

    static Cpu of(String text) {
        return new Cpu(text.lines()
                .takeWhile(l -> !l.isBlank())
                .map(l -> l.split(":", 2))
                .filter(entry -> entry.length == 2)
                .collect(Collectors.toMap(entry -> entry[0].strip(), entry -> entry[1].strip(), (a, _) -> a)));
    }

    /** Whether it has an instruction set, by Linux's name: {@code avx512f}. */
    public boolean has(String instructions) {
        return List.of(info.getOrDefault("flags", "").split(" ")).contains(instructions);
    }

    /**
     * How many times as fast as in float32 it multiplies, some, not measured; 1 also where it is slower. Of what describes itself otherwise
     * than x86 does, it is supposed that it has bfloat16: Apple's and Arm's of today have.
     */
    double pace(Precision precision) {
        if (precision != Precision.BF16) {
            return 1; // nor has libtorch half-precision convolutions for CPUs
        }
        if (has("amx_bf16")) {
            return 8;
        }
        return has("avx512_bf16") || !info.containsKey("flags") ? 2 : 1;
    }
}
