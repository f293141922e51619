package dev.headstart.weights;

import dev.headstart.cli.UserException;
import dev.headstart.weights.TensorUnpickler.StoredTensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.razorvine.pickle.PickleException;

/** A state dict in the zip format of {@code torch.save} (PyTorch 1.6 and later): {@code data.pkl} and an entry per storage. */
final class TorchZip implements Weights {
    private final ZipFile zip;
    private final String root;
    private final String identity;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    TorchZip(Path file, String identity) throws IOException {
        this.identity = identity;
        zip = new ZipFile(file.toFile());
        try {
            ZipEntry pickle = zip.stream()
                    .filter(e -> e.getName().endsWith("/data.pkl"))
                    .findFirst()
                    .orElseThrow(() -> new UserException("the zip holds no data.pkl"));
            root = pickle.getName().substring(0, pickle.getName().length() - "data.pkl".length());
            Object content = new TensorUnpickler()
                    .load(new ByteArrayInputStream(zip.getInputStream(pickle).readAllBytes()));
            if (!(content instanceof Map<?, ?> map)) {
                throw new UserException("it holds no state dict");
            }
            map.forEach((name, value) -> {
                if (value instanceof StoredTensor tensor) {
                    tensors.put(String.valueOf(name), tensor);
                }
            });
        } catch (PickleException e) {
            zip.close();
            throw new UserException("its pickle is broken: " + e.getMessage(), e);
        } catch (RuntimeException | IOException e) {
            zip.close();
            throw e;
        }
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        tensors.forEach((name, t) -> shapes.put(name, t.shape().stream().map(Math::toIntExact).toList()));
        return shapes;
    }

    @Override
    public float[] values(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        ZipEntry entry = zip.getEntry(root + "data/" + tensor.storage().key());
        if (entry == null) {
            throw new UserException("tensor " + name + " has no data in the file; is it whole?");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return Strided.read(tensor, ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IndexOutOfBoundsException e) {
            throw new UserException("tensor " + name + " reaches beyond its data in the file; is it whole?", e);
        }
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
