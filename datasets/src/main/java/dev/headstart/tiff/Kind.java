package dev.headstart.tiff;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What a TIFF's samples mean. There is a kind for everything that Pillow reads, except for what Pillow itself reads wrongly.
 *
 * @param bits 1, 2, 4, 8 or 16 of each sample
 * @param samples number of samples of each pixel, including samples that are not colours
 * @param multiplied whether the colours were multiplied by the alpha, which is the first sample behind them
 * @param reversed whether a byte's bits begin with the lowest
 */
record Kind(Colours colours, int bits, int samples, boolean multiplied, boolean reversed) {
    private static final int UNSPECIFIED = 0;
    private static final int MULTIPLIED = 1;
    private static final int STRAIGHT = 2;
    /** Corel Draw 10 writes it. */
    private static final int COREL = 999;

    /** More samples are not the colours of a picture. */
    private static final int MOST_SAMPLES = 6;

    private static final int UNSIGNED = 1;
    private static final int SIGNED = 2;
    private static final int FLOAT = 3;

    /** How samples become colours. */
    enum Colours {
        GREY_DOWN(1, "grey that is white at 0"),
        GREY(1, "grey"),
        RGB(3, "RGB"),
        PALETTE(1, "a palette"),
        CMYK(4, "CMYK");

        /** Samples of each pixel. */
        final int count;
        private final String title;

        Colours(int count, String title) {
            this.count = count;
            this.title = title;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    static Kind of(Directory directory) throws IOException {
        int samples = directory.one(Tag.SAMPLES_PER_PIXEL, 1);
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw notRead(samples + " samples a pixel");
        }
        int bits = bits(directory, samples);
        requireUnsigned(directory, bits, samples);
        Colours colours = colours(directory.one(Tag.PHOTOMETRIC));
        if (colours == Colours.PALETTE && !directory.has(Tag.BITS_PER_SAMPLE)) {
            throw new IOException("a broken TIFF: it does not say how many colours its palette has");
        }
        Set<Integer> read = switch (colours) {
            case GREY, GREY_DOWN -> Set.of(1, 2, 4, 8, 16);
            case PALETTE -> Set.of(1, 2, 4, 8);
            case RGB, CMYK -> Set.of(8, 16);
        };
        if (!read.contains(bits) || (colours == Colours.GREY_DOWN && bits == 16)) {
            throw notRead(bits + "-bit samples of " + colours);
        }
        boolean reversed = reversed(directory);
        if (reversed && (bits == 16 || samples > colours.count || colours == Colours.CMYK)) {
            throw notRead("bytes that begin with the lowest bit");
        }
        return new Kind(colours, bits, samples, multiplied(directory, colours, bits, samples), reversed);
    }

    /** A row of pixels, in the file. */
    long bytes(int pixels, int samplesOfEach) {
        return ((long) pixels * samplesOfEach * bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    private static int bits(Directory directory, int samples) throws IOException {
        if (!directory.has(Tag.BITS_PER_SAMPLE)) {
            return 1;
        }
        long[] bits = directory.all(Tag.BITS_PER_SAMPLE, MOST_SAMPLES);
        if (bits.length != 1 && bits.length < samples) {
            throw new IOException("a broken TIFF: it does not say how many bits each sample has");
        }
        for (int i = 0; i < Math.min(bits.length, samples); i++) {
            if (bits[i] != bits[0]) {
                throw notRead("samples of different numbers of bits");
            }
        }
        return (int) Math.min(bits[0], Integer.MAX_VALUE);
    }

    private static void requireUnsigned(Directory directory, int bits, int samples) throws IOException {
        long[] formats = directory.has(Tag.SAMPLE_FORMAT) ? directory.all(Tag.SAMPLE_FORMAT, MOST_SAMPLES)
                : new long[]{UNSIGNED};
        for (long format : formats) {
            if (format != UNSIGNED || formats.length > samples) {
                throw notRead(bits + "-bit " + (format == FLOAT ? "float" : format == SIGNED ? "signed" : "unknown")
                        + " samples");
            }
        }
    }

    private static Colours colours(int photometric) throws IOException {
        return switch (photometric) {
            case 0 -> Colours.GREY_DOWN;
            case 1 -> Colours.GREY;
            case 2 -> Colours.RGB;
            case 3 -> Colours.PALETTE;
            case 5 -> Colours.CMYK;
            case 6 -> throw notRead("YCbCr");
            case 8, 9, 10 -> throw notRead("CIELAB");
            default -> throw notRead("colours of the kind " + photometric);
        };
    }

    private static boolean reversed(Directory directory) throws IOException {
        return switch (directory.one(Tag.FILL_ORDER, 1)) {
            case 1 -> false;
            case 2 -> true;
            default -> throw new IOException("a broken TIFF: it does not say in which order its bits are");
        };
    }

    /** Returns whether the colours are multiplied by alpha. Also checks the samples that are not colours. */
    private static boolean multiplied(Directory directory, Colours colours, int bits, int samples) throws IOException {
        int more = samples - colours.count;
        if (!directory.has(Tag.EXTRA_SAMPLES)) {
            boolean alphaUnsaid = colours == Colours.RGB && more == 1;
            if (more == 0 || alphaUnsaid) {
                return false;
            }
            throw notRead(samples + " samples a pixel of " + colours);
        }
        int[] extra = Arrays.stream(directory.all(Tag.EXTRA_SAMPLES, MOST_SAMPLES)).mapToInt(v -> (int) v).toArray();
        boolean unspecifiedBehind = Arrays.stream(extra).skip(1).allMatch(v -> v == UNSPECIFIED);
        int most = switch (colours) {
            case RGB -> bits == 8 ? 3 : 1;
            case GREY, PALETTE -> bits == 8 ? 1 : 0;
            case CMYK -> bits == 8 ? 2 : 0;
            case GREY_DOWN -> 0;
        };
        List<Integer> first = switch (colours) {
            case RGB -> List.of(UNSPECIFIED, MULTIPLIED, STRAIGHT, COREL);
            case GREY, PALETTE -> List.of(UNSPECIFIED, STRAIGHT);
            case CMYK, GREY_DOWN -> List.of(UNSPECIFIED);
        };
        if (extra.length != more || more > most || !first.contains(extra[0]) || !unspecifiedBehind) {
            throw notRead(samples + " samples a pixel of " + colours);
        }
        return extra[0] == MULTIPLIED;
    }

    /** Of a file that may well be whole. */
    static IOException notRead(String of) {
        return new IOException("a TIFF of " + of + ", which is not read");
    }
}
