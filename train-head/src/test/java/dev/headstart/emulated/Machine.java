package dev.headstart.emulated;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A machine that QEMU emulates: the operating system is this one, the CPU's instructions are not. */
enum Machine {
    /** AVX2 and no AVX-512: Intel from 2013, AMD from Zen to Zen 3. */
    HASWELL("qemu-x86_64", "Haswell", "fpu sse sse2 ssse3 sse4_1 sse4_2 popcnt avx fma f16c avx2 bmi1 bmi2"),
    /** SSE4.2 and no AVX. */
    NEHALEM("qemu-x86_64", "Nehalem", "fpu sse sse2 ssse3 sse4_1 sse4_2 popcnt"),
    /** 64-bit Arm with NEON, as AWS' Graviton 2. */
    ARM64("qemu-aarch64", "neoverse-n1", "");

    /** Names a folder that {@code src/test/emulated/arm64-root} made. */
    private static final String ARM64_ROOT = "HEADSTART_ARM64_ROOT";

    private final String emulator;
    private final String cpu;
    private final String flags;

    Machine(String emulator, String cpu, String flags) {
        this.emulator = emulator;
        this.cpu = cpu;
        this.flags = flags;
    }

    /** Skips the test that calls it, with what to install, if this machine cannot be emulated here. */
    void requireEmulator() {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(p -> Files.isExecutable(Path.of(p, emulator)));
        assumeTrue(found, "skipped: needs " + emulator + "; apt install qemu-user");
        assumeTrue(this == ARM64 || System.getProperty("os.arch").equals("amd64"), "skipped: needs an x86-64 machine");
        assumeTrue(this != ARM64 || !System.getenv().getOrDefault(ARM64_ROOT, "").isEmpty(),
                "skipped: needs " + ARM64_ROOT + ", a folder that train-head/src/test/emulated/arm64-root made");
    }

    /**
     * Lays out a Java home whose {@code java} is emulated.
     *
     * @return the folder, for {@code JAVA_HOME}
     */
    Path javaHome(Path folder) throws IOException {
        Path real = this == ARM64 ? Path.of(System.getenv(ARM64_ROOT), "usr/lib/jvm/java-25-openjdk-arm64")
                : Path.of(System.getProperty("java.home"));
        Path root = this == ARM64 ? Path.of(System.getenv(ARM64_ROOT)) : cpuinfo(folder.resolve("root"));
        Path home = Files.createDirectories(folder.resolve("java"));
        Files.copy(real.resolve("release"), home.resolve("release"));
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                exec %s -cpu %s -L '%s' '%s' "$@"
                """.formatted(emulator, cpu, root, real.resolve("bin/java")));
        assertTrue(java.toFile().setExecutable(true));
        return home;
    }

    /** Under {@code -L}, files of this folder hide those of the same path: the kernel shows the flags of the real CPU. */
    private Path cpuinfo(Path root) throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(root.resolve("proc/cpuinfo"),
                "processor\t: 0\nmodel name\t: QEMU %s\nflags\t\t: %s\n\n".formatted(cpu, flags));
        return root;
    }

    /**
     * Lays out a module's distribution with libtorch for this machine.
     *
     * @param module folder of the module
     * @param natives libtorch for arm64 Linux, in a folder that takes a copy of links
     * @return the distribution
     */
    Path distribution(Path module, Path natives) throws IOException {
        String name = "headstart-" + module.toRealPath().getFileName();
        Path built = module.resolve("target/dist").resolve(name).toRealPath();
        if (this != ARM64) {
            return built;
        }
        Path copy = Files.createTempDirectory(natives.toRealPath().getParent(), name);
        Files.createDirectory(copy.resolve("lib"));
        Files.createSymbolicLink(copy.resolve("bin"), built.resolve("bin"));
        List<Path> jars = new ArrayList<>(List.of(natives.toRealPath()));
        try (Stream<Path> all = Files.list(built.resolve("lib"))) {
            all.filter(jar -> !jar.getFileName().toString().startsWith("pytorch-native")).forEach(jars::add);
        }
        for (Path jar : jars) {
            Files.createSymbolicLink(copy.resolve("lib").resolve(jar.getFileName()), jar);
        }
        return copy;
    }
}
