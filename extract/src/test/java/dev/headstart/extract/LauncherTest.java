package dev.headstart.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in the layout of a distribution, looking for a JDK in the folder {@code jdks} alone. */
class LauncherTest {
    @TempDir
    Path folder;

    @BeforeEach
    void layOut() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "skipped: needs a POSIX shell");
        Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("lib"));
        Files.copy(Path.of("bin/extract"), folder.resolve("bin/extract"));
        String launch = Files.readString(Path.of("../shared/bin/launch"));
        String places = "/usr/lib/jvm/*";
        assertTrue(launch.contains(places), launch);
        Files.writeString(folder.resolve("bin/launch"),
                launch.replaceAll("for home in [^;]*; do", "for home in " + folder + "/jdks/*; do"));
    }

    @Test
    void withoutAJdkItSaysSoInOneSentence() throws Exception {
        String output = run(1, Map.of());
        assertEquals(1, output.lines().count(), output);
        assertTrue(output.startsWith("extract: needs a JDK 25 or later"), output);
    }

    @Test
    void anOlderJdkIsPassedOverForANewerOne() throws Exception {
        jdk("older", "17.0.15");
        jdk("newer", "25.0.1");
        assertTrue(run(0, Map.of()).startsWith("newer "));
    }

    @Test
    void javaHomeComesFirst() throws Exception {
        jdk("one", "25.0.1");
        Path other = jdk("two", "26");
        assertTrue(run(0, Map.of("JAVA_HOME", other.toString())).startsWith("two "));
    }

    @Test
    void theAllocatorsTuningIsSetUnlessTheUserHasTheirOwn() throws Exception {
        jdk("one", "25");
        assertTrue(run(0, Map.of()).contains("glibc.malloc.mmap_threshold="));
        assertTrue(run(0, Map.of("GLIBC_TUNABLES", "mine=1")).contains("mine=1"));
    }

    /** A JDK whose {@code java} prints its own name and the allocator's tuning. */
    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve("jdks").resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = home.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\necho " + name + " \"$GLIBC_TUNABLES\"\n");
        assertTrue(java.toFile().setExecutable(true));
        return home;
    }

    private String run(int exit, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", folder.resolve("bin/extract").toString())
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(java.util.Set.of("JAVA_HOME", "GLIBC_TUNABLES"));
        // What the launcher itself calls, and no java.
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : new String[]{"sed", "dirname", "readlink"}) {
            Path wrapper = tools.resolve(tool);
            Files.writeString(wrapper, "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
            assertTrue(wrapper.toFile().setExecutable(true));
        }
        builder.environment().put("PATH", tools.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(exit, process.waitFor(), output);
        return output;
    }
}
