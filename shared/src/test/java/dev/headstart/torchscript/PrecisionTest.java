package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import dev.headstart.machine.Cpu;
import dev.headstart.torchscript.TorchModule.Function;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PrecisionTest {
    private static final String OPERATORS = "avx2 avx512f avx512bw avx512vl avx512dq";

    @Test
    void bfloat16IsComputedWhereTheOperatorsAndTheInstructionsForItAre() {
        assertEquals(Precision.BF16, Precision.BF16.onCpu(with(OPERATORS + " avx512_bf16")));
        assertEquals(Precision.BF16, Precision.BF16.onCpu(with(OPERATORS + " amx_bf16")));
        assertEquals(Precision.FP32, Precision.BF16.onCpu(with(OPERATORS)));
        assertEquals(Precision.FP32, Precision.BF16.onCpu(with("avx2 fma")));
        assertEquals(Precision.FP32, Precision.BF16.onCpu(with("sse4_2")));
        for (String missing : List.of("avx512bw", "avx512vl", "avx512dq")) {
            assertEquals(Precision.FP32, Precision.BF16.onCpu(with((OPERATORS + " amx_bf16").replace(missing, ""))));
        }
    }

    @Test
    void aCpuThatDoesNotSayWhatItHasComputesInFloat32() {
        for (Precision precision : Precision.values()) {
            assertEquals(Precision.FP32, precision.onCpu(new Cpu(Map.of())));
            assertEquals(Precision.FP32, precision.onCpu(new Cpu(Map.of("Features", "fp asimd bf16 asimdhp"))));
        }
    }

    @Test
    void otherPrecisionsAreComputedInFloat32OnEveryCpu() {
        Cpu all = with(OPERATORS + " avx512_bf16 amx_bf16 avx512_fp16");
        assertEquals(Precision.FP32, Precision.FP32.onCpu(all));
        assertEquals(Precision.FP32, Precision.FP16.onCpu(all));
        assertEquals(Precision.FP32, Precision.TF32.onCpu(all));
    }

    @Test
    void bfloat16GoesByMatrixUnitsFasterThanByVectorsAndByThemFasterThanFloat32() {
        Cpu matrices = with("avx512f avx512_bf16 amx_bf16");
        assertEquals(8, Precision.BF16.pace(matrices));
        assertEquals(2, Precision.BF16.pace(with("avx512f avx512_bf16")));
        assertEquals(1, Precision.FP32.pace(matrices));
    }

    @Test
    void valuesRoundToTheNearestAndHalvesToEven() {
        assertEquals(1f, Precision.BF16.round(1 + 0x1p-8f));
        assertEquals(1 + 0x1p-6f, Precision.BF16.round(1 + 0x1p-7f + 0x1p-8f));
        assertEquals(-1 - 0x1p-7f, Precision.BF16.round(-1 - 0x1p-8f - 0x1p-20f));
        assertEquals(1f, Precision.TF32.round(1 + 0x1p-11f));
        assertEquals(1 + 0x1p-10f, Precision.TF32.round(1 + 0x1p-11f + 0x1p-20f));
        assertEquals(1f, Precision.FP16.round(1 + 0x1p-11f));
        assertEquals(0f, Precision.FP16.round(0x1p-26f));
        assertEquals(1 + 0x1p-23f, Precision.FP32.round(1 + 0x1p-23f));
    }

    /** libtorch's own cast is the reference. */
    @Property(tries = 50)
    void valuesRoundAsLibtorchRoundsThem(
            @ForAll @Size(min = 1, max = 64) List<@FloatRange(min = -60000, max = 60000) Float> values)
            throws IOException {
        Function cast = new Function("cast", "x: Tensor, type: int", "Tensor",
                "return torch.to(torch.to(x, type), 6)\n");
        float[] exact = new float[values.size()];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = values.get(i);
        }
        try (TorchModule module = TorchModule.of(cast); NDManager manager = NDManager.newBaseManager()) {
            for (Precision precision : List.of(Precision.BF16, Precision.FP16)) {
                float[] expected = module.call(manager, cast, manager.create(exact), (long) precision.scalarType())
                        .singletonOrThrow()
                        .toFloatArray();
                assertArrayEquals(expected, Values.of(exact).rounded(precision).get(0, exact.length));
            }
        }
    }

    private static Cpu with(String flags) {
        return new Cpu(Map.of("flags", flags));
    }
}
