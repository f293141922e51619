package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headstart.machine.Cpu;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrecisionTest {
    @Test
    void bfloat16GoesByMatrixUnitsFasterThanByVectorsAndByThemFasterThanFloat32() {
        Cpu matrices = with("avx512f avx512_bf16 amx_bf16");
        assertEquals(8, Precision.BF16.pace(matrices));
        assertEquals(2, Precision.BF16.pace(with("avx512f avx512_bf16")));
        assertEquals(1, Precision.BF16.pace(with("avx2 avx512f")));
        assertEquals(1, Precision.FP32.pace(matrices));
        assertEquals(1, Precision.FP16.pace(matrices));
    }

    @Test
    void aCpuThatDoesNotSayIsSupposedToHaveBfloat16() {
        assertEquals(2, Precision.BF16.pace(new Cpu(Map.of())));
        assertEquals(2, Precision.BF16.pace(new Cpu(Map.of("Features", "fp asimd"))));
    }

    private static Cpu with(String flags) {
        return new Cpu(Map.of("flags", flags));
    }
}
