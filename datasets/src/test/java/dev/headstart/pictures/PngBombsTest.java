package dev.headstart.pictures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** PNGs that would take much memory or time for what they are. */
class PngBombsTest {
    private static final long MEGABYTE = 1 << 20;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    @Test
    void metadataIsReadWithoutACopyOfThePixels() throws IOException {
        begin(100, 100);
        chunk("IDAT", new byte[20 << 20]);
        chunk("prVt", new byte[20 << 20]);
        chunk("tEXt", new byte[20 << 20]);
        assertTrue(allocatedFor(metadata()) < 4 * MEGABYTE);
    }

    @Test
    void noTextIsInflatedThatNobodyAsksFor() throws IOException {
        begin(100, 100);
        for (int i = 0; i < 50; i++) {
            chunk("zTXt", text("Comment\0\0", new byte[1 << 20]));
            chunk("iTXt", text("Comment\0\1\0en\0\0", new byte[1 << 20]));
        }
        chunk("IDAT", new byte[1]);
        assertTrue(allocatedFor(metadata()) < 4 * MEGABYTE);
    }

    @Test
    void ofTextsWithTheSameKeyOnlyTheLastIsInflated() throws IOException {
        begin(100, 100);
        for (int i = 0; i < 50; i++) {
            String xmp = "tiff:Orientation=\"" + i % 9;
            chunk("zTXt", text("XML:com.adobe.xmp\0\0", xmp.getBytes(StandardCharsets.US_ASCII)));
        }
        chunk("IDAT", new byte[1]);
        PngStructure png = metadata();
        assertEquals(49 % 9, PngMetadata.of(png).orientation());
        assertTrue(allocatedFor(png) < 4 * MEGABYTE);
    }

    @Test
    void fewBytesAreNotTakenForManyPixels() {
        begin(13_000, 13_000);
        chunk("IDAT", text("", new byte[10]));
        chunk("IEND", new byte[0]);
        Decoder decoder = new Decoder(Orientation.APPLY, Long.MAX_VALUE);
        long before = allocated();
        IOException e = assertThrows(IOException.class, () -> decoder.decode(file.toByteArray()));
        assertEquals("truncated PNG: it has fewer pixels than it says", e.getMessage());
        assertTrue(allocated() - before < 4 * MEGABYTE);
    }

    private PngStructure metadata() throws IOException {
        chunk("IEND", new byte[0]);
        return new PngStructure(ByteBuffer.wrap(file.toByteArray()));
    }

    private static long allocatedFor(PngStructure png) {
        long before = allocated();
        PngMetadata.of(png).orientation();
        return allocated() - before;
    }

    /** Bytes of this thread since it began. */
    private static long allocated() {
        return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
    }

    /** Grey. */
    private void begin(int width, int height) {
        file.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        chunk("IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).array());
    }

    /** What is said plainly, and what is deflated. */
    private static byte[] text(String plain, byte[] text) {
        byte[] deflated = new byte[text.length + 100];
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(text);
            deflater.finish();
            int length = deflater.deflate(deflated);
            return ByteBuffer.allocate(plain.length() + length)
                    .put(plain.getBytes(StandardCharsets.ISO_8859_1))
                    .put(deflated, 0, length)
                    .array();
        }
    }

    private void chunk(String type, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(content.length + 12).putInt(content.length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, content.length + 4);
        file.writeBytes(chunk.putInt((int) crc.getValue()).array());
    }
}
