package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import org.jspecify.annotations.Nullable;

/** What a {@link Step} of a lowered network does. */
sealed interface Op {

    /** {@code [N, 3, H, W]}, normalised. */
    record Input() implements Op {}

    /**
     * A convolution, with what was fused into it.
     *
     * @param norm path of the batch norm that is folded into weight and bias
     * @param relu whether a ReLU ends it, after the sum if there is one
     * @param sum whether the second input is added to its output
     */
    record Convolution(Layer.Conv conv, @Nullable String norm, boolean relu, boolean sum) implements Op {}

    /** A batch norm that stands alone because somebody wants to see what goes into it. */
    record Normalise(Layer.BatchNorm norm) implements Op {}

    record Rectify() implements Op {}

    record Add() implements Op {}

    record MaxPool(Layer.MaxPool pool) implements Op {}

    record AvgPool(Layer.AvgPool pool) implements Op {}

    record Flatten() implements Op {}

    /** @param relu whether a ReLU ends it */
    record Linear(Layer.Linear linear, boolean relu) implements Op {}
}
