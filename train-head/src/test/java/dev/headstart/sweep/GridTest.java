package dev.headstart.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class GridTest {
    private final Grid.Converter converter = new Grid.Converter();

    @Test
    void aNumberAListAndARange() {
        assertEquals(List.of(1e-4), converter.convert("1e-4").values());
        assertEquals(List.of(0.1, 1.0), converter.convert("1,0.1").values());
        List<Double> range = converter.convert("1e-2:1e2:5").values();
        assertEquals(5, range.size());
        assertEquals(1, range.get(2), 1e-12);
    }

    @Test
    void beyondAnEndTheRatioStays() {
        Grid above = converter.convert("1:100:3").beyond(true);
        assertEquals(1000, above.values().getFirst(), 1e-9);
        assertEquals(0.1, converter.convert("1:100:3").beyond(false).values().getLast(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1:2", "2:1:3", "0:1:3", "1:2:1", "1,,2", "NaN", "Infinity"})
    void anythingElseIsRefused(String text) {
        assertThrows(TypeConversionException.class, () -> converter.convert(text));
    }
}
