/**
 * Architectures as data. A {@link dev.headstart.backbone.Backbone} is a name and a tree of {@link dev.headstart.backbone.Layer}s whose
 * children carry torchvision's state-dict names; weights, compiler, descriptions and counts all read that tree, and there is no second
 * list of layers anywhere.
 *
 * <p>To add an architecture: write a record that builds its {@link dev.headstart.backbone.Layer.Sequential}, as
 * {@link dev.headstart.backbone.ResNet} and {@link dev.headstart.backbone.Vgg} do, ending in the Linear that is the head, and give it a
 * line in {@link dev.headstart.backbone.Backbones}. Pictures come in as {@code [N, 3, H, W]}, maps are {@code [N, C, H, W]}, the head
 * gives logits {@code [N, classes]}. Another member of a family is that one line alone. Only a new kind of layer needs more: a record in
 * {@link dev.headstart.backbone.Layer}, and the compiler of Java then names every place that has to know it.
 */
@NullMarked
package dev.headstart.backbone;

import org.jspecify.annotations.NullMarked;
