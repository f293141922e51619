package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A BMP's headers, and that its uncompressed pixels are all there. */
final class BmpStructure {
    private static final int CORE_HEADER = 12;
    private static final int RGB = 0;
    private static final int BITFIELDS = 3;

    private BmpStructure() {}

    static Size check(ByteBuffer big) throws IOException {
        ByteBuffer file = big.order(ByteOrder.LITTLE_ENDIAN);
        long offset = file.getInt(10) & 0xffffffffL;
        boolean core = file.getInt(14) == CORE_HEADER;
        int width = core ? file.getShort(18) & 0xffff : file.getInt(18);
        int height = core ? file.getShort(20) & 0xffff : Math.abs(file.getInt(22));
        int bits = file.getShort(core ? 24 : 28) & 0xffff;
        int compression = core ? RGB : file.getInt(30);
        if (width < 1 || height < 1) {
            throw new IOException("a broken BMP: it says it is " + width + " x " + height);
        }
        long line = ((long) width * bits + 31) / 32 * 4;
        if ((compression == RGB || compression == BITFIELDS) && offset + line * height > file.limit()) {
            throw new IOException("truncated BMP: its pixels end beyond it");
        }
        return new Size(width, height);
    }
}
