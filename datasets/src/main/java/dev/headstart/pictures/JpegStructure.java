package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/** JPEG's markers (ITU-T T.81, annex B): from SOI to EOI, with a frame and a scan between. */
final class JpegStructure {
    private static final int TEM = 0x01;
    private static final int RST0 = 0xd0;
    private static final int RST7 = 0xd7;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;

    /** Baseline, extended, progressive, and the latter two with arithmetic coding: the frames that libjpeg decodes. */
    private static final Set<Integer> FRAMES = Set.of(0xc0, 0xc1, 0xc2, 0xc9, 0xca);

    /** DHT, DAC, DQT, DNL, DRI, COM: the other segments that libjpeg knows, besides APPn. Any other ends it. */
    private static final Set<Integer> TABLES = Set.of(0xc4, 0xcc, 0xdb, 0xdc, 0xdd, 0xfe);
    /** Frames that libjpeg does not decode, and neither do we. */
    private static final Map<Integer, String> NOT_READ = Map.of(0xc3, "a lossless JPEG, which is not read", 0xcb,
            "a lossless JPEG, which is not read", 0xf7, "a JPEG-LS, which is not read");
    private static final int APP0 = 0xe0;
    private static final int APP15 = 0xef;
    /** Encoders write about ten. Each scan of a few bytes costs a pass over the whole picture. */
    private static final int MOST_SCANS = 500;

    private JpegStructure() {}

    static Size check(ByteBuffer file) throws IOException {
        Size size = null;
        int scans = 0;
        int at = 2;
        for (;;) {
            at = nextMarker(file, at);
            int marker = file.get(at++) & 0xff;
            if (marker == EOI) {
                if (size == null || scans == 0) {
                    throw new IOException("a JPEG without a picture");
                }
                return size;
            }
            if (marker == TEM || (marker >= RST0 && marker <= RST7)) {
                continue;
            }
            boolean application = marker >= APP0 && marker <= APP15;
            if (!FRAMES.contains(marker) && !TABLES.contains(marker) && marker != SOS && !application) {
                throw new IOException(NOT_READ.getOrDefault(marker,
                        "a broken JPEG: marker " + Integer.toHexString(marker) + " has no place in it"));
            }
            int length = file.getShort(at) & 0xffff;
            if (FRAMES.contains(marker) && size == null) {
                size = new Size(file.getShort(at + 5) & 0xffff, file.getShort(at + 3) & 0xffff);
            }
            if (marker == SOS && ++scans > MOST_SCANS) {
                throw new IOException(
                        "a JPEG of more than " + MOST_SCANS + " scans, which is not read; encoders write about ten");
            }
            at += length;
        }
    }

    /** Where the next marker's second byte is; what is before it, a scan's data or garbage, is passed over. */
    private static int nextMarker(ByteBuffer file, int from) throws IOException {
        for (int at = from; at < file.limit() - 1; at++) {
            int next = file.get(at + 1) & 0xff;
            if (file.get(at) == (byte) 0xff && next != 0 && next != 0xff && !(next >= RST0 && next <= RST7)) {
                return at + 1;
            }
        }
        throw new IOException("truncated JPEG: it has no end-of-image marker");
    }
}
