package dev.headstart.torchscript;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.JniUtils;
import dev.headstart.cli.UserException;
import dev.headstart.machine.Cpu;
import java.io.IOException;
import java.util.Optional;

/** Where a program runs. */
public final class Devices {
    private static final String GPU = "gpu";

    private Devices() {}

    /** What is wrong with what {@code --device} was given, if no device is named like that, be there one or not. */
    public static Optional<String> refusal(String name) {
        return name.matches("auto|cpu|gpu(:\\d{1,4})?") ? Optional.empty()
                : Optional.of("--device " + name + ": choose auto, cpu, gpu or gpu:N");
    }

    /**
     * Resolves {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}.
     *
     * @throws UserException if a GPU is asked for that is not there: running on the CPU instead would be a surprise of hours
     */
    public static Device of(String name) {
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        int gpus = gpus();
        if (name.equals("auto")) {
            return gpus > 0 ? Device.gpu(0) : Device.cpu();
        }
        if (refusal(name).isPresent()) {
            throw new IllegalArgumentException(name);
        }
        int index = name.equals(GPU) ? 0 : Integer.parseInt(name.substring(GPU.length() + 1));
        if (index >= gpus) {
            throw new UserException(UnusedGpu.reason()
                    .map(reason -> "--device " + name + ": " + reason + ". Or use --device cpu")
                    .orElse("--device " + name + ": libtorch can use " + gpus + " GPUs here; use --device "
                            + (gpus > 0 ? "gpu:0 to gpu:" + (gpus - 1) : "cpu")));
        }
        return Device.gpu(index);
    }

    /**
     * The number of GPUs that libtorch can use. DJL counts those of the CUDA runtime library: that may be missing where libtorch has its
     * own, and it may be there where libtorch is for CPUs.
     */
    static int gpus() {
        Engine engine = load();
        return engine.hasCapability(StandardCapabilities.CUDA) ? Math.max(1, engine.getGpuCount()) : 0;
    }

    /** As {@code --device} takes it. */
    public static String name(Device device) {
        return device.isGpu() ? GPU + ":" + device.getDeviceId() : "cpu";
    }

    /** Loads libtorch, if it is not yet: a third of a second. */
    public static Engine load() {
        return Engine.getEngine("PyTorch");
    }

    /** How many threads libtorch's operators share where the calling thread runs them. */
    public static void useThreads(int threads) {
        load();
        JniUtils.setNumThreads(threads);
    }

    /**
     * Has the calling thread run functions as they stand: libtorch watches the first calls of each to optimise it, which does not pay in
     * some hundred.
     */
    public static void leaveFunctionsAsTheyAre() {
        load();
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** Whether the device computes in a precision itself, which is faster than float32, and not in float32 with rounded weights. */
    public static boolean speedsUp(Device device, Precision precision) throws IOException {
        return device.isGpu() || precision.onCpu(Cpu.here()) == precision;
    }
}
