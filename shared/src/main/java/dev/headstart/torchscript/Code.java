package dev.headstart.torchscript;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text of a program as it grows, its tensors going straight into the archive. What {@link #packed} names is rearranged once, in the
 * first call of {@code forward}, and kept as an attribute.
 */
final class Code {
    private final Archive archive;
    private final Precision weights;
    private final Precision arithmetic;
    private final boolean portable;
    private final List<String> parameters = new ArrayList<>();
    private final List<String> buffers = new ArrayList<>();
    private final StringBuilder attributes = new StringBuilder();
    private final StringBuilder packing = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final Map<String, String> methods = new LinkedHashMap<>();
    private int heldCount;

    /**
     * @param weights the precision that weights are rounded to
     * @param arithmetic the precision that is computed in
     * @param portable whether tensors are parameters and buffers of the module, which move with it, or constants, which do not
     */
    Code(Archive archive, Precision weights, Precision arithmetic, boolean portable) {
        this.archive = archive;
        this.weights = weights;
        this.arithmetic = arithmetic;
        this.portable = portable;
    }

    void line(String name, String expression) {
        body.append("    ").append(name).append(" = ").append(expression).append('\n');
    }

    /** A learned tensor in the precision that is computed in, rounded to that of the weights. */
    String constant(Tensor tensor) throws IOException {
        return cast(float32(rounded(tensor)));
    }

    /**
     * Rounds a tensor that is multiplied, where the program's casts do not. Biases, which have one dimension, are only added: in float32 they
     * cost nothing, and rounding them would add half as much again to the distance from exact features.
     */
    private Tensor rounded(Tensor tensor) {
        boolean exact = weights == arithmetic || tensor.shape().size() == 1;
        return exact ? tensor : new Tensor(tensor.values().rounded(weights), tensor.shape(), tensor.stride());
    }

    /** A learned tensor in float32. */
    String float32(Tensor tensor) throws IOException {
        return tensor(tensor, "p", parameters);
    }

    /** A tensor in float32 that nobody learned. */
    String buffer(Tensor tensor) throws IOException {
        return tensor(tensor, "b", buffers);
    }

    private String tensor(Tensor tensor, String prefix, List<String> names) throws IOException {
        if (!portable) {
            return archive.constant(tensor);
        }
        String name = prefix + names.size();
        names.add(name);
        return attribute(name, tensor);
    }

    private String attribute(String name, Tensor tensor) throws IOException {
        archive.attribute(name, tensor);
        attributes.append("  ").append(name).append(" : Tensor\n");
        return "self." + name;
    }

    String cast(String value) {
        return arithmetic.isFloat32() ? value : "torch.to(" + value + ", " + arithmetic.scalarType() + ")";
    }

    /**
     * Keeps a learned tensor in an attribute, rearranged once, in the first call.
     *
     * @param packing an expression with {@code %s} for the tensor in the precision that is computed in
     * @return the attribute
     */
    String packed(Tensor tensor, String packing) throws IOException {
        String name = held(tensor);
        pack(name, packing.formatted(cast(name)));
        return name;
    }

    /**
     * Keeps the sum of two learned tensors in an attribute, in the precision that is computed in. The program adds them in its first call, so
     * that every stored tensor is one layer's.
     *
     * @param held the attribute that holds the second
     * @return the attribute
     */
    String packedSum(Tensor tensor, String held) throws IOException {
        String name = held(tensor);
        pack(name, cast("torch.add(" + name + ", " + held + ")"));
        return name;
    }

    /** Keeps a learned tensor in an attribute, in float32; returns the attribute. */
    String held(Tensor tensor) throws IOException {
        return attribute("w" + heldCount++, rounded(tensor));
    }

    private void pack(String attribute, String expression) {
        String local = "p" + attribute.substring("self.".length());
        packing.append("      ").append(local).append(" = ").append(expression).append('\n');
        packing.append("      ").append(attribute).append(" = ").append(local).append('\n');
    }

    /** Whether there is such a method beside {@code forward}. */
    boolean defines(String method) {
        return methods.containsKey(method);
    }

    /** @param text from the parameters on; the statements are indented by four */
    void define(String method, String text) {
        methods.put(method, text);
    }

    void finish(String type, String result) throws IOException {
        String pack = packing.isEmpty() ? ""
                : "    packed = self.packed\n    if torch.__not__(packed):\n" + packing
                        + "      self.packed = True\n    else:\n      pass\n";
        String definitions = methods.entrySet()
                .stream()
                .map(m -> "  def " + m.getKey() + m.getValue())
                .collect(Collectors.joining());
        archive.finish("""
                class Net(Module):
                  __parameters__ = [%s]
                  __buffers__ = [%s]
                  training : bool
                  packed : bool
                %s  def forward(self: __torch__.Net,
                    x: Tensor) -> %s:
                %s%s    return %s
                %s""".formatted(quoted(parameters), quoted(buffers), attributes, type, pack, body, result,
                definitions));
    }

    private static String quoted(List<String> names) {
        return names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", "));
    }
}
