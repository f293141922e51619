/**
 * Where the numbers of a network come from: files as PyTorch, timm and safetensors write them, PyTorch's own download cache, or a seed.
 * Whatever the source, a {@link dev.headstart.weights.Weights} hands out float32 tensors by torchvision's state-dict names, one at a
 * time. Nothing a file contains is ever executed.
 */
@NullMarked
package dev.headstart.weights;

import org.jspecify.annotations.NullMarked;
