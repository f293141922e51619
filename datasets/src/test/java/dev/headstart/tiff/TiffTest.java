package dev.headstart.tiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a TIFF says of itself. {@code PictureKindsTest} reads whole ones of every kind, {@code DamagedPicturesTest} damaged ones. */
class TiffTest {
    private static final int ENTRY = 12;
    private static final int LONG = 4;

    @Test
    void aPictureOfOnePixelIsRead() throws IOException {
        Tiff tiff = new Tiff(tiff(Map.of()));
        assertEquals(1, tiff.width());
        assertEquals(1, tiff.height());
        assertEquals(1, tiff.orientation());
        assertArrayEquals(new byte[]{77, 77, 77}, tiff.bgr());
    }

    /** Each value is put into the picture of one pixel. */
    @ParameterizedTest
    @CsvSource({
        // sizes and offsets beyond the end of the file
        "WIDTH, 2000, truncated TIFF: pixels are missing", "LENGTH, 2000000000, truncated TIFF: pixels are missing",
        "STRIP_OFFSETS, 4000000000, truncated TIFF: pixels are missing",
        // sizes that no picture has
        "WIDTH, 0, a broken TIFF: it says it is 0 x 1",
        "WIDTH, 4000000000, a broken TIFF: its entry WIDTH is 4000000000",
        "ROWS_PER_STRIP, 0, a broken TIFF: its pixels lie in blocks of 1 x 0",
        "PLANAR_CONFIGURATION, 3, a broken TIFF: it does not say how the samples of a pixel lie",
        "FILL_ORDER, 3, a broken TIFF: it does not say in which order its bits are",
        // what is a picture of a kind that is not read
        "SAMPLES_PER_PIXEL, 4000, 'a TIFF of 4000 samples a pixel, which is not read'",
        "SAMPLES_PER_PIXEL, 2, 'a TIFF of 2 samples a pixel of grey, which is not read'",
        "BITS_PER_SAMPLE, 12, 'a TIFF of 12-bit samples of grey, which is not read'",
        "BITS_PER_SAMPLE, 64, 'a TIFF of 64-bit samples of grey, which is not read'",
        "SAMPLE_FORMAT, 3, 'a TIFF of 8-bit float samples, which is not read'",
        "COMPRESSION, 6, 'a TIFF of old-style JPEG data, which is not read'",
        "COMPRESSION, 50002, 'a TIFF of data of the compression 50002, which is not read'",
        "PHOTOMETRIC, 32844, 'a TIFF of colours of the kind 32844, which is not read'"})
    void whatItSaysOfItselfIsHeldAgainstTheFile(Tag tag, long value, String refusal) {
        assertEquals(refusal, refusal(tiff(Map.of(tag, value))));
    }

    @Test
    void aTileMuchLargerThanThePictureIsRefused() {
        byte[] file = tiff(Map.of(Tag.TILE_WIDTH, 60_000L, Tag.TILE_LENGTH, 60_000L, Tag.TILE_OFFSETS, 8L));
        assertEquals("a broken TIFF: its pixels lie in blocks of 60000 x 60000",
                refusal(without(file, Tag.STRIP_OFFSETS)));
    }

    /** Few bytes, which all tiles share, would become 500 billion pixels. */
    @ParameterizedTest
    @CsvSource({"16777216, a broken TIFF: its pixels lie in blocks of 1 x 16777216",
        "512, a broken TIFF: its compressed pixels are damaged"})
    void allTilesTogetherAreNotMuchLargerThanThePicture(long height, String refusal) {
        int count = 30_000;
        byte[] start = without(tiff(Map.of(Tag.WIDTH, (long) count, Tag.COMPRESSION, 8L, Tag.TILE_WIDTH, 1L,
                Tag.TILE_LENGTH, height, Tag.TILE_OFFSETS, 0L, Tag.TILE_BYTE_COUNTS, 0L)), Tag.STRIP_OFFSETS);
        ByteBuffer file = ByteBuffer.allocate(start.length + count * Integer.BYTES).put(start);
        for (Tag tag : new Tag[]{Tag.TILE_OFFSETS, Tag.TILE_BYTE_COUNTS}) {
            file.putInt(entry(start, tag) + 4, count).putInt(entry(start, tag) + 8, start.length);
        }
        for (int i = 0; i < count; i++) {
            file.putInt(8);
        }
        assertEquals(refusal, refusal(file.array()));
    }

    /** Compressed bytes would pass for pixels where the file is taken as one that is not compressed. */
    @ParameterizedTest
    @EnumSource(names = {"WIDTH", "LENGTH", "COMPRESSION", "PHOTOMETRIC"})
    void whatMustBeSaidIsNotGuessed(Tag tag) {
        assertEquals("a broken TIFF: its entry " + tag + " is missing", refusal(without(tiff(Map.of()), tag)));
    }

    @Test
    void aBigTiffHasOffsetsOfEightBytes() {
        byte[] file = tiff(Map.of());
        file[3] = 43;
        assertEquals("a broken TIFF: its header is none of a BigTIFF", refusal(file));
    }

    @ParameterizedTest
    @CsvSource({"STRIP_OFFSETS, 2000000000", "BITS_PER_SAMPLE, 1000000", "WIDTH, 2", "COMPRESSION, 0"})
    void anEntryHasNoMoreValuesThanItNeeds(Tag tag, int count) {
        byte[] file = tiff(Map.of());
        ByteBuffer.wrap(file).putInt(entry(file, tag) + 4, count);
        assertEquals("a broken TIFF: its entry " + tag + " has " + count + " values", refusal(file));
    }

    @Test
    void aDirectoryThatLeadsBeyondTheFileIsTruncated() {
        byte[] file = tiff(Map.of());
        ByteBuffer.wrap(file).putInt(4, file.length);
        assertEquals("truncated TIFF: its directory lies beyond it", refusal(file));
        byte[] longer = tiff(Map.of());
        ByteBuffer.wrap(longer).putShort(10, (short) 60_000);
        assertEquals("truncated TIFF: its directory ends beyond it", refusal(longer));
    }

    /** Big-endian, of one grey pixel of 77, which is at 8. */
    private static byte[] tiff(Map<Tag, Long> changed) {
        TreeMap<Tag, Long> entries = new TreeMap<>(Map.of(Tag.WIDTH, 1L, Tag.LENGTH, 1L, Tag.BITS_PER_SAMPLE, 8L,
                Tag.COMPRESSION, 1L, Tag.PHOTOMETRIC, 1L, Tag.STRIP_OFFSETS, 8L));
        entries.putAll(changed);
        ByteBuffer file = ByteBuffer.allocate(12 + ENTRY * entries.size() + 4);
        file.put("MM\0*".getBytes(StandardCharsets.ISO_8859_1)).putInt(10).put((byte) 77).put((byte) 0);
        file.putShort((short) entries.size());
        entries.forEach((tag,
                value) -> file.putShort((short) tag.number).putShort((short) LONG).putInt(1).putInt(value.intValue()));
        return file.array();
    }

    /** An entry becomes one that says nothing. */
    private static byte[] without(byte[] file, Tag tag) {
        ByteBuffer.wrap(file).putShort(entry(file, tag), (short) 1);
        return file;
    }

    private static int entry(byte[] file, Tag tag) {
        int at = 12;
        while (ByteBuffer.wrap(file).getShort(at) != (short) tag.number) {
            at += ENTRY;
        }
        return at;
    }

    private static String refusal(byte[] file) {
        return String.valueOf(assertThrows(IOException.class, () -> new Tiff(file).bgr()).getMessage());
    }
}
