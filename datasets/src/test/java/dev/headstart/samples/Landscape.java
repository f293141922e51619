package dev.headstart.samples;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/**
 * The classes of {@code datasets/samples}: kinds of landscape. Each picture has a layout, weather and time of day of its own. Land has the hues
 * that it has in nature; those of several kinds overlap, and the sky is the same over all.
 */
enum Landscape {
    /** Rows of houses with windows, some of them lit. */
    CITY(0.0, 1.0) {
        @Override
        void paint(Canvas canvas) {
            double horizon = canvas.from(0.55, 0.85);
            canvas.sky(horizon);
            int rows = canvas.random.nextInt(2, 4);
            double lit = canvas.from(0.15, 0.85);
            for (int row = 0; row < rows; row++) {
                double distance = 0.75 * (rows - 1 - row) / rows;
                double size = canvas.from(0.09, 0.2) * (1 - 0.4 * distance);
                double tall = canvas.from(0.25, 0.55);
                for (double x = canvas.from(-0.15, 0); x < Canvas.WIDTH;) {
                    double width = size * canvas.from(0.7, 1.5);
                    house(canvas, x, width, 1 - tall * canvas.from(0.5, 1.5) - 0.2 * distance, distance, lit);
                    x += width + (canvas.chance(0.2) ? canvas.from(0, 0.1) : 0);
                }
            }
        }

        private void house(Canvas canvas, double x, double width, double roof, double distance, double lit) {
            Color wall = Palette.lighter(canvas.palette.land(distance), canvas.from(0, 0.15));
            canvas.box(wall, x, roof, width, 1.01 - roof);
            if (canvas.chance(0.25)) {
                canvas.polygon(wall, x, roof, x + width / 2, roof - width * canvas.from(0.2, 0.6), x + width, roof);
            } else if (canvas.chance(0.3)) {
                canvas.line(wall, 0.008, x + width / 2, roof, x + width / 2, roof - canvas.from(0.03, 0.12));
            }
            Color dark = Palette.darker(wall, 0.35);
            double pane = canvas.from(0.022, 0.04) * (1 - 0.4 * distance);
            double gap = pane * canvas.from(0.4, 1);
            int columns = Math.max(1, (int) ((width - gap) / (pane + gap)));
            double margin = (width - columns * (pane + gap) + gap) / 2;
            for (double y = roof + gap; y < 1; y += 1.3 * pane + gap) {
                for (int i = 0; i < columns; i++) {
                    Color glass = canvas.chance(lit) ? Palette.mix(canvas.palette.accent(), wall, distance * 0.8)
                            : dark;
                    canvas.box(glass, x + margin + i * (pane + gap), y, pane, 1.3 * pane);
                }
            }
        }
    },
    /** Dunes one behind the other, rippled by the wind, with a cactus or a pyramid here and there. */
    DESERT(0.02, 0.14) {
        @Override
        void paint(Canvas canvas) {
            double horizon = canvas.from(0.3, 0.5);
            canvas.sky(horizon);
            if (canvas.chance(0.4)) {
                for (int i = canvas.random.nextInt(1, 4); i > 0; i--) {
                    pyramid(canvas, canvas.from(0.1, Canvas.WIDTH - 0.1), horizon + 0.1, canvas.from(0.12, 0.32));
                }
            }
            int dunes = canvas.random.nextInt(2, 6);
            double ripple = canvas.from(0.03, 0.045);
            for (int i = 0; i < dunes; i++) {
                double distance = 0.8 * (dunes - 1 - i) / dunes;
                Outline crest = canvas.waves(horizon + (1 - horizon) * (i + 0.25) / dunes, canvas.from(0.02, 0.07),
                        canvas.from(0.8, 2.5));
                Color sand = Palette.mix(canvas.palette.land(distance), canvas.palette.horizon(), 0.35);
                canvas.below(sand, crest);
                Color shade = Palette.darker(sand, 0.3);
                for (double down = ripple; down < 1; down += ripple * canvas.from(0.8, 1.2)) {
                    double depth = down;
                    double bend = canvas.from(0, 6);
                    canvas.along(shade, 0.008,
                            Outline.of(x -> crest.y(x) + depth + 0.25 * ripple * Math.sin(x * 0.2 + bend)));
                }
                for (int n = canvas.chance(0.4) ? canvas.random.nextInt(1, 4) : 0; n > 0; n--) {
                    double x = canvas.from(0.05, Canvas.WIDTH - 0.05);
                    cactus(canvas, Palette.darker(sand, 0.6), x, crest.at(x) + 0.03,
                            canvas.from(0.1, 0.22) * (1 - 0.5 * distance));
                }
            }
        }

        private void pyramid(Canvas canvas, double x, double foot, double size) {
            double ridge = x + canvas.from(-0.3, 0.3) * size;
            canvas.polygon(canvas.palette.land(0.5), x - size, foot, x, foot - size, ridge, foot);
            canvas.polygon(canvas.palette.land(0.25), x + size, foot, x, foot - size, ridge, foot);
        }

        private void cactus(Canvas canvas, Color color, double x, double foot, double height) {
            double thick = height * 0.18;
            canvas.line(color, thick, x, foot, x, foot - height);
            for (int side = -1; side <= 1; side += 2) {
                double arm = x + side * height * canvas.from(0.25, 0.4);
                double low = foot - height * canvas.from(0.3, 0.6);
                canvas.line(color, thick * 0.8, x, low, arm, low, arm, low - height * canvas.from(0.2, 0.4));
            }
        }
    },
    /** Trees before trees: firs, round crowns or both. */
    FOREST(0.22, 0.45) {
        @Override
        void paint(Canvas canvas) {
            double horizon = canvas.from(0.2, 0.4);
            canvas.sky(horizon);
            canvas.below(canvas.palette.land(0.5), canvas.waves(horizon + 0.2, 0.02, 1.5));
            double firs = canvas.chance(0.3) ? 0.5 : canvas.random.nextInt(2);
            int rows = canvas.random.nextInt(3, 6);
            double tall = canvas.from(0.28, 0.5);
            for (int row = 0; row < rows; row++) {
                double distance = 0.8 * (rows - 1 - row) / rows;
                double foot = 1.05 - 0.55 * distance * (1 - horizon) / 0.7;
                double height = tall * (1 - 0.6 * distance);
                Outline ground = canvas.waves(foot, 0.02, 1.5);
                for (double x = canvas.from(-0.1, 0.05); x < Canvas.WIDTH + 0.1; x += height * canvas.from(0.2, 0.6)) {
                    double size = height * canvas.from(0.7, 1.3);
                    Color leaf = Palette.mix(canvas.palette.land(distance),
                            canvas.chance(0.5) ? Color.BLACK : Color.WHITE, canvas.from(0.1, 0.45));
                    canvas.line(Palette.darker(leaf, 0.4), size * 0.07, x, ground.at(x), x, ground.at(x) - size / 2);
                    if (canvas.chance(firs)) {
                        fir(canvas, leaf, x, ground.at(x) - 0.1 * size, size);
                    } else {
                        crown(canvas, leaf, x, ground.at(x) - 0.65 * size, size * 0.3);
                    }
                }
                canvas.below(canvas.palette.land(distance * 0.9), ground);
            }
        }

        private void fir(Canvas canvas, Color leaf, double x, double foot, double height) {
            int tiers = canvas.random.nextInt(3, 6);
            for (int i = 0; i < tiers; i++) {
                double low = foot - height * 0.75 * i / tiers;
                double half = height * 0.24 * (1 - 0.75 * i / tiers);
                canvas.polygon(Palette.darker(leaf, 0.12 * (i % 2)), x - half, low, x, low - height * 0.4, x + half,
                        low);
            }
        }

        private void crown(Canvas canvas, Color leaf, double x, double y, double radius) {
            canvas.disc(leaf, x, y, radius);
            for (int i = 0; i < 9; i++) {
                double angle = canvas.from(0, 2 * Math.PI);
                canvas.disc(Palette.mix(leaf, i % 2 == 0 ? Color.BLACK : Color.WHITE, 0.1),
                        x + radius * 0.7 * Math.cos(angle), y + radius * 0.7 * Math.sin(angle),
                        radius * canvas.from(0.25, 0.5));
            }
        }
    },
    /** Grass and flowers before gentle hills. */
    MEADOW(0.18, 0.38) {
        @Override
        void paint(Canvas canvas) {
            double horizon = canvas.from(0.2, 0.5);
            canvas.sky(horizon);
            canvas.below(canvas.palette.land(0.6), canvas.waves(horizon, 0.05, 1.6));
            Outline edge = canvas.waves(horizon + 0.08, 0.03, 2);
            canvas.below(canvas.palette.land(0.3), edge);
            int flowers = canvas.random.nextInt(140, 240);
            int petals = canvas.random.nextInt(4, 8);
            double large = canvas.from(0.018, 0.04);
            for (int i = 0; i < flowers; i++) {
                double near = Math.sqrt((i + 0.5) / flowers);
                double x = canvas.from(0, Canvas.WIDTH);
                double y = edge.at(x) + near * (1.02 - edge.at(x));
                Color grass = Palette.mix(canvas.palette.land(0.3 - 0.3 * near),
                        canvas.chance(0.5) ? Color.BLACK : Color.WHITE, canvas.from(0, 0.25));
                for (int blade = 0; blade < 3; blade++) {
                    double foot = x + canvas.from(-0.1, 0.1);
                    canvas.line(grass, 0.003 + 0.005 * near, foot, y + 0.02, foot + canvas.from(-0.03, 0.03),
                            y - 0.13 * near);
                }
                flower(canvas, x, y - 0.05 * near, large * (0.25 + 0.75 * near) * canvas.from(0.7, 1.2), petals);
            }
        }

        private void flower(Canvas canvas, double x, double y, double radius, int petals) {
            Color color = Palette.lighter(canvas.palette.accent(), canvas.from(0, 0.6));
            double turn = canvas.from(0, Math.PI);
            for (int i = 0; i < petals; i++) {
                double angle = turn + 2 * Math.PI * i / petals;
                canvas.disc(color, x + radius * Math.cos(angle), y + radius * Math.sin(angle), radius * 0.65);
            }
            canvas.disc(Palette.mix(canvas.palette.land(), Color.ORANGE, 0.4), x, y, radius * 0.55);
        }
    },
    /** Jagged ridges in the haze, some of them with snow. */
    MOUNTAINS(0.55, 0.8) {
        @Override
        void paint(Canvas canvas) {
            double horizon = canvas.from(0.3, 0.5);
            canvas.sky(horizon + 0.2);
            int ridges = canvas.random.nextInt(2, 5);
            double snow = canvas.chance(0.6) ? canvas.from(0.2, 0.45) : 0;
            boolean morning = canvas.chance(0.5);
            for (int i = 0; i < ridges; i++) {
                double distance = 0.75 * (ridges - 1 - i) / ridges;
                double foot = horizon + 0.25 + (1.1 - horizon) * i / ridges;
                for (int peak = canvas.random.nextInt(6, 10); peak > 0; peak--) {
                    peak(canvas, canvas.from(-0.1, Canvas.WIDTH + 0.1), foot, canvas.from(0.15, 0.45), distance,
                            i == 0 ? snow : 0, morning);
                }
                canvas.box(canvas.palette.land(distance), 0, foot, Canvas.WIDTH, 1);
            }
        }

        private void peak(Canvas canvas, double x, double foot, double height, double distance, double snow,
                boolean morning) {
            double left = -height * canvas.from(0.6, 1.1);
            double right = height * canvas.from(0.6, 1.1);
            Color rock = canvas.palette.land(distance);
            Color lit = Palette.lighter(rock, 0.3);
            double bend = canvas.from(-0.2, 0.2) * height;
            side(canvas, morning ? lit : rock, x, foot, height, left, bend, 1);
            side(canvas, morning ? rock : lit, x, foot, height, right, bend, 1);
            for (int i = 1; i < 12; i++) {
                double start = i / 12.0;
                double shadow = morning ? right : left;
                double length = canvas.from(0.2, 0.8) * (1 - start);
                double from = x + shadow * 0.1 + (bend * 0.5 + shadow * 0.05) * start;
                canvas.line(lit, 0.006, from, foot - height * (1 - start), from + shadow * length,
                        foot - height * (1 - start - length));
            }
            if (snow > 0) {
                side(canvas, Palette.lighter(lit, 0.85), x, foot, height, left, bend, snow);
                side(canvas, Palette.lighter(lit, 0.6), x, foot, height, right, bend, snow);
            }
        }

        /** One side of a peak, down to a share of its height, where it ends in teeth. */
        private void side(Canvas canvas, Color color, double x, double foot, double height, double out, double bend,
                double share) {
            double y = foot - height * (1 - share);
            double edge = x + out * share;
            double spine = x + bend * share;
            double teeth = share < 1 ? height * share * 0.35 : 0;
            canvas.polygon(color, x, foot - height, edge, y, edge + (spine - edge) * 0.25, y - teeth,
                    edge + (spine - edge) * 0.5, y + teeth * 0.3, edge + (spine - edge) * 0.75, y - teeth, spine, y,
                    x + bend * share * 0.2, foot - height * (1 - share * 0.5));
        }
    },
    /** Waves under a level horizon, with boats or an island. */
    SEA(0.48, 0.62) {
        @Override
        void paint(Canvas canvas) {
            double horizon = canvas.from(0.25, 0.5);
            canvas.sky(horizon);
            if (canvas.chance(0.4)) {
                canvas.below(canvas.palette.land(0.5), canvas.waves(horizon + 0.01, 0.04, canvas.from(0.5, 2)));
            }
            Color deep = Palette.mix(canvas.palette.zenith(), canvas.palette.land(), canvas.from(0.2, 0.6));
            Color far = Palette.mix(deep, canvas.palette.horizon(), 0.6);
            canvas.below(far, Outline.level(horizon));
            double choppy = canvas.from(0.5, 1.5);
            double spacing = canvas.from(0.02, 0.045);
            for (double y = horizon; y < 1.05; y += spacing * (0.3 + (y - horizon) * 2)) {
                double near = (y - horizon) / (1 - horizon);
                Color water = Palette.mix(far, deep, near + canvas.from(-0.15, 0.15));
                Outline wave = Outline.arches(canvas.random, y, 0.03 * choppy * near, 0.05 + 0.25 * near);
                canvas.below(water, wave);
                canvas.along(Palette.lighter(water, 0.5), 0.003 + 0.006 * near, wave);
            }
            for (int i = canvas.random.nextInt(1, 5); i > 0; i--) {
                boat(canvas, canvas.from(0.1, Canvas.WIDTH - 0.1), canvas.from(horizon + 0.03, 0.9), horizon);
            }
        }

        private void boat(Canvas canvas, double x, double y, double horizon) {
            double size = 0.05 + 0.3 * (y - horizon) * canvas.from(0.6, 1.2);
            Color hull = Palette.darker(canvas.palette.land(), 0.4);
            Color sail = Palette.lighter(canvas.palette.accent(), 0.5);
            double wind = canvas.chance(0.5) ? 1 : -1;
            canvas.polygon(hull, x - size, y - size * 0.3, x + size, y - size * 0.3, x + size * 0.6, y, x - size * 0.6,
                    y);
            canvas.line(hull, size * 0.08, x, y, x, y - size * 2);
            canvas.polygon(sail, x + wind * size * 0.1, y - size * 2, x + wind * size * 0.1, y - size * 0.45,
                    x + wind * size * 0.95, y - size * 0.45);
            canvas.polygon(Palette.mix(sail, hull, 0.25), x - wind * size * 0.1, y - size * 1.7, x - wind * size * 0.1,
                    y - size * 0.45, x - wind * size * 0.7, y - size * 0.45);
        }
    };

    private final double lowHue;
    private final double highHue;

    Landscape(double lowHue, double highHue) {
        this.lowHue = lowHue;
        this.highHue = highHue;
    }

    /** A picture of this kind. */
    BufferedImage draw(RandomGenerator random) {
        try (Canvas canvas = new Canvas(random, random.nextDouble(lowHue, highHue))) {
            paint(canvas);
            return canvas.image();
        }
    }

    abstract void paint(Canvas canvas);
}
