package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class JpegStructureTest {
    private static final HexFormat HEX = HexFormat.of();

    /** Each makes a decoder pass over all coefficients of a progressive picture for its 14 bytes. */
    @Test
    void moreScansThanAnyEncoderWritesAreRefused() throws IOException {
        assertEquals(new Size(64, 32), JpegStructure.check(jpeg(500)));
        IOException e = assertThrows(IOException.class, () -> JpegStructure.check(jpeg(501)));
        assertEquals("a JPEG of more than 500 scans, which is not read; encoders write about ten", e.getMessage());
    }

    /** Progressive and grey. */
    private static ByteBuffer jpeg(int scans) {
        return ByteBuffer.wrap(HEX
                .parseHex("ffd8" + "ffc2000b080020004001011100" + "ffda00080101000105000000".repeat(scans) + "ffd9"));
    }
}
