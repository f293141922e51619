package dev.headstart.metrics;

/** Of a share, 95 % (Wilson, "Probable inference, the law of succession, and statistical inference", 1927). */
public record Interval(double low, double high) {
    private static final double Z = 1.959964;

    /** @param n at least 1 */
    public static Interval of(int hits, int n) {
        double share = (double) hits / n;
        double centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n);
        double half = Z / (1 + Z * Z / n) * Math.sqrt(share * (1 - share) / n + Z * Z / (4.0 * n * n));
        return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
    }
}
