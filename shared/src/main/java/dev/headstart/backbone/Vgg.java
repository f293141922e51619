package dev.headstart.backbone;

import dev.headstart.backbone.Layer.AvgPool;
import dev.headstart.backbone.Layer.BatchNorm;
import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Conv;
import dev.headstart.backbone.Layer.Dropout;
import dev.headstart.backbone.Layer.Flatten;
import dev.headstart.backbone.Layer.Linear;
import dev.headstart.backbone.Layer.MaxPool;
import dev.headstart.backbone.Layer.Relu;
import dev.headstart.backbone.Layer.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * The VGG family (arXiv 1409.1556) in torchvision's form.
 *
 * @param convolutions convolutions per stage; the five stages have 64, 128, 256, 512 and 512 channels and end in a max pool
 */
record Vgg(List<Integer> convolutions, boolean batchNorm) {
    private static final List<Integer> CHANNELS = List.of(64, 128, 256, 512, 512);

    Sequential network(int classes) {
        List<Layer> features = new ArrayList<>();
        int in = 3;
        for (int stage = 0; stage < convolutions.size(); stage++) {
            int out = CHANNELS.get(stage);
            for (int i = 0; i < convolutions.get(stage); i++) {
                features.add(new Conv(in, out, 3, 1, 1, 1, true));
                if (batchNorm) {
                    features.add(new BatchNorm(out));
                }
                features.add(new Relu());
                in = out;
            }
            features.add(new MaxPool(2, 2, 0));
        }
        List<Layer> classifier = List.of(new Linear(in * 7 * 7, 4096), new Relu(), new Dropout(0.5),
                new Linear(4096, 4096), new Relu(), new Dropout(0.5), new Linear(4096, classes));
        return new Sequential(List.of(new Child("features", numbered(features)), new Child("avgpool", new AvgPool(7)),
                new Child("flatten", new Flatten()), new Child("classifier", numbered(classifier))));
    }

    private static Sequential numbered(List<Layer> layers) {
        List<Child> children = new ArrayList<>();
        for (Layer layer : layers) {
            children.add(new Child(Integer.toString(children.size()), layer));
        }
        return new Sequential(children);
    }
}
