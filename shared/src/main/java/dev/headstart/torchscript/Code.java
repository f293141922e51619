package dev.headstart.torchscript;

import java.io.IOException;

/**
 * The text of a program as it grows, its tensors going straight into the archive. What {@link #packed} names is rearranged once, in the
 * first call of {@code forward}, and kept as an attribute.
 */
final class Code {
    private final Archive archive;
    private final Precision precision;
    private final StringBuilder attributes = new StringBuilder();
    private final StringBuilder packing = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private int attributeCount;

    Code(Archive archive, Precision precision) {
        this.archive = archive;
        this.precision = precision;
    }

    void line(String name, String expression) {
        body.append("    ").append(name).append(" = ").append(expression).append('\n');
    }

    /** A constant in float32. */
    String float32(Tensor tensor) throws IOException {
        return archive.constant(tensor);
    }

    /** A constant in the program's precision. */
    String constant(Tensor tensor) throws IOException {
        return cast(archive.constant(tensor));
    }

    String cast(String value) {
        return precision == Precision.FP32 ? value : "torch.to(" + value + ", " + precision.scalarType() + ")";
    }

    /** @param packing an expression with {@code %s} for the tensor in the program's precision */
    String packed(Tensor tensor, String packing) throws IOException {
        String name = "w" + attributeCount++;
        archive.attribute(name, tensor);
        attributes.append("  ").append(name).append(" : Tensor\n");
        this.packing.append("      p")
                .append(name)
                .append(" = ")
                .append(packing.formatted(cast("self." + name)))
                .append('\n');
        this.packing.append("      self.").append(name).append(" = p").append(name).append('\n');
        return "self." + name;
    }

    void finish(String type, String result) throws IOException {
        String pack = attributeCount == 0 ? ""
                : "    packed = self.packed\n    if torch.__not__(packed):\n" + packing
                        + "      self.packed = True\n    else:\n      pass\n";
        archive.finish("""
                class Net(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  packed : bool
                %s  def forward(self: __torch__.Net,
                    x: Tensor) -> %s:
                %s%s    return %s
                """.formatted(attributes, type, pack, body, result));
    }
}
