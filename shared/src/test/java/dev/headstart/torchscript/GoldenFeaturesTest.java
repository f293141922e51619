package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small backbones, with each kind of kernels; {@link AllBackbonesIT} has them all. */
class GoldenFeaturesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "vgg11_bn"})
    void featuresLogitsAndInnerLayersAreTorchvisionsWithPlainKernelsToo(String arch) throws IOException {
        Golden golden = new Golden();
        List<String> layers = golden.layers(arch);
        List<float[]> results = Golden.run(arch, new Target(Precision.FP32, new AtenKernels()), layers, folder);
        for (int i = 0; i < layers.size(); i++) {
            golden.requireEqual(arch + "/layer/" + layers.get(i), results.get(i));
        }
    }

    /** Here they run on the CPU, so this tells that they are said right, not what a GPU makes of them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void kernelsForCudaComputeTheSameNetwork(boolean tf32) throws IOException {
        Golden golden = new Golden();
        List<String> layers = golden.layers("resnet18");
        Target target = new Target(tf32 ? Precision.TF32 : Precision.FP32, new CudnnKernels(tf32));
        List<float[]> results = Golden.run("resnet18", target, layers, folder);
        for (int i = 0; i < layers.size(); i++) {
            golden.requireEqual("resnet18/layer/" + layers.get(i), results.get(i));
        }
    }

    @Test
    void kernelsForCudaRoundToBfloat16WhatThePlainOnesDo() throws IOException {
        List<String> layers = List.of("layer1", "flatten", "fc");
        List<float[]> plain = Golden.run("resnet18", new Target(Precision.BF16, new AtenKernels()), layers, folder);
        List<float[]> cuda = Golden.run("resnet18", new Target(Precision.BF16, new CudnnKernels(false)), layers,
                folder);
        for (int i = 0; i < layers.size(); i++) {
            assertArrayEquals(plain.get(i), cuda.get(i), layers.get(i));
        }
    }

    @Test
    void aCpuHasNoTensorFloats() throws IOException {
        UserException e = assertThrows(UserException.class, () -> Target.of(Precision.TF32, Device.cpu(), 4));
        assertTrue(String.valueOf(e.getMessage()).contains("choose fp32"), e::getMessage);
        assertEquals(new CudnnKernels(true), Target.of(Precision.TF32, Device.gpu(0), 4).kernels());
        assertEquals(new CudnnKernels(false), Target.of(Precision.FP32, Device.gpu(0), 4).kernels());
    }

    @Test
    void residualsThatAreAskedForAreNotOverwrittenByTheSumsThatTakeOthersPlace() throws IOException {
        List<String> layers = List.of("maxpool", "layer1.0", "layer2", "avgpool");
        List<float[]> together = Golden.run("resnet18", Golden.target(Precision.FP32), layers, folder);
        for (int i = 0; i < layers.size(); i++) {
            float[] alone = Golden.run("resnet18", Golden.target(Precision.FP32), List.of(layers.get(i)), folder)
                    .getFirst();
            assertArrayEquals(alone, together.get(i), layers.get(i));
        }
    }
}
