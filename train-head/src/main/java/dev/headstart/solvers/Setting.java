package dev.headstart.solvers;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a head is trained with.
 *
 * @param values of the knobs that its kind has
 */
public record Setting(Map<Knob, Double> values) {
    public Setting {
        values = Map.copyOf(values);
    }

    public static Setting penalty(double l2) {
        return new Setting(Map.of(Knob.L2, l2));
    }

    /** A knob's value as files hold it, or null of a kind that has no such knob. */
    public @Nullable Number number(Knob knob) {
        Double value = values.get(knob);
        return value == null ? null : knob.number(value);
    }

    /** A knob's value, of a kind that has it. */
    double require(Knob knob) {
        Double value = values.get(knob);
        if (value == null) {
            throw new IllegalStateException("no " + knob.label() + " in " + this);
        }
        return value;
    }

    /** The penalty, of a kind that has one. */
    double requirePenalty() {
        return require(Knob.L2);
    }

    /** For people: {@code l2 0.001, lr 0.01}, or nothing. */
    @Override
    public String toString() {
        return Stream.of(Knob.values())
                .filter(values::containsKey)
                .map(k -> k.label() + " " + k.text(require(k)))
                .collect(Collectors.joining(", "));
    }
}
