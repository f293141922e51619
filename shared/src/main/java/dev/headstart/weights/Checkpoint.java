package dev.headstart.weights;

import dev.headstart.weights.Pickled.Dict;
import dev.headstart.weights.Pickled.Tensor;
import dev.headstart.weights.Pickled.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds the dicts of tensors in what a training program saved.
 *
 * @param views gives what a tensor is a view of
 */
record Checkpoint(Function<Tensor, TensorView> views) {
    /** What most keep their weights under; looked into first, in this order. */
    private static final List<String> USUAL = List.of("state_dict", "model", "model_state_dict");

    /** Dicts within dicts that are looked into: Lightning has its weights one down, DINO's teacher lies two down. */
    private static final int DEEPEST = 4;

    List<TensorDict> dicts(Dict content) {
        List<TensorDict> found = new ArrayList<>();
        collect(content, "", true, 0, Collections.newSetFromMap(new IdentityHashMap<>()), found);
        return found;
    }

    private void collect(Dict dict, String key, boolean usual, int depth, Set<Dict> visited, List<TensorDict> to) {
        if (depth > DEEPEST || !visited.add(dict)) {
            return;
        }
        String prefix = key.isEmpty() ? "" : key + ".";
        for (String inner : USUAL) {
            if (dict.get(inner) instanceof Dict child) {
                collect(child, prefix + inner, usual, depth + 1, visited, to);
            }
        }
        Map<String, Supplier<TensorView>> tensors = new LinkedHashMap<>();
        Map<String, Dict> others = new LinkedHashMap<>();
        List<Pickled> entries = dict.keysAndValues();
        for (int i = 0; i < entries.size(); i += 2) {
            if (entries.get(i) instanceof Text(String name)) {
                switch (entries.get(i + 1)) {
                    case Tensor tensor -> tensors.put(name, () -> views.apply(tensor));
                    case Dict child -> others.put(name, child);
                    default -> {
                    }
                }
            }
        }
        if (!tensors.isEmpty()) {
            to.add(new TensorDict(key, usual, tensors));
        }
        others.forEach((name, child) -> collect(child, prefix + name, false, depth + 1, visited, to));
    }
}
