package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The end of a zip, which says where its directory begins. It is looked at before the directory is read, for which commons-compress takes
 * twenty times its size and has no bound.
 */
final class ZipEnd {
    /** A storage's entry has some seventy bytes, and a checkpoint some thousand storages. */
    private static final long LARGEST_DIRECTORY = 8 << 20;

    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_SIZE = 20;
    private static final int DIRECTORY_OFFSET = 16;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final long ELSEWHERE = 0xffffffffL;
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ZipEnd() {}

    /** @throws UserException if the directory is larger than PyTorch's are, or there is none */
    static void requireSmallDirectory(MemorySegment file) {
        long end = end(file);
        if (end - directory(file, end) > LARGEST_DIRECTORY) {
            throw new UserException("it is a zip of far more entries than a checkpoint has tensors");
        }
    }

    private static long end(MemorySegment file) {
        long first = Math.max(0, file.byteSize() - END_SIZE - LONGEST_COMMENT);
        for (long at = file.byteSize() - END_SIZE; at >= first; at--) {
            if (file.get(I32, at) == END) {
                return at;
            }
        }
        throw new UserException("it is a zip without an end; is it whole?");
    }

    private static long directory(MemorySegment file, long end) {
        long directory = Integer.toUnsignedLong(file.get(I32, end + DIRECTORY_OFFSET));
        long locator = end - LOCATOR_SIZE;
        if (directory == ELSEWHERE && locator >= 0 && file.get(I32, locator) == LOCATOR) {
            long end64 = file.get(I64, locator + Long.BYTES);
            if (end64 < 0 || end64 > locator - 56) {
                throw new UserException("it is a zip without an end; is it whole?");
            }
            directory = file.get(I64, end64 + 48);
        }
        return directory;
    }
}
