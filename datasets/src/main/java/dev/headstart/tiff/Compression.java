package dev.headstart.tiff;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/** How the bytes of a strip or tile are made shorter. */
enum Compression {
    NONE(1) {
        @Override
        InputStream expand(InputStream in) {
            return in;
        }
    },
    LZW(4096) {
        @Override
        InputStream expand(InputStream in) {
            return new LzwInputStream(in);
        }
    },
    DEFLATE(1032) {
        @Override
        InputStream expand(InputStream in) {
            return new InflaterInputStream(in);
        }
    },
    PACKBITS(64) {
        @Override
        InputStream expand(InputStream in) {
            return new PackBitsInputStream(in);
        }
    };

    /** Bytes that one byte can stand for, at the most. */
    final int most;

    Compression(int most) {
        this.most = most;
    }

    abstract InputStream expand(InputStream in);

    static Compression of(Directory directory) throws IOException {
        int number = directory.one(Tag.COMPRESSION);
        return switch (number) {
            case 1 -> NONE;
            case 5 -> LZW;
            case 8, 32946 -> DEFLATE;
            case 32773 -> PACKBITS;
            case 2 -> throw Kind.notRead("CCITT run lengths");
            case 3 -> throw Kind.notRead("a group 3 fax");
            case 4 -> throw Kind.notRead("a group 4 fax");
            case 6 -> throw Kind.notRead("old-style JPEG data");
            case 7 -> throw Kind.notRead("JPEG data");
            case 33003, 33005, 34712 -> throw Kind.notRead("JPEG 2000 data");
            case 34925 -> throw Kind.notRead("LZMA data");
            case 50000 -> throw Kind.notRead("zstd data");
            case 50001 -> throw Kind.notRead("WebP data");
            default -> throw Kind.notRead("data of the compression " + number);
        };
    }
}
