package dev.headstart.extract.benchmark;

import dev.headstart.machine.Cpu;
import dev.headstart.torchscript.Devices;
import java.io.IOException;
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
    private static final List<String> TELLING = List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16");

    static Machine here() throws IOException {
        return new Machine(describe(Cpu.here()), Runtime.getRuntime().availableProcessors(),
                "Java " + Runtime.version() + ", libtorch " + Devices.load().getVersion());
    }

    private static String describe(Cpu cpu) {
        String architecture = System.getProperty("os.arch");
        return cpu.info().isEmpty() ? architecture
                : "%s (family %s, model %s; %s)".formatted(cpu.info().getOrDefault("model name", architecture),
                        cpu.info().getOrDefault("cpu family", "?"), cpu.info().getOrDefault("model", "?"),
                        TELLING.stream().filter(cpu::has).collect(Collectors.joining(" ")));
    }
}
