package dev.headstart.torchscript;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.headstart.files.ScratchFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Functions said in TorchScript: for what DJL's arrays lack, and for what they would do in many calls. Several threads may call them at a
 * time.
 */
public final class TorchModule implements AutoCloseable {
    private final Model model;

    /**
     * A function.
     *
     * @param parameters in TorchScript's serialised form: {@code x: Tensor, y: Tensor}
     * @param type of the result: {@code Tensor}, {@code Tuple[Tensor, Tensor]}
     * @param body its lines, not indented, the last one a {@code return}
     */
    public record Function(String name, String parameters, String type, String body) {
        private String definition() {
            return "def %s(self: __torch__.Net, %s) -> %s:\n%s".formatted(name, parameters, type, body.indent(2));
        }
    }

    private TorchModule(Model model) {
        this.model = model;
    }

    /** Compiles functions. */
    public static TorchModule of(Function... functions) throws IOException {
        try (ScratchFolder scratch = ScratchFolder.create()) {
            Path file = scratch.path().resolve("module.pt");
            try (Archive archive = new Archive(file)) {
                archive.finish("""
                        class Net(Module):
                          __parameters__ = []
                          __buffers__ = []
                          training : bool
                          packed : bool
                        """ + Stream.of(functions).map(f -> f.definition().indent(2)).collect(Collectors.joining()));
            }
            return new TorchModule(ModelFile.load(file, Device.cpu(), "functions"));
        }
    }

    /**
     * Calls one of the functions; the arrays it returns, alone, in tuples or in lists, belong to the manager.
     *
     * @param arguments an {@link NDArray} for a {@code Tensor}, a {@code List} of them for a {@code List[Tensor]}, a {@code Double} for a
     *     {@code float}, a {@code double[]} for a {@code List[float]}, a {@code Long} for an {@code int}
     */
    public NDList call(NDManager manager, Function function, Object... arguments) {
        try (IValue result = run(function, arguments)) {
            return result.toNDList((PtNDManager) manager);
        }
    }

    /** Calls one that returns a {@code float}. */
    public double number(Function function, Object... arguments) {
        try (IValue result = run(function, arguments)) {
            return result.toDouble();
        }
    }

    private IValue run(Function function, Object... arguments) {
        List<IValue> values = new ArrayList<>();
        try {
            for (Object argument : arguments) {
                values.add(value(argument));
            }
            return IValueUtils.runMethod((PtSymbolBlock) model.getBlock(), function.name(),
                    values.toArray(IValue[]::new));
        } finally {
            values.forEach(IValue::close);
        }
    }

    private static IValue value(Object argument) {
        return switch (argument) {
            case PtNDArray array -> IValue.from(array);
            case List<?> arrays ->
                IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
            case Double number -> IValue.from(number);
            case double[] numbers -> IValue.listFrom(numbers);
            case Long number -> IValue.from(number);
            default -> throw new IllegalArgumentException("no argument of TorchScript's: " + argument.getClass());
        };
    }

    @Override
    public void close() {
        model.close();
    }
}
