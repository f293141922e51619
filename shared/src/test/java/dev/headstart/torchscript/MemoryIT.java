package dev.headstart.torchscript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.TensorSpec;
import dev.headstart.weights.Hub;
import dev.headstart.weights.SeededWeights;
import dev.headstart.weights.Weights;
import dev.headstart.weights.WeightsSource;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryIT {
    private static final long LIMIT_KB = 1_800_000;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int BATCH = 4;

    @TempDir
    Path folder;

    @Test
    void vgg16IsLoadedCompiledAndRunInUnder1800Megabytes() throws IOException, InterruptedException {
        assumeTrue(Files.exists(STATUS), "skipped: needs /proc");
        Path file = folder.resolve("vgg16.pth");
        save(Backbones.find("vgg16").orElseThrow(), file);
        assertTrue(Files.size(file) > 550_000_000, "528 MiB");
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Loads.class.getName(),
                file.toString(), folder.resolve("net.pt").toString());
        builder.redirectErrorStream(true);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
        long peak = Long.parseLong(output.lines().toList().getLast());
        assertTrue(peak < LIMIT_KB, "peak of " + peak + " kB");
    }

    /** The process that is measured; prints its peak resident size in kB. */
    static final class Loads {
        private Loads() {}

        public static void main(String[] args) throws IOException {
            Backbone backbone = Backbones.find("vgg16").orElseThrow();
            WeightsSource source = WeightsSource.parse(args[0], backbone);
            Path compiled = Path.of(args[1]);
            try (Weights weights = source.open(backbone, new Hub(compiled, URI.create("http://localhost:1/")))) {
                Compiler.compile(backbone, weights, source.preprocessing(),
                        Target.of(Precision.FP32, Device.cpu(), BATCH), List.of(backbone.penultimate()), Pool.AVG,
                        compiled);
            }
            try (Program program = Program.load(compiled, Device.cpu())) {
                program.run(ByteBuffer.allocateDirect(BATCH * 224 * 224 * 3), BATCH, 224);
            }
            String peak = Files.readAllLines(STATUS)
                    .stream()
                    .filter(l -> l.startsWith("VmHWM"))
                    .findFirst()
                    .orElseThrow();
            System.out.println();
            System.out.println(peak.replaceAll("\\D", ""));
        }
    }

    /** As {@code torch.save} would a state dict of seeded weights. */
    private static void save(Backbone backbone, Path file) throws IOException {
        Pickle pickle = new Pickle().op('}').mark();
        try (SeededWeights weights = new SeededWeights(backbone, 0);
                ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            zip.setMethod(ZipArchiveOutputStream.STORED);
            int key = 0;
            for (TensorSpec spec : backbone.tensors()) {
                zip.putArchiveEntry(new ZipArchiveEntry("vgg16/data/" + key));
                int piece = 1 << 20;
                for (int from = 0; from < spec.size(); from += piece) {
                    float[] values = weights.values(spec.name(), from, Math.min(piece, spec.size() - from));
                    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asFloatBuffer().put(values);
                    zip.write(bytes.array());
                }
                zip.closeArchiveEntry();
                Tensor tensor = Tensor.rowMajor(Values.of(new float[0]), spec.shape());
                pickle.string(spec.name())
                        .tensor("FloatStorage", Integer.toString(key++), spec.size(), tensor.shape(), tensor.stride());
            }
            zip.putArchiveEntry(new ZipArchiveEntry("vgg16/data.pkl"));
            zip.write(pickle.op('u').end());
            zip.closeArchiveEntry();
        }
    }
}
