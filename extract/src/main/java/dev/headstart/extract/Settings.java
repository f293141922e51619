package dev.headstart.extract;

import ai.djl.Device;

/**
 * How a run goes about it. None of this changes a number.
 *
 * @param batchSize pictures that a worker pushes through at a time, at most
 * @param threads workers
 * @param maxPixels of a picture; larger ones are bad
 */
record Settings(Device device, int batchSize, int threads, long maxPixels, Extraction.OnError onError) {}
