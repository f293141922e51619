package dev.headstart.extract.kernels;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.torchscript.Compiler;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.Pool;
import dev.headstart.torchscript.Precision;
import dev.headstart.torchscript.Program;
import dev.headstart.torchscript.Target;
import dev.headstart.weights.SeededWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The compiled program on a batch, on one thread, as a worker of {@code extract} runs it. */
@NullUnmarked // JMH fills the fields
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class NetworkBenchmark {
    private static final int SIDE = Preprocessing.IMAGENET.crop();

    @Param("resnet18")
    private String arch;

    @Param({"FP32", "BF16"})
    private Precision precision;

    @Param("16")
    private int batch;

    private Program program;
    private ByteBuffer pixels;

    @Setup
    public void compile() throws IOException {
        Backbone backbone = Backbones.find(arch).orElseThrow();
        Path file = Files.createTempFile("headstart", ".pt");
        try (SeededWeights weights = new SeededWeights(backbone, 0)) {
            Compiler.compile(backbone, weights, Preprocessing.IMAGENET, Target.of(precision, Device.cpu(), batch),
                    List.of(backbone.penultimate()), Pool.AVG, file);
            program = Program.load(file, Device.cpu());
        } finally {
            Files.delete(file);
        }
        byte[] noise = new byte[batch * SIDE * SIDE * 3];
        new Random(0).nextBytes(noise);
        pixels = ByteBuffer.allocateDirect(noise.length).put(noise);
        Devices.useThreads(1);
    }

    @Benchmark
    public List<float[]> run() {
        return program.run(pixels.rewind(), batch, SIDE);
    }

    @TearDown
    public void close() {
        program.close();
    }
}
