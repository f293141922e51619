package dev.headstart.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher in the layout of a distribution, looking for a JDK in the folder {@code jdks} alone. */
class LauncherTest {
    private static final List<String> TOOLS = List.of("sed", "dirname", "readlink", "cat", "ls", "cksum", "mkdir",
            "mktemp", "rm", "mv", "find");

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
        String machine = "cgroup=/sys/fs/cgroup meminfo=/proc/meminfo driver=/proc/driver/nvidia/gpus";
        assertTrue(launch.contains(machine), launch);
        Files.writeString(folder.resolve("bin/launch"),
                launch.replaceAll("for home in [^;]*; do", "for home in " + folder + "/jdks/*; do")
                        .replace(machine,
                                "cgroup=%1$s/cgroup meminfo=%1$s/meminfo driver=%1$s/driver".formatted(folder)));

        // What the launcher itself calls, and no java.
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path wrapper = tools.resolve(tool);
            Files.writeString(wrapper, "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
            assertTrue(wrapper.toFile().setExecutable(true));
        }
        for (Map.Entry<String, String> fake : Map
                .of("locale", "$FAKE_CHARMAP", "nproc", "${OMP_NUM_THREADS:-$FAKE_PROCESSORS}")
                .entrySet()) {
            Path tool = Files.writeString(tools.resolve(fake.getKey()), "#!/bin/sh\necho " + fake.getValue() + "\n");
            assertTrue(tool.toFile().setExecutable(true));
        }
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

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        // processors, memory in kB, cgroup's cpu.max, cgroup's memory.max in bytes, options
        "1, 24684000, -, -, -XX:+UseSerialGC -Xms256m -Xmn64m", "2, 24684000, -, -, -XX:+UseSerialGC -Xms256m -Xmn64m",
        "4, 24684000, -, -, -XX:+UseSerialGC -Xms320m -Xmn128m",
        "16, 128000000, -, -, -XX:+UseParallelGC -Xms704m -Xmn512m",
        "256, 512000000, -, -, -XX:+UseParallelGC -Xms2240m -Xmn2048m",
        "16, 128000000, max 100000, max, -XX:+UseParallelGC -Xms704m -Xmn512m",
        "64, 128000000, 350000 100000, 4294967296, -XX:+UseSerialGC -Xms320m -Xmn128m",
        "64, 128000000, max 100000, 4294967296, -XX:+UseParallelGC -Xms460m -Xmn268m",
        "8, -, -, -, -XX:+UseParallelGC -Xms256m -Xmn64m"})
    void theYoungGenerationAndItsCollectorGoByTheProcessorsAndTheMemory(String processors, @Nullable String kilobytes,
            @Nullable String cpuMax, @Nullable String memoryMax, String options) throws Exception {
        jdk("one", "25");
        Path cgroup = Files.createDirectories(folder.resolve("cgroup"));
        if (kilobytes != null) {
            Files.writeString(folder.resolve("meminfo"), "MemTotal:       " + kilobytes + " kB\nMemFree: 1 kB\n");
        }
        if (cpuMax != null) {
            Files.writeString(cgroup.resolve("cpu.max"), cpuMax + "\n");
        }
        if (memoryMax != null) {
            Files.writeString(cgroup.resolve("memory.max"), memoryMax + "\n");
        }
        String output = run(0, Map.of("FAKE_PROCESSORS", processors));
        assertTrue(output.contains(" " + options + " "), output);
    }

    @Test
    void theHeapIsTheUsersWhereTheyGiveItASize() throws Exception {
        jdk("one", "25");
        Map<String, String> cores = Map.of("FAKE_PROCESSORS", "16", "HEADSTART_JVM_OPTIONS", "-Xmx512m");
        String output = run(0, cores);
        assertTrue(output.contains(" -XX:+UseParallelGC "), output);
        assertFalse(output.contains("-Xms") || output.contains("-Xmn"), output);
    }

    @Test
    void theVariablesOfOpenMpDoNotChangeTheNumberOfProcessors() throws Exception {
        jdk("one", "25");
        String output = run(0, Map.of("FAKE_PROCESSORS", "16", "OMP_NUM_THREADS", "1"));
        assertTrue(output.contains(" -XX:+UseParallelGC "), output);
    }

    @Test
    void djlIsToldWhichLibtorchItMeets() throws Exception {
        jdk("one", "25");
        assertTrue(run(0, Map.of()).contains(" flavour= "));

        Path torch = Files.createDirectories(folder.resolve("site packages/torch/lib"));
        Map<String, String> named = Map.of("PYTORCH_LIBRARY_PATH", torch.toString());
        assertTrue(run(0, named).contains(" flavour=cpu "));
        assertFalse(run(0, named).contains("jna"));
        Files.createFile(torch.resolve("libtorch_cuda.so"));
        assertTrue(run(0, named).contains(" flavour=cu128 "));
        assertTrue(run(0, Map.of("PYTORCH_LIBRARY_PATH", torch.toString(), "PYTORCH_FLAVOR", "mine"))
                .contains(" flavour=mine "));

        Path runtime = Files.createDirectories(folder.resolve("site packages/nvidia/cuda_runtime/lib"));
        Files.createFile(runtime.resolve("libcudart.so.12"));
        String output = run(0, named);
        assertTrue(output.contains("-Djna.library.path=" + torch + "/../../nvidia/cuda_runtime/lib "), output);
    }

    @Test
    void whereThereIsAGpuABuildWithoutLibtorchDownloadsTheOneForCuda() throws Exception {
        jdk("one", "25");
        Files.createDirectories(folder.resolve("driver/0000:01:00.0"));
        assertTrue(run(0, Map.of()).contains(" flavour=cu128 "));
        Files.createFile(folder.resolve("lib/pytorch-native-cpu-2.7.1-linux-x86_64.jar"));
        assertTrue(run(0, Map.of()).contains(" flavour= "));
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

    @Test
    void anExportedCdpathChangesNothing() throws Exception {
        jdk("one", "25");
        String output = run(0, Map.of("CDPATH", "/:" + folder), "/bin/sh", "bin/extract");
        assertTrue(output.contains(" -cp " + folder.toRealPath() + "/lib"), output);
        assertEquals(1, output.lines().count(), output);
    }

    @Test
    void aColonInTheFoldersNameIsRefusedInOneLine() throws Exception {
        jdk("one", "25");
        Path moved = Files.createDirectory(folder.resolve("a:b"));
        Files.move(folder.resolve("bin"), moved.resolve("bin"));
        Files.move(folder.resolve("lib"), moved.resolve("lib"));
        String output = run(1, Map.of(), "/bin/sh", moved.resolve("bin/extract").toString());
        assertEquals(1, output.lines().count(), output);
        assertTrue(output.startsWith("extract: cannot run from '" + moved.toRealPath() + "'"), output);
    }

    @Test
    void tooFewOpenFilesAreRefusedInOneLine() throws Exception {
        jdk("one", "25");
        String output = run(1, Map.of(), "/bin/sh", "-c", "ulimit -n 32; exec /bin/sh bin/extract");
        assertEquals("extract: needs 128 open files at least, and 'ulimit -n' allows 32; raise that limit\n", output);
        run(0, Map.of(), "/bin/sh", "-c", "ulimit -n 128; exec /bin/sh bin/extract");
    }

    @Test
    void whatWouldHaveDjlLookForAnotherLibtorchOrCallHomeIsNotHandedOn() throws Exception {
        jdk("one", "25");
        String output = run(0, Map.of("PYTORCH_VERSION", "2.5.1", "DJL_DEFAULT_ENGINE", "MXNet", "OPT_OUT_TRACKING",
                "false", "PYTORCH_FLAVOR", "mine"));
        assertTrue(output.contains(" flavour=mine version= engine= untracked=true "), output);
    }

    @Test
    void aKilledRehearsalIsRepeatedAndAFailedOneAfterADay() throws Exception {
        jdk("one", "25");
        assertFalse(run(0, Map.of("FAKE_REHEARSAL", "killed")).contains("AOT"));
        assertEquals(List.of(), caches());
        run(0, Map.of("FAKE_REHEARSAL", "fails"));
        assertEquals(2, rehearsals());
        Path failed = caches().getFirst();
        assertFalse(run(0, Map.of()).contains("AOT"));
        Files.setLastModifiedTime(failed, FileTime.from(Instant.now().minus(Duration.ofHours(49))));
        assertTrue(run(0, Map.of()).contains(" -XX:AOTCache="));
        assertEquals(3, rehearsals());
    }

    @Test
    void aSignalDuringTheRehearsalLeavesNothing() throws Exception {
        jdk("one", "25");
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        run(143, Map.of("FAKE_REHEARSAL", "interrupted", "TMPDIR", scratch.toString()));
        assertEquals(1, rehearsals());
        try (var left = Files.walk(folder)) {
            assertEquals(List.of(),
                    left.filter(f -> f.getFileName().toString().contains(".aot") || scratch.equals(f.getParent()))
                            .toList());
        }
    }

    @Test
    void aCacheOfAnotherUsersIsNotTaken() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "skipped: only root gives folders away");
        jdk("one", "25");
        Files.delete(folder.resolve("lib"));
        Files.createSymbolicLink(folder.resolve("lib"), Path.of("/proc/self/task"));
        assertTrue(run(0, Map.of()).contains(" -XX:AOTCache="));
        Path users = folder.resolve("home/.cache/headstart");
        try (var files = Files.list(users)) {
            Files.setAttribute(files.findFirst().orElseThrow(), "unix:uid", 12345);
        }
        assertFalse(run(0, Map.of()).contains("AOT"));
        Files.setAttribute(users, "unix:uid", 12345);
        assertFalse(run(0, Map.of()).contains("AOT"));
    }

    /** With the JDK at hand, because what it does with the cache and what it says is the point. */
    @Test
    void aDamagedCacheIsSurvivedAndMadeAnew() throws Exception {
        program();
        Map<String, String> real = Map.of("JAVA_HOME", System.getProperty("java.home"));
        String output = run(0, real);
        assertEquals("it runs\n", output);
        Path cache = caches().getFirst();
        byte[] bytes = Files.readAllBytes(cache);
        for (int i = 1; i < 200; i++) {
            bytes[i * (bytes.length / 200)] ^= 1;
        }
        Files.write(cache, bytes);
        assertEquals("it runs\n", run(0, real));
        assertArrayEquals(bytes, Files.readAllBytes(cache));
        assertEquals("it runs\n", run(0, real));
        assertFalse(Arrays.equals(bytes, Files.readAllBytes(cache)));
        Path log = cache.resolveSibling(cache.getFileName() + ".log");
        assertEquals("", Files.readString(log));
    }

    /** Puts a program of the command's and the rehearsal's names into {@code lib}. */
    private void program() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> sources = new ArrayList<>(List.of("-d", classes.toString()));
        for (String name : List.of("ExtractCommand", "Rehearsal")) {
            sources.add(Files.writeString(folder.resolve(name + ".java"), """
                    package dev.headstart.extract;
                    class %s {
                        public static void main(String[] args) {
                            System.out.println("it runs");
                        }
                    }
                    """.formatted(name)).toString());
        }
        assertEquals(0, tool("javac").run(System.out, System.err, sources.toArray(String[]::new)));
        assertEquals(0, tool("jar").run(System.out, System.err, "-c", "-f",
                folder.resolve("lib/headstart-extract.jar").toString(), "-C", classes.toString(), "."));
    }

    private static ToolProvider tool(String name) {
        return ToolProvider.findFirst(name).orElseThrow();
    }

    private long rehearsals() throws IOException {
        Path log = folder.resolve("rehearsals");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    /**
     * A JDK whose {@code java} prints its own name, the allocator's tuning, the locale, what DJL is told and its arguments. A rehearsal
     * leaves a cache and a line.
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
                  [ "${FAKE_REHEARSAL:-}" != killed ] || kill -9 $$
                  [ "${FAKE_REHEARSAL:-}" != interrupted ] || { kill -TERM "$PPID"; exec /bin/sleep 30; }
                  [ -z "${FAKE_REHEARSAL:-}" ] || { echo it fails; echo it fails >&2; exit 1; }
                  for a; do case $a in *AOTCacheOutput=*) echo cached >"${a#*=}" ;; esac; done
                  exit ;;
                esac
                echo %s "$GLIBC_TUNABLES" "$LC_ALL" "flavour=${PYTORCH_FLAVOR:-}" \\
                  "version=${PYTORCH_VERSION:-}" "engine=${DJL_DEFAULT_ENGINE:-}" "untracked=$OPT_OUT_TRACKING" "$@"
                """.formatted(folder, name));
        assertTrue(java.toFile().setExecutable(true));
        return home;
    }

    private String run(int exit, Map<String, String> environment) throws IOException, InterruptedException {
        return run(exit, environment, "/bin/sh", folder.resolve("bin/extract").toString());
    }

    private String run(int exit, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(Set.of("JAVA_HOME", "GLIBC_TUNABLES", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
                        "HEADSTART_JVM_OPTIONS", "XDG_CACHE_HOME", "PYTORCH_LIBRARY_PATH", "PYTORCH_FLAVOR"));
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("FAKE_PROCESSORS", "2");
        builder.environment().put("PATH", folder.resolve("tools").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(exit, process.waitFor(), output);
        return output;
    }
}
