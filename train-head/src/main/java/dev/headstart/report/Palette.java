package dev.headstart.report;

import java.util.List;
import java.util.Locale;

/** A colour per class that can be seen on white and on black. */
final class Palette {
    /** Tableau's ten. */
    private static final List<String> FEW = List.of("#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#b07aa1",
            "#edc948", "#9c755f", "#ff9da7", "#8f8a86");
    private static final double GOLDEN = 0.618034;

    private Palette() {}

    static String of(int label, int classes) {
        return classes <= FEW.size() ? FEW.get(label) : hue(label * GOLDEN % 1, 0.48 + 0.12 * (label % 2));
    }

    /** HSL of saturation 0.55. */
    private static String hue(double hue, double lightness) {
        double chroma = 0.55 * Math.min(lightness, 1 - lightness);
        StringBuilder rgb = new StringBuilder("#");
        for (int n : new int[]{0, 8, 4}) {
            double k = (n + hue * 12) % 12;
            double value = lightness - chroma * Math.clamp(Math.min(k - 3, 9 - k), -1.0, 1.0);
            rgb.append(String.format(Locale.ROOT, "%02x", Math.round(value * 255)));
        }
        return rgb.toString();
    }
}
