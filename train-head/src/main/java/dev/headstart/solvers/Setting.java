package dev.headstart.solvers;

import org.jspecify.annotations.Nullable;

/**
 * What a head is trained with; null is what its kind does not have.
 *
 * @param l2 weight of {@code |W|^2 / 2} beside the mean loss
 * @param lr learning rate
 * @param neighbours that vote
 */
public record Setting(@Nullable Double l2, @Nullable Double lr, @Nullable Integer neighbours) {
    public static Setting penalty(double l2) {
        return new Setting(l2, null, null);
    }

    /** The penalty, of a kind that has one. */
    double requirePenalty() {
        if (l2 == null) {
            throw new IllegalStateException("no penalty in " + this);
        }
        return l2;
    }
}
