package dev.headstart.torchscript;

import dev.headstart.backbone.Layer;
import dev.headstart.backbone.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A convolution and what is fused into it: {@code relu?(conv(input) + bias + sum?)}.
 *
 * @param in shape of the input
 * @param weight channels-last, the batch norm folded in
 * @param bias {@code [C]}, the batch norm folded in
 * @param biased whether the bias is added here; if not, the convolution that adds this one's result adds it, see
 *     {@link Kernels#addsBiasOfShortcut}
 * @param input the value that is convolved
 * @param sum a value that is added, or null
 * @param spent whether nothing reads {@code sum} later, so that the result may take its place in memory
 * @param shortcutBias the attribute that holds the bias which {@code sum} lacks, or null
 * @param relu whether a ReLU ends it
 */
record FusedConvolution(Layer.Conv layer, Shape in, Tensor weight, Tensor bias, boolean biased, String input,
        @Nullable String sum, boolean spent, @Nullable String shortcutBias, boolean relu) {

    /** {@code stride}, as operators take it. */
    String stride() {
        return Kernels.pair(layer.stride());
    }

    /** {@code padding}, as operators take it. */
    String padding() {
        return Kernels.pair(layer.padding());
    }
}
