package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** GIF's blocks (GIF89a) up to the end of the first image, the only one that is read. */
final class GifStructure {
    private static final int HEADER = 13;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int IMAGE_DESCRIPTOR = 10;
    private static final int TABLE = 0x80;

    private GifStructure() {}

    static Size check(ByteBuffer big) throws IOException {
        ByteBuffer file = big.order(ByteOrder.LITTLE_ENDIAN);
        Size size = new Size(file.getShort(6) & 0xffff, file.getShort(8) & 0xffff);
        int at = HEADER + table(file.get(10));
        for (;;) {
            int block = file.get(at) & 0xff;
            if (block == IMAGE) {
                long pixels = (file.getShort(at + 5) & 0xffffL) * (file.getShort(at + 7) & 0xffffL);
                int data = at + IMAGE_DESCRIPTOR + table(file.get(at + 9));
                GifLzw.check(file, data, pixels);
                subBlocks(file, data + 1);
                return size;
            }
            if (block != EXTENSION) {
                throw new IOException("a broken GIF: a block of kind " + block);
            }
            at = subBlocks(file, at + 2);
        }
    }

    private static int table(byte flags) {
        return (flags & TABLE) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    /** Where the blocks that begin at {@code from} end; fails if they don't. */
    private static int subBlocks(ByteBuffer file, int from) {
        int at = from;
        while (file.get(at) != 0) {
            at += 1 + (file.get(at) & 0xff);
        }
        return at + 1;
    }
}
