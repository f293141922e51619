package dev.headstart.extract;

import ai.djl.Device;
import dev.headstart.torchscript.Target;

/**
 * How a run goes about it. On a CPU none of this changes a number; on a GPU the batch size changes the last digits.
 *
 * @param batchSize pictures that a worker pushes through at a time, at most
 * @param threads workers
 * @param maxPixels of a picture; larger ones are bad
 */
record Settings(Device device, int batchSize, int threads, long maxPixels, Extraction.OnError onError) {
    /** Pictures that a worker pushes through at a time on a GPU by default: enough to hide the launches of kernels. */
    static final int GPU_BATCH_SIZE = 64;

    /**
     * How many pictures the program takes at a time. On a CPU small sets are shared out evenly: the numbers are the same whatever the shape. On
     * a GPU they are not, so that the shape must depend neither on the workers nor on what an interrupted run has left to do.
     *
     * @param pictures to be pushed through in all
     */
    int shape(int pictures) {
        int most = device.isGpu() ? batchSize : Math.min(batchSize, Math.ceilDiv(pictures, threads));
        return Math.max(most, Target.MIN_BATCH);
    }

    /** The default of {@code batchSize}. */
    static int batchSize(Device device) {
        return device.isGpu() ? GPU_BATCH_SIZE : ExtractCommand.BATCH_SIZE;
    }

    /** The default of {@code threads}: on a GPU more than there are processors, since each worker waits for its batch. */
    static int threads(Device device) {
        int processors = Runtime.getRuntime().availableProcessors();
        return device.isGpu() ? Math.ceilDiv(5 * processors, 4) : processors;
    }
}
