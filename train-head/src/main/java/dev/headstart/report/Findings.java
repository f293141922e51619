package dev.headstart.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the page says, in its order; the template reads it by these names. Numbers are numbers, text is text: the template escapes it. Plots and
 * the map's data are markup.
 *
 * @param rows of the embeddings that were used
 * @param sweepAccuracy plot, or null where one head was tried
 * @param sweepLogLoss plot, or null where one head was tried
 * @param curve plot, or null where nobody asked
 * @param matrix empty where there are too many classes for a table
 * @param confusion plot, or null where the matrix is a table
 * @param narrowConfusion the same for a phone
 * @param pictured false if no picture is where the embeddings say, or is still the same
 * @param mistakes the surest first
 * @param unsure hits, the least sure first
 */
public record Findings(Run run, String backbone, int rows, @Nullable String sweepAccuracy,
        @Nullable String sweepLogLoss, String calibration, @Nullable String curve, List<ClassLine> classes,
        List<List<MatrixCell>> matrix, @Nullable String confusion, @Nullable String narrowConfusion, boolean pictured,
        List<Card> mistakes, List<Card> unsure, LabelFindings labels, Copies copies, MapFindings map,
        List<Fact> origin) {

    /**
     * How well a class is told.
     *
     * @param rows measured ones
     * @param takenFor what it was wrongly taken for, the most frequent first
     */
    public record ClassLine(int number, String name, int rows, double precision, double recall, double f1,
            List<Taken> takenFor) {}

    /** How often a class was taken for another. */
    public record Taken(String name, int count) {}

    /** @param share of the label's rows */
    public record MatrixCell(int count, double share, boolean right) {}

    /**
     * A picture.
     *
     * @param image a data URI, or null where the picture is no longer what the embeddings were made of
     * @param part the side of the split it lies on
     * @param predicted null where that is not the point
     * @param probability of what is predicted
     */
    public record Card(String path, @Nullable String image, String label, String part, @Nullable String predicted,
            double probability) {}

    /**
     * Labels that look wrong.
     *
     * @param rows that were looked at
     * @param suspects how many look wrong; the cards are the surest
     */
    public record LabelFindings(int rows, int suspects, List<Card> cards) {}

    /**
     * Pictures that are there more than once.
     *
     * @param groups in all; the shown ones are the worst
     * @param across groups on several sides of the split
     * @param measuredAcross measured rows in those
     * @param complete false if near copies could not all be listed
     */
    public record Copies(int groups, int across, int measuredAcross, boolean complete, List<CopyGroup> shown) {

        /** One line for the terminal where the split leaks, or null. */
        public @Nullable String warning(int measured) {
            return across == 0 ? null
                    : String.format(Locale.ROOT,
                            "warning: %d %s of duplicates across the split, %d of %d measured rows", across,
                            across == 1 ? "group" : "groups", measuredAcross, measured);
        }
    }

    /** @param more pictures of the group than are shown */
    public record CopyGroup(boolean exact, boolean across, boolean contradictory, List<Card> cards, int more) {}

    /**
     * @param data JSON that is safe inside HTML: what the points of the plot are, in its order
     * @param points on the map
     * @param landmarks how many of them were laid out by t-SNE
     * @param mistakes whether any are ringed
     */
    public record MapFindings(String plot, String data, int points, int landmarks, boolean mistakes) {}

    /** Something that went into the embeddings. */
    public record Fact(String name, String value) {}
}
