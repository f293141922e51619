package dev.headstart.pictures;

/** A picture's width and height in pixels. */
public record Size(int width, int height) {
    long pixels() {
        return (long) width * height;
    }

    /** The size of the picture turned by 90 degrees. */
    Size turned() {
        return new Size(/* width= */height, /* height= */width);
    }

    /** Divided and rounded up. */
    Size by(int divisor) {
        return new Size(Math.ceilDiv(width, divisor), Math.ceilDiv(height, divisor));
    }
}
