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
    private final Precision precision;
    private final boolean portable;
    private final List<String> parameters = new ArrayList<>();
    private final List<String> buffers = new ArrayList<>();
    private final StringBuilder attributes = new StringBuilder();
    private final StringBuilder packing = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final Map<String, String> methods = new LinkedHashMap<>();
    private int packedCount;

    /** @param portable whether tensors are parameters and buffers of the module, which move with it, or constants, which do not */
    Code(Archive archive, Precision precision, boolean portable) {
        this.archive = archive;
        this.precision = precision;
        this.portable = portable;
    }

    void line(String name, String expression) {
        body.append("    ").append(name).append(" = ").append(expression).append('\n');
    }

    /** A learned tensor in the program's precision. */
    String constant(Tensor tensor) throws IOException {
        return cast(float32(tensor));
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
        return precision.isFloat32() ? value : "torch.to(" + value + ", " + precision.scalarType() + ")";
    }

    /** @param packing an expression with {@code %s} for the tensor in the program's precision */
    String packed(Tensor tensor, String packing) throws IOException {
        String name = "w" + packedCount++;
        attribute(name, tensor);
        this.packing.append("      p")
                .append(name)
                .append(" = ")
                .append(packing.formatted(cast("self." + name)))
                .append('\n');
        this.packing.append("      self.").append(name).append(" = p").append(name).append('\n');
        return "self." + name;
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
        String pack = packedCount == 0 ? ""
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
