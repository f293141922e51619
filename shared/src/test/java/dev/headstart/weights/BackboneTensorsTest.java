package dev.headstart.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.Backbones;
import dev.headstart.backbone.TensorSpec;
import dev.headstart.cli.UserException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights under the names that other programs give them. Each tensor is one number, seen everywhere. */
class BackboneTensorsTest {
    private static final String FILE = "sha256:00";
    private static final Backbone RESNET18 = Backbones.require("resnet18");

    static List<String> names() {
        return Backbones.names();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "module.", "_orig_mod.", "model.", "backbone.", "encoder.", "module.encoder.",
        "model.resnet.", "net.", "a.b.c.d."})
    void whateverStandsBeforeTheNamesIsTakenOff(String prefix) {
        for (String arch : List.of("resnet18", "vgg11_bn")) {
            Backbone backbone = Backbones.require(arch);
            StateDict found = choose(backbone, null, dict("", prefix::concat, backbone));
            assertEquals(backbone.tensors().stream().map(TensorSpec::name).sorted().toList(),
                    found.tensors().keySet().stream().sorted().toList());
            assertEquals(FILE, found.identity());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void childrenNumberedByASequentialAreFoundByTheirPlace(String arch) {
        Backbone backbone = Backbones.require(arch);
        Map<String, String> numbers = arch.startsWith("vgg") ? Map.of("features", "0", "classifier", "2")
                : Map.of("conv1", "0", "bn1", "1", "layer1", "4", "layer2", "5", "layer3", "6", "layer4", "7", "fc",
                        "9");
        for (String prefix : List.of("", "0.", "encoder.")) {
            StateDict found = choose(backbone, null, dict("", name -> {
                int dot = name.indexOf('.');
                return prefix + numbers.get(name.substring(0, dot)) + name.substring(dot);
            }, backbone));
            assertEquals(backbone.tensors().size(), found.tensors().size());
        }
    }

    @Test
    void featuresOfVggAloneAreEnoughForTheirLayers() {
        Backbone vgg = Backbones.require("vgg16");
        for (UnaryOperator<String> naming : List.<UnaryOperator<String>>of(name -> name,
                name -> name.replace("features.", ""))) {
            TensorDict all = dict("", naming, vgg);
            all.tensors().keySet().removeIf(name -> name.startsWith("classifier."));
            assertEquals(26, choose(vgg, null, all).tensors().size());
        }
    }

    @Test
    void featuresInDataParallelAreThoseOfTheWholeNetwork() {
        Backbone vgg = Backbones.require("vgg16");
        TensorDict dict = dict("", name -> name.replace("features.", "features.module."), vgg);
        assertEquals(32, choose(vgg, null, dict).tensors().size());
    }

    /** {@code Sequential(Dropout(), Linear(512, 2))}, {@code Identity()}, and VGG's whole classifier or its last layer replaced. */
    @ParameterizedTest
    @CsvSource({"resnet50, fc., fc.1.weight", "resnet50, fc., ''", "resnet50, fc., fc.0.0.weight",
        "vgg16, classifier.6., classifier.6.1.weight", "vgg16, classifier., classifier.1.weight"})
    void anotherHeadDoesNotMatter(String arch, String replaced, String by) {
        Backbone backbone = Backbones.require(arch);
        TensorDict dict = dict("", name -> name, backbone);
        dict.tensors().keySet().removeIf(name -> name.startsWith(replaced));
        int rest = dict.tensors().size();
        if (!by.isEmpty()) {
            dict.tensors().put(by, () -> view(List.of(2L, 77L)));
        }
        StateDict found = choose(backbone, null, dict);
        assertEquals(rest, found.tensors().size());
        assertEquals(List.of(), found.notes());
    }

    @Test
    void aLinearThatIsNoHeadsAndHasAnotherShapeIsNotThere() {
        Backbone vgg = Backbones.require("vgg16");
        TensorDict dict = dict("", name -> name, vgg);
        dict.tensors().put("classifier.0.weight", () -> view(List.of(256L, 25088L)));
        StateDict found = choose(vgg, null, dict);
        UserException e = assertThrows(UserException.class, () -> found.values("classifier.0.weight"));
        assertTrue(String.valueOf(e.getMessage()).contains("no tensor classifier.0.weight"), e.getMessage());
    }

    /** Two thousand million numbers of which the file holds one; read, they would take 8 GB. */
    @Test
    void aHeadThatIsLargerThanItsDataIsNotThere() {
        TensorDict dict = dict("", name -> name, RESNET18);
        dict.tensors().put("fc.weight", () -> view(List.of(4_000_000L, 512L)));
        assertFalse(choose(RESNET18, null, dict).tensors().containsKey("fc.weight"));
        MemorySegment storage = MemorySegment.ofArray(new byte[2 * 512 * Float.BYTES]);
        dict.tensors().put("fc.weight", () -> TensorView.contiguous(storage, ElementType.FLOAT, List.of(2L, 512L)));
        assertEquals(List.of(2, 512), choose(RESNET18, null, dict).shapes().get("fc.weight"));
    }

    @Test
    void timmsNamesOfVggsLinearsAreTorchvisions() {
        Backbone vgg = Backbones.require("vgg16");
        Map<String, String> timm = Map.of("classifier.0", "pre_logits.fc1", "classifier.3", "pre_logits.fc2",
                "classifier.6", "head.fc");
        TensorDict dict = dict("", name -> {
            int dot = name.lastIndexOf('.');
            return timm.getOrDefault(name.substring(0, dot), name.substring(0, dot)) + name.substring(dot);
        }, vgg);
        MemorySegment storage = MemorySegment.ofArray(new byte[4096 * 512 * 7 * 7]);
        dict.tensors()
                .put("pre_logits.fc1.weight",
                        () -> TensorView.contiguous(storage, ElementType.CHAR, List.of(4096L, 512L, 7L, 7L)));
        StateDict found = choose(vgg, null, dict);
        assertEquals(List.of(4096, 25088), found.shapes().get("classifier.0.weight"));
        assertEquals(32, found.tensors().size());
        assertEquals(List.of(), found.notes());
    }

    /** Blocks of resnet34 are among those of resnet18, and there are more of them. */
    @ParameterizedTest
    @CsvSource({"resnet18, resnet34, layer1.2.conv1.weight is not part of it",
        "resnet34, resnet18, layer1.2.conv1.weight is missing",
        "resnet50, wide_resnet50_2, 'layer1.0.conv1.weight is [128, 64, 1, 1], not [64, 64, 1, 1]'",
        "vgg11, vgg13, 'features.3.weight is missing'", "vgg16, resnet18, features.0.weight is missing"})
    void anotherArchitectureIsRefused(String arch, String file, String reason) {
        for (String prefix : List.of("", "backbone.")) {
            assertRefused(reason, arch, null, dict("", prefix::concat, Backbones.require(file)));
        }
    }

    @Test
    void aStrangerInsideTheBackboneMakesAnotherNetwork() {
        TensorDict dict = dict("", name -> name, RESNET18);
        dict.tensors().put("layer1.0.se.fc1.weight", () -> view(List.of(1L)));
        assertRefused("layer1.0.se.fc1.weight is not part of it", "resnet18", null, dict);
    }

    @Test
    void aStrangerBesideItIsLeftOutAndSaid() {
        TensorDict dict = dict("", "encoder."::concat, RESNET18);
        dict.tensors().put("encoder.projector.weight", () -> view(List.of(1L)));
        dict.tensors().put("decoder.weight", () -> view(List.of(1L)));
        StateDict found = choose(RESNET18, null, dict);
        assertEquals(List.of("the weights are those under encoder",
                "no part of resnet18, and left out of the weights: encoder.projector.weight"), found.notes());
    }

    @Test
    void theRawWeightsAreTakenBeforeTheirAverage() {
        TensorDict raw = new TensorDict("model", true, dict("", name -> name, RESNET18).tensors());
        TensorDict average = dict("model_ema", "module."::concat, RESNET18);
        StateDict found = choose(RESNET18, null, raw, average);
        assertEquals(FILE, found.identity());
        assertEquals(List.of("the weights are those under model; --state-dict-key can choose model_ema.module"),
                found.notes());
        for (String key : List.of("model_ema", "model_ema.module")) {
            assertEquals(FILE + ":model_ema.module", choose(RESNET18, key, raw, average).identity());
        }
        assertEquals(FILE, choose(RESNET18, "model", raw, average).identity());
        assertRefused("--state-dict-key 'ema' names no weights that fit; the keys are model, model_ema.module",
                "resnet18", "ema", raw, average);
    }

    @Test
    void ofSeveralThatFitOneMustBeChosen() {
        TensorDict both = dict("", "teacher."::concat, RESNET18);
        both.tensors().putAll(dict("", "student.net."::concat, RESNET18).tensors());
        String reason = "it holds several weights that fit, under teacher, student.net; choose with --state-dict-key";
        assertRefused(reason, "resnet18", null, both);
        assertEquals(FILE + ":student.net", choose(RESNET18, "student", both).identity());
        assertRefused("under teacher, student; choose", "resnet18", null, dict("teacher", name -> name, RESNET18),
                dict("student", name -> name, RESNET18));
    }

    @Test
    void theOnlyOneThatFitsIsTakenWhereverItLies() {
        TensorDict other = dict("model", name -> name, Backbones.require("resnet50"));
        StateDict found = choose(RESNET18, null, other, dict("student.net", "module."::concat, RESNET18));
        assertEquals(FILE, found.identity());
        assertEquals(List.of("the weights are those under student.net.module"), found.notes());
    }

    @Test
    void tensorsOfAnUnknownTypeDoNotKeepOthersFromBeingFound() {
        TensorDict good = new TensorDict("model", true, dict("", name -> name, RESNET18).tensors());
        for (String name : List.of("conv1.weight", "layer1.0.bn1.bias", "fc.weight")) {
            TensorDict other = dict("model_ema", each -> each, RESNET18);
            other.tensors().put(name, () -> {
                throw new UserException("it is a Float8Storage");
            });
            for (List<TensorDict> both : List.of(List.of(good, other), List.of(other, good))) {
                StateDict found = choose(RESNET18, null, both.toArray(TensorDict[]::new));
                assertEquals(FILE, found.identity());
                assertEquals(good.tensors().size(), found.tensors().size());
            }
            if (!name.startsWith("fc.")) {
                assertRefused("tensor " + name + ": it is a Float8Storage", "resnet18", null, other);
            }
        }
    }

    @Test
    void aRefusalIsAboutTheWeightsAndNotAboutWhatElseIsThere() {
        TensorDict optimizer = dict("optimizer.state", name -> name.replace("conv", "state"),
                Backbones.require("resnet50"));
        TensorDict few = new TensorDict("state_dict", true, new LinkedHashMap<>());
        few.tensors().put("mean", () -> view(List.of(3L)));
        TensorDict weights = new TensorDict("model", true, dict("", name -> name, RESNET18).tensors());
        assertRefused("the tensors under model are not weights of resnet34: layer1.2.conv1.weight is missing",
                "resnet34", null, optimizer, few, weights);
    }

    /** As a pickle of a hundred megabytes could hold them. */
    @Test
    void manyNamesAndPrefixesAreNoWork() {
        TensorDict dict = new TensorDict("", true, new LinkedHashMap<>());
        List<String> names = RESNET18.tensors().stream().map(TensorSpec::name).toList();
        for (int i = 0; i < 2000; i++) {
            dict.tensors().putAll(dict("", (i + ".")::concat, RESNET18).tensors());
            dict.tensors().put(i + ".layer1.0.x", () -> view(List.of(1L)));
        }
        assertEquals(2000 * (names.size() + 1), dict.tensors().size());
        Spent spent = Spent.now();
        assertRefused("is not part of it", "resnet18", null, dict);
        assertTrue(spent.seconds() < 5 && spent.heap() < 1 << 30, spent.seconds() + " s, " + spent.heap());
    }

    private static void assertRefused(String reason, String arch, @Nullable String key, TensorDict... dicts) {
        UserException e = assertThrows(UserException.class, () -> choose(Backbones.require(arch), key, dicts));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    private static StateDict choose(Backbone backbone, @Nullable String key, TensorDict... dicts) {
        WeightsFile file = new WeightsFile(List.of(dicts), Collections.unmodifiableSortedSet(new TreeSet<>()),
                Arena.global());
        return new StateDictChoice(file, backbone).choose(key, FILE);
    }

    private static TensorDict dict(String key, UnaryOperator<String> naming, Backbone backbone) {
        Map<String, Supplier<TensorView>> tensors = new LinkedHashMap<>();
        for (TensorSpec spec : backbone.tensors()) {
            List<Long> shape = spec.shape().stream().map(Integer::longValue).toList();
            TensorView view = view(shape);
            tensors.put(naming.apply(spec.name()), () -> view);
        }
        return new TensorDict(key, key.isEmpty(), tensors);
    }

    private static TensorView view(List<Long> shape) {
        List<Long> stride = new ArrayList<>(Collections.nCopies(shape.size(), 0L));
        return new TensorView(MemorySegment.ofArray(new byte[Float.BYTES]), ElementType.FLOAT, 0, shape, stride);
    }
}
