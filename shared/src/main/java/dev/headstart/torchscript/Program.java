package dev.headstart.torchscript;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A compiled network loaded into libtorch. After a first run, which packs the weights, several threads may run it at a time; all with as
 * many threads of libtorch's as the first had ({@link Devices#useThreads}), or oneDNN may want other packing, and do it in every run.
 */
public final class Program implements AutoCloseable {
    private final Model model;

    private Program(Model model) {
        this.model = model;
    }

    /** Loads what {@link Compiler} wrote. */
    public static Program load(Path file, Device device) throws IOException {
        return new Program(ModelFile.load(file, device, "compiled network"));
    }

    /**
     * Runs one batch.
     *
     * @param pixels a direct buffer of {@code n * size * size * 3} bytes, {@code [N, H, W, 3]} in RGB
     * @return per wanted layer {@code n * dim} floats, row by row
     */
    public List<float[]> run(ByteBuffer pixels, int n, int size) {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDArray x = manager.create(pixels, new Shape(n, size, size, 3), DataType.UINT8);
            NDList result = model.getBlock().forward(new ParameterStore(manager, false), new NDList(x), false);
            return result.stream().map(NDArray::toFloatArray).toList();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
