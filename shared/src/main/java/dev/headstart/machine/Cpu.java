package dev.headstart.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        if (!Files.isReadable(INFO)) {
            return new Cpu(Map.of());
        }
        try (Stream<String> lines = Files.lines(INFO)) { // as far as needed: the kernel makes them as they are read
            return of(lines);
        }
    }

    static Cpu of(Stream<String> lines) {
        return new Cpu(lines.takeWhile(l -> !l.isBlank())
                .map(l -> l.split(":", 2))
                .filter(entry -> entry.length == 2)
                .collect(Collectors.toMap(entry -> entry[0].strip(), entry -> entry[1].strip(), (a, _) -> a)));
    }

    /** Whether it has an instruction set, by Linux's name: {@code avx512f} of x86, {@code asimd} of arm64. */
    public boolean has(String instructions) {
        String all = info.getOrDefault("flags", info.getOrDefault("Features", ""));
        return List.of(all.split(" ")).contains(instructions);
    }

    /** Whether it describes its instruction sets. True on Linux, for x86 and arm64. */
    public boolean saysWhatItHas() {
        return info.containsKey("flags") || info.containsKey("Features");
    }
}
