package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegHeaderTest {
    /** A decoder has to read all scans before it knows all colours of the first row. */
    @ParameterizedTest
    @CsvSource({"c0, 03, false", "c0, 01, true", "c1, 02, true", "c2, 03, true", "ca, 01, true"})
    void aPictureOfSeveralScansIsKeptAsCoefficients(String frame, String coloursOfFirstScan, boolean kept) {
        byte[] file = HexFormat.of()
                .parseHex("ffd8" + "ff" + frame + "0011080020004003" + "012200" + "021100" + "031100" + "ffda000c"
                        + coloursOfFirstScan + "0100" + "0211" + "0311" + "003f00" + "ffd9");
        assertEquals(kept, JpegHeader.of(file).keepsCoefficients());
    }
}
