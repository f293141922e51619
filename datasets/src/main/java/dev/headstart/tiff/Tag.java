package dev.headstart.tiff;

/** The directory's entries that say how pixels lie in the file (TIFF 6.0, section 8 and its extensions). */
enum Tag {
    WIDTH(256),
    LENGTH(257),
    BITS_PER_SAMPLE(258),
    COMPRESSION(259),
    PHOTOMETRIC(262),
    FILL_ORDER(266),
    STRIP_OFFSETS(273),
    ORIENTATION(274),
    SAMPLES_PER_PIXEL(277),
    ROWS_PER_STRIP(278),
    STRIP_BYTE_COUNTS(279),
    PLANAR_CONFIGURATION(284),
    PREDICTOR(317),
    COLOR_MAP(320),
    TILE_WIDTH(322),
    TILE_LENGTH(323),
    TILE_OFFSETS(324),
    TILE_BYTE_COUNTS(325),
    EXTRA_SAMPLES(338),
    SAMPLE_FORMAT(339);

    final int number;

    Tag(int number) {
        this.number = number;
    }
}
