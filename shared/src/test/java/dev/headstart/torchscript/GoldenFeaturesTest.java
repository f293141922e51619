package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import dev.headstart.backbone.Backbones;
import dev.headstart.machine.Cpu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

    /** They run on the CPU here: this shows that the programs are right, not what a GPU makes of them. */
    @ParameterizedTest
    @EnumSource(names = {"FP32", "TF32"})
    void programsForCudaComputeTheSameNetwork(Precision precision) throws IOException {
        Golden golden = new Golden();
        List<String> layers = golden.layers("resnet18");
        List<float[]> results = Golden.runForCuda("resnet18", precision, layers, folder);
        for (int i = 0; i < layers.size(); i++) {
            golden.requireEqual("resnet18/layer/" + layers.get(i), results.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "vgg16"})
    void fusedProgramsForCudaGiveTheFeaturesOfTheNetwork(String arch) throws IOException {
        String penultimate = Backbones.require(arch).penultimate();
        List<float[]> results = Golden.runForCuda(arch, Precision.TF32, List.of(penultimate), folder);
        new Golden().requireEqual(arch + "/penultimate", results.getFirst());
    }

    @Test
    void programsForCudaRoundToBfloat16AsPlainOperatorsDo() throws IOException {
        List<String> layers = List.of("layer1", "flatten", "fc");
        List<float[]> exact = Golden.run("resnet18", Golden.target(Precision.FP32), layers, folder);
        List<float[]> cuda = Golden.runForCuda("resnet18", Precision.BF16, layers, folder);
        for (int i = 0; i < layers.size(); i++) {
            double drift = Golden.drift(exact.get(i), cuda.get(i));
            assertTrue(drift > 1e-4 && drift < 0.015, layers.get(i) + " is " + drift + " away");
        }
    }

    @Test
    void onCudaBiasSumAndReluAreInsideTheConvolutionsOfEveryPrecisionButFp32() throws IOException {
        Path file = folder.resolve("net.pt");
        Golden.compile("resnet18", new Target(Precision.BF16, new CudnnKernels(Precision.BF16)), List.of("flatten"),
                file);
        String code = Rewritten.code(file);
        assertEquals(9, occurrences(code, "torch.cudnn_convolution_relu("), code);
        assertEquals(8, occurrences(code, "torch.cudnn_convolution_add_relu("), code);
        assertEquals(3, occurrences(code, "torch._convolution("), code);
        assertEquals(0, occurrences(code, "torch.relu("), code);
        assertEquals(1, occurrences(code, "torch.addcmul("), code);

        Golden.compile("resnet18", new Target(Precision.FP32, new CudnnKernels(Precision.FP32)), List.of("flatten"),
                file);
        String exact = Rewritten.code(file);
        assertEquals(0, occurrences(exact, "cudnn_convolution"), exact);
        // benchmark, deterministic, cudnn, TF32
        assertEquals(20, occurrences(exact, "False, True, True, False)"), exact);
    }

    private static int occurrences(String text, String word) {
        return text.split(Pattern.quote(word), -1).length - 1;
    }

    /** As on a CPU without instructions for it. */
    @ParameterizedTest
    @EnumSource(names = "FP32", mode = EnumSource.Mode.EXCLUDE)
    void otherPrecisionsAreNearFloat32OnCpusThatComputeThemInIt(Precision precision) throws IOException {
        List<String> layers = List.of("layer1", "flatten", "fc");
        List<float[]> exact = Golden.run("resnet18", Golden.target(Precision.FP32), layers, folder);
        Target target = Target.onCpu(precision, new Cpu(Map.of("flags", "avx2 fma")), 4);
        assertEquals(Precision.FP32, target.arithmetic());
        List<float[]> rounded = Golden.run("resnet18", target, layers, folder);
        for (int i = 0; i < layers.size(); i++) {
            double drift = Golden.drift(exact.get(i), rounded.get(i));
            assertTrue(drift > 1e-6 && drift < 0.015, layers.get(i) + " is " + drift + " away");
        }
    }

    @Test
    void aGpuComputesEachPrecisionItself() throws IOException {
        for (Precision precision : Precision.values()) {
            assertEquals(new Target(precision, new CudnnKernels(precision)), Target.of(precision, Device.gpu(0), 4));
        }
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
