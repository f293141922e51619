package dev.headstart.pictures;

/** Of a picture as its file declares it, pixels. */
record Size(int width, int height) {
    long pixels() {
        return (long) width * height;
    }
}
