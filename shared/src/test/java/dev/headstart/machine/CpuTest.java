package dev.headstart.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        Cpu cpu = Cpu.of(TWO.lines());
        assertEquals("AMD EPYC: a made-up one", cpu.info().get("model name"));
        assertTrue(cpu.has("avx2"));
        assertFalse(cpu.has("avx"));
    }
}
