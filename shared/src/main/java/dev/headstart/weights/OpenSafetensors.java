package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file that is open. Its header is in memory. Values are read when they are asked for, so that the header can be checked
 * first: in float32, values of one byte take four times the memory that they take in the file.
 */
public final class OpenSafetensors implements AutoCloseable {
    private final Arena arena;
    private final SafetensorsFile file;
    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();

    private OpenSafetensors(Arena arena, SafetensorsFile file) {
        this.arena = arena;
        this.file = file;
        file.entries()
                .keySet()
                .forEach(name -> shapes.put(name, file.view(name).shape().stream().map(Math::toIntExact).toList()));
    }

    /** @throws UserException if it is no safetensors file, or one of its tensors is of an unknown type */
    public static OpenSafetensors open(Path path) throws IOException {
        Arena arena = Arena.ofConfined();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new OpenSafetensors(arena,
                    SafetensorsFile.of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** Shapes by name. */
    public Map<String, List<Integer>> shapes() {
        return shapes;
    }

    /** @throws UserException if there is no tensor of that name */
    public List<Integer> shape(String name) {
        return Safetensors.require(shapes, name);
    }

    /** Free text under {@code __metadata__}. */
    public Map<String, String> metadata() {
        return file.metadata();
    }

    /**
     * All values of a tensor in row-major order, converted to float32.
     *
     * @param name of one that is there
     */
    public float[] values(String name) {
        TensorView view = file.view(name);
        return view.read(0, view.size());
    }

    @Override
    public void close() {
        arena.close();
    }
}
