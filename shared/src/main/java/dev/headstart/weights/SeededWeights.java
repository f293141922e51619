package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights without a download: every tensor is a pure function of its state-dict name and a seed, the same to the bit everywhere. They
 * are untrained: they serve tests, benchmarks and a first run without a network, never a result.
 *
 * <p>Element {@code i} of a tensor is SplitMix64's output {@code i} from the state {@code sha256(name)[0..8] ^ seed}, scaled to
 * {@code [-1, 1)} in float32, then by the tensor's role: He-uniform for weights, near the identity for batch norms.
 */
public final class SeededWeights implements Weights {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final float BIAS_RANGE = 0.05f;
    private static final float NORM_RANGE = 0.1f;
    /** Keeps the variance of a deep residual network from doubling in every block. */
    private static final float CLOSING_SCALE = 0.25f;

    private final Map<String, TensorSpec> specs = new LinkedHashMap<>();
    private final long seed;

    public SeededWeights(Backbone backbone, long seed) {
        backbone.tensors().forEach(s -> specs.put(s.name(), s));
        this.seed = seed;
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        specs.forEach((name, spec) -> shapes.put(name, spec.shape()));
        return shapes;
    }

    @Override
    public float[] values(String name, int from, int count) {
        TensorSpec spec = specs.get(name);
        if (spec == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        float fanInScale = (float) Math.sqrt(6.0 / ((double) spec.size() / spec.shape().getFirst()));
        long key = key(name) ^ seed;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            float r = 2 * ((mix(key + (from + i + 1) * GOLDEN_GAMMA) >>> 40) * 0x1p-24f) - 1;
            values[i] = switch (spec.role()) {
                case WEIGHT -> fanInScale * r;
                case BIAS -> BIAS_RANGE * r;
                case NORM_WEIGHT -> spec.closesResidual() ? (1 + NORM_RANGE * r) * CLOSING_SCALE : 1 + NORM_RANGE * r;
                case NORM_BIAS, RUNNING_MEAN -> NORM_RANGE * r;
                case RUNNING_VAR -> 1 + NORM_RANGE * r;
            };
        }
        return values;
    }

    @Override
    public String identity() {
        return "seeded:" + seed;
    }

    @Override
    public void close() {}

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long key(String name) {
        byte[] digest = Sha256.digest().digest(name.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
