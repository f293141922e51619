package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headstart.machine.Cpu;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OneDnnTest {
    @Test
    void libtorchHasItsOperatorsOnX86AndOnArmUnderLinuxAndNeverUnderMacOs() {
        assertTrue(OneDnn.isBuiltIn("Linux", "amd64"));
        assertTrue(OneDnn.isBuiltIn("Windows 11", "amd64"));
        assertTrue(OneDnn.isBuiltIn("Linux", "aarch64"));
        assertFalse(OneDnn.isBuiltIn("Mac OS X", "aarch64"));
        assertFalse(OneDnn.isBuiltIn("Mac OS X", "x86_64"));
        assertFalse(OneDnn.isBuiltIn("Linux", "riscv64"));
    }

    @Test
    void winogradIsForX86FromAvx2On() {
        assumeTrue(OneDnn.isBuiltIn(), "skipped: libtorch has no oneDNN operators here");
        assertEquals(new OneDnnKernels(4, 1), kernels(Map.of("flags", "sse4_2 avx avx2")));
        assertEquals(new OneDnnKernels(4, 1), kernels(Map.of()));
        assertEquals(new OneDnnKernels(4, Double.POSITIVE_INFINITY), kernels(Map.of("flags", "sse4_2 avx")));
        assertEquals(new OneDnnKernels(4, Double.POSITIVE_INFINITY), kernels(Map.of("Features", "fp asimd")));
    }

    private static Kernels kernels(Map<String, String> cpuinfo) {
        return Target.onCpu(Precision.FP32, new Cpu(cpuinfo), 4).kernels();
    }
}
