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
        boolean usable = canUseGpu();
        if (name.equals("auto")) {
            return usable ? Device.gpu(0) : Device.cpu();
        }
        if (refusal(name).isPresent()) {
            throw new IllegalArgumentException(name);
        }
        if (!usable) {
            throw new UserException("--device " + name + ": "
                    + UnusedGpu.reason().orElse("this machine has no GPU that libtorch can use; use --device cpu"));
        }
        int index = name.equals(GPU) ? 0 : Integer.parseInt(name.substring(GPU.length() + 1));
        int count = load().getGpuCount(); // 0 without the CUDA runtime library, which libtorch may have for itself
        if (count > 0 && index >= count) {
            throw new UserException(
                    "--device " + name + ": the last GPU here is gpu:" + (count - 1) + "; they are numbered from 0");
        }
        return Device.gpu(index);
    }

    /** Whether libtorch has CUDA and finds a GPU. DJL's own count goes by the CUDA runtime library, whatever libtorch is for. */
    static boolean canUseGpu() {
        return load().hasCapability(StandardCapabilities.CUDA);
    }

    /** As {@code --device} takes it. */
    public static String name(Device device) {
        return device.isGpu() ? GPU + ":" + device.getDeviceId() : "cpu";
    }

    /** Loads libtorch, if it is not yet: a third of a second. Models and managers of arrays are made by what this returns. */
    public static Engine load() {
        return Libtorch.engine();
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

    /** Whether the device computes in a precision itself. If not, it computes in float32 with rounded weights, which is no faster. */
    public static boolean speedsUp(Device device, Precision precision) throws IOException {
        return device.isGpu() || precision.onCpu(Cpu.here()) == precision;
    }
}
