package dev.headstart.extract;

import ai.djl.Device;

/**
 * How a run goes about it. None of this changes a number.
 *
 * @param batchSize pictures that a worker pushes through at a time, at most
 * @param threads workers
 * @param maxPixels of a picture; larger ones are bad
 */
record Settings(Device device, int batchSize, int threads, long maxPixels, Extraction.OnError onError) {
    /** Pictures that a worker pushes through at a time on a GPU by default: enough to hide the launches of kernels. */
    static final int GPU_BATCH_SIZE = 64;

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
