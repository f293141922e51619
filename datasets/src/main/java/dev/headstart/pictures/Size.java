package dev.headstart.pictures;

/** Of a picture, pixels. */
public record Size(int width, int height) {
    long pixels() {
        return (long) width * height;
    }

    /** On its side. */
    Size turned() {
        return new Size(/* width= */height, /* height= */width);
    }

    /** Divided and rounded up. */
    Size by(int divisor) {
        return new Size(Math.ceilDiv(width, divisor), Math.ceilDiv(height, divisor));
    }
}
