package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuTest {
    private static final String TWO = """
            processor\t: 0
            model name\t: AMD EPYC: a made-up one
            flags\t\t: fpu avx2 avx512_bf16
            power management:

            processor\t: 1
            model name\t: another
            """;

    @Test
    void theFirstProcessorIsDescribed() {
        Cpu cpu = Cpu.of(TWO);
        assertEquals("AMD EPYC: a made-up one", cpu.info().get("model name"));
        assertTrue(cpu.has("avx2"));
        assertFalse(cpu.has("avx"));
    }

    @Test
    void matrixUnitsAreFasterThanVectorsAndVectorsOfBfloat16ThanOfFloat32() {
        assertEquals(8, pace("avx512f avx512_bf16 amx_bf16"));
        assertEquals(2, pace("avx512f avx512_bf16"));
        assertEquals(1, pace("avx2 avx512f"));
        assertEquals(1, Cpu.of(TWO).pace(Precision.FP32));
    }

    @Test
    void whatDescribesItselfOtherwiseIsSupposedToHaveBfloat16() {
        assertEquals(2, new Cpu(Map.of()).pace(Precision.BF16));
        assertEquals(2, new Cpu(Map.of("Features", "fp asimd")).pace(Precision.BF16));
        assertEquals(1, new Cpu(Map.of()).pace(Precision.FP16));
    }

    private static double pace(String flags) {
        return Cpu.of("flags : " + flags).pace(Precision.BF16);
    }
}
