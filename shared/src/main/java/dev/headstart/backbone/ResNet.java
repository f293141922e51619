package dev.headstart.backbone;

import dev.headstart.backbone.Layer.AvgPool;
import dev.headstart.backbone.Layer.BatchNorm;
import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Conv;
import dev.headstart.backbone.Layer.Flatten;
import dev.headstart.backbone.Layer.Linear;
import dev.headstart.backbone.Layer.MaxPool;
import dev.headstart.backbone.Layer.Relu;
import dev.headstart.backbone.Layer.Residual;
import dev.headstart.backbone.Layer.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ResNet family: Deep Residual Learning (arXiv 1512.03385) in torchvision's form, whose bottleneck strides in its 3x3
 * convolution, with ResNeXt's groups (arXiv 1611.05431) and Wide ResNet's widths (arXiv 1605.07146).
 *
 * @param block the residual block
 * @param counts blocks per stage, four stages
 * @param groups groups of the 3x3 convolutions
 * @param widthPerGroup channels a group has in the first stage; 64 is the plain ResNet
 */
record ResNet(Block block, List<Integer> counts, int groups, int widthPerGroup) {

    enum Block {
        BASIC(1),
        BOTTLENECK(4);

        private final int expansion;

        Block(int expansion) {
            this.expansion = expansion;
        }
    }

    Sequential network(int classes) {
        List<Child> children = new ArrayList<>();
        children.add(new Child("conv1", new Conv(3, 64, 7, 2, 3, 1, false)));
        children.add(new Child("bn1", new BatchNorm(64)));
        children.add(new Child("relu", new Relu()));
        children.add(new Child("maxpool", new MaxPool(3, 2, 1)));
        int in = 64;
        for (int stage = 0; stage < counts.size(); stage++) {
            int planes = 64 << stage;
            List<Child> blocks = new ArrayList<>();
            for (int i = 0; i < counts.get(stage); i++) {
                int stride = i == 0 && stage > 0 ? 2 : 1;
                blocks.add(new Child(Integer.toString(i), residual(in, planes, stride)));
                in = planes * block.expansion;
            }
            children.add(new Child("layer" + (stage + 1), new Sequential(blocks)));
        }
        children.add(new Child("avgpool", new AvgPool(1)));
        children.add(new Child("flatten", new Flatten()));
        children.add(new Child("fc", new Linear(in, classes)));
        return new Sequential(children);
    }

    private Residual residual(int in, int planes, int stride) {
        int out = planes * block.expansion;
        int width = planes * widthPerGroup / 64 * groups;
        List<Child> body = switch (block) {
            case BASIC -> List.of(new Child("conv1", new Conv(in, planes, 3, stride, 1, 1, false)),
                    new Child("bn1", new BatchNorm(planes)), new Child("relu", new Relu()),
                    new Child("conv2", new Conv(planes, planes, 3, 1, 1, 1, false)),
                    new Child("bn2", new BatchNorm(planes)));
            case BOTTLENECK -> List.of(new Child("conv1", new Conv(in, width, 1, 1, 0, 1, false)),
                    new Child("bn1", new BatchNorm(width)), new Child("relu", new Relu()),
                    new Child("conv2", new Conv(width, width, 3, stride, 1, groups, false)),
                    new Child("bn2", new BatchNorm(width)), new Child("relu", new Relu()),
                    new Child("conv3", new Conv(width, out, 1, 1, 0, 1, false)), new Child("bn3", new BatchNorm(out)));
        };
        Optional<Sequential> downsample = stride == 1 && in == out ? Optional.empty()
                : Optional.of(new Sequential(List.of(new Child("0", new Conv(in, out, 1, stride, 0, 1, false)),
                        new Child("1", new BatchNorm(out)))));
        return new Residual(new Sequential(body), downsample);
    }
}
