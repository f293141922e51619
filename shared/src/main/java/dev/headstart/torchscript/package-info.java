/**
 * From a backbone's tree to a program that libtorch runs. {@link dev.headstart.torchscript.Compiler} lowers the tree to steps
 * ({@link dev.headstart.torchscript.Graph}), fuses them, says them in serialised TorchScript with the kernels of the target, and writes
 * the archive; {@link dev.headstart.torchscript.Program} loads and runs it: {@code uint8 [N, H, W, 3]} in, {@code float32 [N, dim]} out.
 *
 * {@snippet lang = java :
 * Backbone resnet = Backbones.require("resnet18");
 * WeightsSource source = WeightsSource.parse("seeded:0", resnet);
 * Target target = Target.of(Precision.FP32, Device.cpu(), 4);
 * try (Weights weights = source.open(resnet, Hub.fromEnvironment(System.getenv()))) {
 *     Compiler.compile(resnet, weights, source.preprocessing(), target, List.of("flatten"), Pool.AVG, file);
 * }
 * try (Program program = Program.load(file, Device.cpu())) {
 *     float[] embeddings = program.run(pixels, 4, 224).getFirst(); // [4, 512]
 * }
 * }
 */
@NullMarked
package dev.headstart.torchscript;

import org.jspecify.annotations.NullMarked;
