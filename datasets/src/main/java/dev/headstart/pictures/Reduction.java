package dev.headstart.pictures;

import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;

/**
 * How far a JPEG may be reduced while it is decoded: to 1/2, 1/4 or 1/8, for which its decoder takes only the low frequencies of each
 * block of 8 x 8, as long as the shorter side keeps some pixels. What is reduced is not to the byte what the whole picture would be scaled to.
 *
 * @param shortest pixels that the shorter side keeps
 */
public record Reduction(int shortest) {
    /** Every picture is decoded whole. */
    public static final Reduction NONE = new Reduction(Integer.MAX_VALUE);

    private static final String EXACT = "exact";
    private static final String REDUCED = "JPEG reduced to no less than ";
    private static final int MOST = 8;

    /** 1, 2, 4 or 8: the picture's sides are divided by it and rounded up. */
    int of(Size size) {
        int by = MOST;
        while (by > 1 && (Math.min(size.width(), size.height()) / by < shortest || !upright(size, by))) {
            by /= 2;
        }
        return by;
    }

    /**
     * Whether its sides still tell a picture that was turned from one that was not. No decoder needs that any more. The rule stays, because
     * embeddings that were made by it say {@link #describe} too.
     */
    private static boolean upright(Size size, int by) {
        return size.width() == size.height() || !size.by(by).equals(size.turned().by(by));
    }

    /** As the fingerprint writes it. */
    public String describe() {
        return equals(NONE) ? EXACT : REDUCED + shortest;
    }

    /**
     * What {@link #describe} says.
     *
     * @throws UserException if it is something else
     */
    public static Reduction parse(String description) {
        if (description.equals(EXACT)) {
            return NONE;
        }
        if (description.matches(REDUCED + "\\d{1,9}")) {
            return new Reduction(Integer.parseInt(description.substring(REDUCED.length())));
        }
        throw new UserException(
                "'" + Quote.of(description) + "' is no way to decode; was the file made by another version?");
    }
}
