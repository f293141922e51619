package dev.headstart.samples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** A picture in the making. Lengths are in units of its height; y grows downwards, as pixels do. */
final class Canvas implements AutoCloseable {
    private static final int HEIGHT = 120;
    private static final int PIXELS_WIDE = 160;
    static final double WIDTH = (double) PIXELS_WIDE / HEIGHT;

    final RandomGenerator random;
    final Palette palette;
    private final BufferedImage image = new BufferedImage(PIXELS_WIDE, HEIGHT, BufferedImage.TYPE_INT_RGB);
    private final Graphics2D graphics = image.createGraphics();

    Canvas(RandomGenerator random, double landHue) {
        this.random = random;
        palette = Palette.draw(random, landHue);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(HEIGHT, HEIGHT);
    }

    BufferedImage image() {
        return image;
    }

    @Override
    public void close() {
        graphics.dispose();
    }

    /** A number from a range. */
    double from(double low, double high) {
        return random.nextDouble(low, high);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    void fill(Color color, Shape shape) {
        graphics.setColor(color);
        graphics.fill(shape);
    }

    void line(Color color, double thickness, double... xy) {
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(path(xy));
    }

    void polygon(Color color, double... xy) {
        Path2D path = path(xy);
        path.closePath();
        fill(color, path);
    }

    private static Path2D path(double... xy) {
        Path2D path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        return path;
    }

    void disc(Color color, double x, double y, double radius) {
        oval(color, x, y, radius, radius);
    }

    void oval(Color color, double x, double y, double radiusX, double radiusY) {
        fill(color, new Ellipse2D.Double(x - radiusX, y - radiusY, 2 * radiusX, 2 * radiusY));
    }

    void box(Color color, double x, double y, double width, double height) {
        fill(color, new Rectangle2D.Double(x, y, width, height));
    }

    /** Fills what lies between two outlines. */
    void between(Color color, Outline upper, Outline lower) {
        Path2D path = new Path2D.Double();
        path.moveTo(0, upper.y(0));
        for (int i = 1; i <= Outline.STEPS; i++) {
            path.lineTo(Outline.x(i), upper.y(i));
        }
        for (int i = Outline.STEPS; i >= 0; i--) {
            path.lineTo(Outline.x(i), lower.y(i));
        }
        path.closePath();
        fill(color, path);
    }

    /** Fills what lies below an outline. */
    void below(Color color, Outline outline) {
        between(color, outline, Outline.level(1.01));
    }

    /** Draws an outline as a line. */
    void along(Color color, double thickness, Outline outline) {
        double[] xy = new double[2 * Outline.STEPS + 2];
        for (int i = 0; i <= Outline.STEPS; i++) {
            xy[2 * i] = Outline.x(i);
            xy[2 * i + 1] = outline.y(i);
        }
        line(color, thickness, xy);
    }

    Outline waves(double y, double relief, double longest) {
        return Outline.waves(random, y, relief, longest);
    }

    /** Draws the sky, and at random a sun, clouds and birds. */
    void sky(double horizon) {
        graphics.setPaint(new GradientPaint(0, 0, palette.zenith(), 0, (float) horizon, palette.horizon()));
        graphics.fill(new Rectangle2D.Double(0, 0, WIDTH, 1));
        if (chance(0.5)) {
            disc(Palette.lighter(palette.accent(), 0.7), from(0.1, WIDTH - 0.1), from(0.08, horizon), from(0.04, 0.12));
        }
        for (int i = chance(0.4) ? random.nextInt(1, 4) : 0; i > 0; i--) {
            cloud(from(0, WIDTH), from(0.05, 0.7 * horizon), from(0.08, 0.25));
        }
        for (int i = chance(0.25) ? random.nextInt(1, 6) : 0; i > 0; i--) {
            double x = from(0, WIDTH);
            double y = from(0.05, 0.8 * horizon);
            double span = from(0.015, 0.03);
            line(palette.land(0.1), 0.006, x - span, y - span / 2, x, y, x + span, y - span / 2);
        }
    }

    private void cloud(double x, double y, double length) {
        Color color = Palette.lighter(palette.horizon(), 0.6);
        for (int i = random.nextInt(4, 9); i > 0; i--) {
            oval(color, x + from(-length, length), y + from(-0.02, 0.02), length * from(0.3, 0.6),
                    length * from(0.08, 0.2));
        }
    }
}
