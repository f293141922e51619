package dev.headstart.samples;

import java.awt.Color;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The colours of a picture.
 *
 * @param zenith the sky at the upper edge
 * @param horizon the sky where it meets the land; also the haze before distant land
 * @param land what is near
 * @param accent what stands out: lit windows, flowers, sails
 */
record Palette(Color zenith, Color horizon, Color land, Color accent) {
    private static final Tone ACCENT = new Tone(0.7, 0.75);
    private static final double BLUE = 0.5;
    private static final double VIOLET = 0.7;

    /** How saturated and how light a colour is, from 0 to 1, whatever its hue. */
    private record Tone(double saturation, double lightness) {

        Tone varied(RandomGenerator random) {
            return new Tone(saturation + random.nextDouble(-0.1, 0.1), lightness + random.nextDouble(-0.04, 0.04));
        }

        /**
         * The colour of a hue that is as light to the eye as a grey of this lightness. Yellow and blue of one brightness are not equally light.
         */
        Color color(double hue) {
            Color pure = Color.getHSBColor((float) hue, (float) Math.clamp(saturation, 0, 1), 1);
            double light = (0.299 * pure.getRed() + 0.587 * pure.getGreen() + 0.114 * pure.getBlue()) / 255;
            return lightness < light ? mix(Color.BLACK, pure, lightness / light)
                    : mix(pure, Color.WHITE, (lightness - light) / (1 - light));
        }
    }

    /** How the sky and the land look at a time of day. */
    private record Hour(Tone zenith, Tone horizon, Tone land) {}

    private static final Hour NOON = new Hour(new Tone(0.5, 0.65), new Tone(0.3, 0.9), new Tone(0.6, 0.32));
    private static final Hour MIST = new Hour(new Tone(0.2, 0.75), new Tone(0.1, 0.93), new Tone(0.35, 0.38));
    private static final Hour DUSK = new Hour(new Tone(0.6, 0.5), new Tone(0.5, 0.82), new Tone(0.5, 0.28));
    private static final List<Hour> HOURS = List.of(NOON, MIST, DUSK);

    /** The colours of a random time of day. */
    static Palette draw(RandomGenerator random, double landHue) {
        Hour hour = HOURS.get(random.nextInt(HOURS.size()));
        double sky = random.nextDouble(BLUE, VIOLET);
        double glow = hour.equals(DUSK) ? random.nextDouble(0.92, 1.14) : sky + random.nextDouble(-0.05, 0.05);
        return new Palette(hour.zenith.varied(random).color(sky), hour.horizon.varied(random).color(glow),
                hour.land.varied(random).color(landHue), ACCENT.color(random.nextDouble()));
    }

    /** The land in the haze: from near at 0 to the horizon at 1. */
    Color land(double distance) {
        return mix(land, horizon, distance);
    }

    static Color darker(Color color, double share) {
        return mix(color, Color.BLACK, share);
    }

    static Color lighter(Color color, double share) {
        return mix(color, Color.WHITE, share);
    }

    /** A colour between two, the first at 0. */
    static Color mix(Color a, Color b, double share) {
        double t = Math.clamp(share, 0, 1);
        return new Color((int) (a.getRed() + t * (b.getRed() - a.getRed())),
                (int) (a.getGreen() + t * (b.getGreen() - a.getGreen())),
                (int) (a.getBlue() + t * (b.getBlue() - a.getBlue())));
    }
}
