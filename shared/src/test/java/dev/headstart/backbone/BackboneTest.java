package dev.headstart.backbone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.headstart.backbone.Layer.Child;
import dev.headstart.backbone.Layer.Dropout;
import dev.headstart.backbone.Layer.Flatten;
import dev.headstart.backbone.Layer.Linear;
import dev.headstart.backbone.Layer.Sequential;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackboneTest {
    private static final Child HEAD = new Child("0", new Linear(512, 1000));

    private static Backbone backbone(Child... children) {
        return new Backbone("small", new Sequential(List.of(children)));
    }

    @Test
    void thePenultimateLayerIsTheHeadsNeighbour() {
        assertEquals("flatten", Backbones.require("resnet18").penultimate());
        assertEquals("classifier.5", Backbones.require("vgg16").penultimate());
    }

    @Test
    void aModuleOfTheHeadAloneHasThePenultimateLayerBeforeIt() {
        Child flatten = new Child("flatten", new Flatten());
        Child classifier = new Child("classifier", new Sequential(List.of(HEAD)));
        Backbone one = backbone(flatten, classifier);
        assertEquals("flatten", one.penultimate());
        assertEquals("classifier.0", one.headName());
        Child dropout = new Child("dropout", new Dropout(0.2));
        assertEquals("heads.dropout",
                backbone(flatten, new Child("heads", new Sequential(List.of(dropout, classifier)))).penultimate());
    }

    @Test
    void aHeadWithNothingBeforeItHasNoPenultimateLayer() {
        Backbone head = backbone(new Child("classifier", new Sequential(List.of(HEAD))));
        assertThrows(IllegalStateException.class, head::penultimate);
    }
}
