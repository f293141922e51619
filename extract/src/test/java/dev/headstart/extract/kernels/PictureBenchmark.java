package dev.headstart.extract.kernels;

import dev.headstart.backbone.Preprocessing;
import dev.headstart.pictures.Decoder;
import dev.headstart.pictures.Orientation;
import dev.headstart.pictures.Pixels;
import dev.headstart.pictures.ResizeCrop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A picture of 500 x 375, on one thread. */
@NullUnmarked // JMH fills the fields
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PictureBenchmark {
    private static final Path JPEG = Path.of("../datasets/src/test/resources/golden/images/landscape-420.jpg");

    private byte[] file;
    private final Decoder decoder = new Decoder(Orientation.APPLY, Long.MAX_VALUE);
    private final ResizeCrop crop = new ResizeCrop(Preprocessing.IMAGENET.resize(), Preprocessing.IMAGENET.crop());
    private Pixels decoded;
    private final ByteBuffer out = ByteBuffer.allocateDirect(crop.crop() * crop.crop() * 3);

    @Setup
    public void read() throws IOException {
        file = Files.readAllBytes(JPEG);
        decoded = decoder.decode(file);
    }

    @Benchmark
    public Pixels decode() throws IOException {
        return decoder.decode(file);
    }

    @Benchmark
    public ByteBuffer resizeAndCrop() {
        crop.apply(decoded, out, 0);
        return out;
    }
}
