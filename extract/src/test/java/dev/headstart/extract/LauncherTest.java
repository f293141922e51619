package dev.headstart.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in the layout of a distribution, looking for a JDK in the folder {@code jdks} alone. */
class LauncherTest {
    private static final List<String> TOOLS = List.of("sed", "dirname", "readlink", "cat", "ls", "cksum", "mkdir",
            "mktemp", "rm", "mv");

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

        // What the launcher itself calls, and no java.
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path wrapper = tools.resolve(tool);
            Files.writeString(wrapper, "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
            assertTrue(wrapper.toFile().setExecutable(true));
        }
        Path locale = Files.writeString(tools.resolve("locale"), "#!/bin/sh\necho $FAKE_CHARMAP\n");
        assertTrue(locale.toFile().setExecutable(true));
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

    @Test
    void namesAreReadAsUtf8WhereTheLocaleIsAscii() throws Exception {
        jdk("one", "25");
        assertTrue(run(0, Map.of("LC_ALL", "C", "FAKE_CHARMAP", "ANSI_X3.4-1968")).contains(" C.UTF-8 "));
        assertTrue(run(0, Map.of("LC_ALL", "en_US.UTF-8", "FAKE_CHARMAP", "UTF-8")).contains(" en_US.UTF-8 "));
        assertTrue(run(0, Map.of("LC_ALL", "de_DE", "FAKE_CHARMAP", "ISO-8859-1")).contains(" de_DE "));
    }

    @Test
    void temporaryFilesAreWhereTmpdirSays() throws Exception {
        jdk("one", "25");
        Path scratch = Files.createDirectories(folder.resolve("a b"));
        assertTrue(
                run(0, Map.of("TMPDIR", scratch.toString())).contains("-Djava.io.tmpdir=" + folder.resolve("a b -cp")));
        assertFalse(run(0, Map.of("TMPDIR", "")).contains("tmpdir"));
        assertFalse(run(0, Map.of("TMPDIR", "/x", "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=/y")).contains("/x"));
    }

    @Test
    void aRehearsalFillsTheCacheOnceForTheseJarsAndThisJdk() throws Exception {
        Path jdk = jdk("one", "25");
        assertTrue(run(0, Map.of()).contains(" -XX:AOTCache=" + folder + "/"));
        run(0, Map.of());
        assertEquals(1, rehearsals());
        Files.writeString(folder.resolve("lib/new.jar"), "");
        run(0, Map.of());
        assertEquals(2, rehearsals());
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.9\"\n");
        assertTrue(run(0, Map.of()).contains(" -XX:AOTCache="));
        assertEquals(3, rehearsals());
    }

    @Test
    void aNewCacheTakesThePlaceOfTheOldOnesOfItsModuleAndAFailedOneDoesNot() throws Exception {
        jdk("one", "25");
        Path other = Files.writeString(folder.resolve("train-head-1.aot"), "another module's");
        run(0, Map.of());
        List<Path> first = caches();
        Files.writeString(folder.resolve("lib/new.jar"), "");
        run(0, Map.of("FAKE_REHEARSAL", "fails"));
        assertTrue(caches().containsAll(first), caches().toString());
        Files.writeString(folder.resolve("lib/newer.jar"), "");
        run(0, Map.of());
        assertEquals(1, caches().size(), caches().toString());
        assertFalse(first.contains(caches().getFirst()));
        assertTrue(Files.exists(other));
    }

    private List<Path> caches() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches("extract-.*\\.aot")).toList();
        }
    }

    @Test
    void aRehearsalThatFailsIsNotRepeatedAndNothingIsSaidOfIt() throws Exception {
        jdk("one", "25");
        Map<String, String> failing = Map.of("FAKE_REHEARSAL", "fails");
        for (int i = 0; i < 2; i++) {
            String output = run(0, failing);
            assertEquals(1, output.lines().count(), output);
            assertFalse(output.contains("AOT") || output.contains("Xlog"), output);
        }
        assertEquals(1, rehearsals());
    }

    @Test
    void whereNothingCanBeWrittenTheCacheIsTheUsersOrThereIsNone() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "skipped: needs /proc");
        jdk("one", "25");
        Files.delete(folder.resolve("lib"));
        Files.createSymbolicLink(folder.resolve("lib"), Path.of("/proc/self/task"));
        String output = run(0, Map.of());
        assertTrue(output.contains(" -XX:AOTCache=" + folder + "/home/.cache/headstart/extract-"), output);
        Path own = folder.resolve("own cache");
        assertTrue(run(0, Map.of("XDG_CACHE_HOME", own.toString())).contains(" -XX:AOTCache=" + own));
        output = run(0, Map.of("XDG_CACHE_HOME", "/proc/self"));
        assertEquals(1, output.lines().count(), output);
        assertFalse(output.contains("AOT"), output);
    }

    @Test
    void launchersAtOnceDoNotDisturbEachOther() throws Exception {
        jdk("one", "25");
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            List<Callable<String>> runs = Collections.nCopies(8, () -> run(0, Map.of()));
            for (Future<String> run : executor.invokeAll(runs)) {
                assertTrue(run.get().contains(" -XX:AOTCache="), run.get());
            }
        }
        try (var files = Files.list(folder)) {
            List<Path> caches = files.filter(f -> f.toString().contains(".aot")).toList();
            assertEquals(1, caches.size(), caches.toString());
            assertEquals("cached\n", Files.readString(caches.getFirst()));
        }
    }

    @Test
    void aCacheOfTheUsersOwnIsNotInterferedWith() throws Exception {
        jdk("one", "25");
        assertFalse(run(0, Map.of("HEADSTART_JVM_OPTIONS", "-Xshare:off")).contains("AOT"));
        assertFalse(run(0, Map.of("JAVA_TOOL_OPTIONS", "-XX:SharedArchiveFile=x")).contains("AOT"));
        assertEquals(0, rehearsals());
    }

    private long rehearsals() throws IOException {
        Path log = folder.resolve("rehearsals");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    /**
     * A JDK whose {@code java} prints its own name, the allocator's tuning, the locale and what it was given; a rehearsal leaves a cache and
     * a line.
     */
    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve("jdks").resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = home.resolve("bin/java");
        Files.writeString(java, """
                #!/bin/sh
                for last; do :; done
                case "$*" in *AOTCacheOutput=*Rehearsal*)
                  [ -d "$last" ] || exit 1
                  echo rehearsal >>"%s/rehearsals"
                  [ -z "${FAKE_REHEARSAL:-}" ] || { echo it fails; echo it fails >&2; exit 1; }
                  for a; do case $a in *AOTCacheOutput=*) echo cached >"${a#*=}" ;; esac; done
                  exit ;;
                esac
                echo %s "$GLIBC_TUNABLES" "$LC_ALL" "$@"
                """.formatted(folder, name));
        assertTrue(java.toFile().setExecutable(true));
        return home;
    }

    private String run(int exit, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", folder.resolve("bin/extract").toString())
                .redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(Set.of("JAVA_HOME", "GLIBC_TUNABLES", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
                        "HEADSTART_JVM_OPTIONS", "XDG_CACHE_HOME"));
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("PATH", folder.resolve("tools").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(exit, process.waitFor(), output);
        return output;
    }
}
