package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tensors in a mapped file, under the names that torchvision gives them.
 *
 * @param notes what to say of how they were found
 * @param file closed with this
 */
record StateDict(Map<String, TensorView> tensors, String identity, List<String> notes,
        WeightsFile file) implements Weights {

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
            throw new UserException("the weights have no tensor " + name + ", which this needs");
        }
        return tensor.read(from, count);
    }

    @Override
    public void close() {
        file.close();
    }
}
