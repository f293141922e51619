package dev.headstart.torchscript;

import java.util.List;

/**
 * One operation of a lowered network.
 *
 * @param path state-dict prefix of the layer it came from, without the last dot
 * @param inputs indexes of the steps whose results it takes
 */
record Step(String path, Op op, List<Integer> inputs) {}
