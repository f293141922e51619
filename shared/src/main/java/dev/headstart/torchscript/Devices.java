package dev.headstart.torchscript;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import dev.headstart.cli.UserException;

/** Where a program runs. */
public final class Devices {
    private static final String GPU = "gpu";

    private Devices() {}

    /**
     * Resolves {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}.
     *
     * @throws UserException if a GPU is asked for that is not there: running on the CPU instead would be a surprise of hours
     */
    public static Device of(String name) {
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        int gpus = Engine.getEngine("PyTorch").getGpuCount();
        if (name.equals("auto")) {
            return gpus > 0 ? Device.gpu(0) : Device.cpu();
        }
        if (!name.matches("gpu(:\\d{1,4})?")) {
            throw new UserException("--device " + name + ": choose auto, cpu, gpu or gpu:N");
        }
        int index = name.equals(GPU) ? 0 : Integer.parseInt(name.substring(GPU.length() + 1));
        if (index >= gpus) {
            throw new UserException("--device " + name + ": libtorch sees " + gpus
                    + " GPUs here; use --device cpu, or a build with CUDA (see README)");
        }
        return Device.gpu(index);
    }

    /** As {@code --device} takes it. */
    public static String name(Device device) {
        return device.isGpu() ? GPU + ":" + device.getDeviceId() : "cpu";
    }

    /** How many threads libtorch's operators share; also for programs that are loaded already. */
    public static void useThreads(int threads) {
        Engine.getEngine("PyTorch"); // loads libtorch
        JniUtils.setNumThreads(threads);
    }
}
