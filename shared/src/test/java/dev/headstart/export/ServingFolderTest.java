package dev.headstart.export;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headstart.cli.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServingFolderTest {
    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r", "\u0000", "a\u0085b", "a\u2028b", "\u001b[2J", "", " ", "\t"})
    void aClassThatALineCannotHoldIsRefused(String name) {
        UserException e = assertThrows(UserException.class, () -> ServingFolder.requireNames(List.of("ant", name)));
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }

    @Test
    void classesOfAnyLanguageAreNot() {
        assertDoesNotThrow(
                () -> ServingFolder.requireNames(List.of("tench, Tinca tinca", "caf\u00e9", "\u4e2d \u6587", "#1")));
    }
}
