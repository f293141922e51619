package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
