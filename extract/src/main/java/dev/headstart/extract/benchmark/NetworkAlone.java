package dev.headstart.extract.benchmark;

import ai.djl.Device;
import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.Preprocessing;
import dev.headstart.extract.ExtractCommand;
import dev.headstart.files.ScratchFolder;
import dev.headstart.torchscript.Compiler;
import dev.headstart.torchscript.Devices;
import dev.headstart.torchscript.Pool;
import dev.headstart.torchscript.Precision;
import dev.headstart.torchscript.Program;
import dev.headstart.torchscript.Target;
import dev.headstart.weights.Hub;
import dev.headstart.weights.Weights;
import dev.headstart.weights.WeightsSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs the network alone, on ready batches, as the workers of {@code extract} do: one program, a thread per processor.
 *
 * <p>Arguments: backbone, precision, weights. Prints pictures a second, by the median time of a batch.
 */
final class NetworkAlone {
    private static final int BATCH = ExtractCommand.BATCH_SIZE;
    private static final int SIDE = Preprocessing.IMAGENET.crop();
    private static final double SECONDS = 4;
    private static final int FEWEST = 5;

    private NetworkAlone() {}

    public static void main(String[] args) throws Exception {
        int threads = Runtime.getRuntime().availableProcessors();
        Backbone backbone = Backbones.find(args[0]).orElseThrow();
        try (Program program = compile(backbone, Precision.valueOf(args[1]), args[2]);
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            Devices.useThreads(1);
            batch(program); // packs the weights
            List<Future<List<Double>>> workers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                workers.add(executor.submit(() -> work(program)));
            }
            List<Double> seconds = new ArrayList<>();
            for (Future<List<Double>> worker : workers) {
                seconds.addAll(worker.get());
            }
            System.out.printf(Locale.ROOT, "%.2f pictures/s%n", threads * BATCH / Median.of(seconds));
        }
    }

    private static Program compile(Backbone backbone, Precision precision, String weights) throws Exception {
        WeightsSource source = WeightsSource.parse(weights, backbone);
        try (ScratchFolder scratch = ScratchFolder.create();
                Weights tensors = source.open(backbone, Hub.fromEnvironment(System.getenv()))) {
            Path file = scratch.path().resolve("net.pt");
            Compiler.compile(backbone, tensors, source.preprocessing(), Target.of(precision, Device.cpu(), BATCH),
                    List.of(backbone.penultimate()), Pool.AVG, file);
            return Program.load(file, Device.cpu());
        }
    }

    private static List<Double> work(Program program) {
        Devices.useThreads(1);
        batch(program);
        List<Double> seconds = new ArrayList<>();
        double sum = 0;
        while (seconds.size() < FEWEST || sum < SECONDS) {
            double one = batch(program);
            seconds.add(one);
            sum += one;
        }
        return seconds;
    }

    private static double batch(Program program) {
        byte[] noise = new byte[BATCH * SIDE * SIDE * 3];
        new Random(0).nextBytes(noise);
        ByteBuffer pixels = ByteBuffer.allocateDirect(noise.length).put(noise).flip();
        long start = System.nanoTime();
        program.run(pixels, BATCH, SIDE);
        return (System.nanoTime() - start) / 1e9;
    }
}
