package dev.headstart.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The values that a sweep tries, ascending.
 *
 * @param ratio of neighbours, if more may be tried where the best is at an end; else 1
 */
public record Grid(List<Double> values, double ratio) {
    private static final int MORE = 8;

    public Grid {
        values = List.copyOf(values);
    }

    /** Whether more may be tried beyond an end. */
    boolean extensible() {
        return ratio > 1;
    }

    /** The next values beyond an end, as far apart as those there. */
    Grid beyond(boolean above) {
        List<Double> more = new ArrayList<>();
        for (int i = 1; i <= MORE; i++) {
            more.add(above ? values.getLast() * Math.pow(ratio, i) : values.getFirst() / Math.pow(ratio, i));
        }
        return new Grid(more.stream().sorted().toList(), ratio);
    }

    /** Reads what {@link Converter} does. */
    static Grid of(String text) {
        return new Converter().convert(text);
    }

    /** Reads {@code 1e-4}, {@code 0.1,1} or {@code 1e-6:1e2:25}: from, to, and how many, at equal ratios. */
    public static final class Converter implements ITypeConverter<Grid> {
        @Override
        public Grid convert(String text) {
            try {
                if (text.contains(":")) {
                    return range(text.split(":", -1));
                }
                List<Double> values = Stream.of(text.split(",", -1)).map(Double::valueOf).distinct().sorted().toList();
                if (values.stream().allMatch(v -> v >= 0 && v < Double.POSITIVE_INFINITY)) {
                    return new Grid(values, 1);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new TypeConversionException(
                    "'" + text + "' is no number from 0 on, nor a list 0.1,1, nor a range 1e-6:1e1:25");
        }

        private static Grid range(String[] parts) {
            if (parts.length != 3) {
                throw new NumberFormatException(Arrays.toString(parts));
            }
            double from = Double.parseDouble(parts[0]);
            double to = Double.parseDouble(parts[1]);
            int count = Integer.parseInt(parts[2]);
            if (!(from > 0 && to > from && to / from < Double.POSITIVE_INFINITY && count >= 2)) {
                throw new NumberFormatException(Arrays.toString(parts));
            }
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(from * Math.pow(to / from, (double) i / (count - 1)));
            }
            return new Grid(values, Math.pow(to / from, 1.0 / (count - 1)));
        }
    }

    /** Reads {@code 5} or {@code 1,3,5}. */
    public static final class Counts implements ITypeConverter<Grid> {
        @Override
        public Grid convert(String text) {
            if (!text.matches("[1-9]\\d{0,8}(,[1-9]\\d{0,8})*")) {
                throw new TypeConversionException("'" + text + "' is no number from 1 on, nor a list 1,3,5");
            }
            return new Grid(Stream.of(text.split(",", -1)).map(Double::valueOf).distinct().sorted().toList(), 1);
        }
    }
}
