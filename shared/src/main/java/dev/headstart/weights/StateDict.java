package dev.headstart.weights;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tensors in a mapped file, under the names that torchvision gives them. */
final class StateDict implements Weights {
    /** What wrappers put before every name: DataParallel, {@code torch.compile}, Lightning-like trainers. */
    private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.", "model.");

    /** timm's names of VGG's three Linears; its first two are convolutions there, of the same values in the same order. */
    private static final Map<String, String> TIMM = Map.of("pre_logits.fc1", "classifier.0", "pre_logits.fc2",
            "classifier.3", "head.fc", "classifier.6");

    private final Map<String, TensorView> tensors;
    private final String identity;
    private final Arena mapping;

    /** @param mapping closed with this */
    StateDict(Map<String, TensorView> tensors, String identity, Arena mapping) {
        this.tensors = rename(tensors);
        this.identity = identity;
        this.mapping = mapping;
    }

    private static Map<String, TensorView> rename(Map<String, TensorView> tensors) {
        Map<String, TensorView> renamed = tensors;
        for (String wrapper = wrapper(renamed); !wrapper.isEmpty(); wrapper = wrapper(renamed)) {
            Map<String, TensorView> inner = new LinkedHashMap<>();
            for (Map.Entry<String, TensorView> e : renamed.entrySet()) {
                inner.put(e.getKey().substring(wrapper.length()), e.getValue());
            }
            renamed = inner;
        }
        Map<String, TensorView> torchvision = new LinkedHashMap<>();
        renamed.forEach((name, tensor) -> {
            int dot = name.lastIndexOf('.');
            String layer = dot < 0 ? null : TIMM.get(name.substring(0, dot));
            if (layer == null) {
                torchvision.put(name, tensor);
            } else {
                torchvision.put(layer + name.substring(dot), matrix(tensor));
            }
        });
        return torchvision;
    }

    private static String wrapper(Map<String, TensorView> tensors) {
        return WRAPPERS.stream()
                .filter(w -> !tensors.isEmpty() && tensors.keySet().stream().allMatch(n -> n.startsWith(w)))
                .findFirst()
                .orElse("");
    }

    /** {@code [out, in, h, w]} as {@code [out, in * h * w]}. */
    private static TensorView matrix(TensorView t) {
        if (t.shape().size() != 4) {
            return t;
        }
        TensorView rows = TensorView.contiguous(t.storage(), t.type(), t.shape());
        if (t.offset() != 0 || !rows.stride().equals(t.stride())) {
            return t;
        }
        List<Long> s = t.shape();
        return TensorView.contiguous(t.storage(), t.type(), List.of(s.get(0), s.get(1) * s.get(2) * s.get(3)));
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        return tensors.entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey,
                        e -> e.getValue().shape().stream().map(Math::toIntExact).toList(), (a, _) -> a,
                        LinkedHashMap::new));
    }

    @Override
    public float[] values(String name, int from, int count) {
        TensorView tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return tensor.read(from, count);
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void close() {
        if (mapping.scope().isAlive()) {
            mapping.close();
        }
    }
}
