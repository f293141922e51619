package dev.headstart.torchscript;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** TorchScript archives with one entry changed, to rehearse on a CPU what is meant for a GPU. */
final class Rewritten {
    /** What stands in for operators that CPUs lack: methods of the module, with the operator's own parameters. */
    private static final Map<String, String> STAND_INS = Map.of("cudnn_convolution_relu", """
              def cudnn_convolution_relu(self: __torch__.Net, x: Tensor, w: Tensor, b: Tensor, stride: List[int],
                  padding: List[int], dilation: List[int], groups: int) -> Tensor:
                return torch.relu(torch.conv2d(x, w, b, stride, padding, dilation, groups))
            """, "cudnn_convolution_add_relu", """
              def cudnn_convolution_add_relu(self: __torch__.Net, x: Tensor, w: Tensor, z: Tensor, alpha: int, b: Tensor,
                  stride: List[int], padding: List[int], dilation: List[int], groups: int) -> Tensor:
                sum = torch.add(torch.conv2d(x, w, b, stride, padding, dilation, groups), z, alpha=alpha)
                return torch.relu(sum)
            """);

    private Rewritten() {}

    /** Has a program for CUDA run on a CPU: cuDNN's fused operators become what they are documented to compute. */
    static void forCpu(Path archive) throws IOException {
        entry(archive, "net/code/__torch__.py", bytes -> {
            String code = new String(bytes, StandardCharsets.UTF_8);
            String called = STAND_INS.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
            return (code.replaceAll("torch\\.(" + called + ")\\(", "(self).$1(") + String.join("", STAND_INS.values()))
                    .getBytes(StandardCharsets.UTF_8);
        });
    }

    /** Has an archive say that its tensors were saved on the first GPU. */
    static void savedOnGpu(Path archive) throws IOException {
        entry(archive, "net/data.pkl", bytes -> {
            String pickle = new String(bytes, StandardCharsets.ISO_8859_1);
            return pickle.replace("X\3\0\0\0cpu", "X\6\0\0\0cuda:0").getBytes(StandardCharsets.ISO_8859_1);
        });
    }

    /** The text of a program. */
    static String code(Path archive) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            return new String(zip.getInputStream(zip.getEntry("net/code/__torch__.py")).readAllBytes(),
                    StandardCharsets.UTF_8);
        }
    }

    private static void entry(Path archive, String name, UnaryOperator<byte[]> change) throws IOException {
        Path changed = Files.createTempFile(archive.toAbsolutePath().getParent(), "changed", ".pt");
        try (ZipFile from = ZipFile.builder().setPath(archive).get();
                ZipArchiveOutputStream to = new ZipArchiveOutputStream(changed)) {
            to.setMethod(ZipArchiveOutputStream.STORED);
            for (ZipArchiveEntry entry : Collections.list(from.getEntries())) {
                byte[] content = from.getInputStream(entry).readAllBytes();
                to.putArchiveEntry(new ZipArchiveEntry(entry.getName()));
                to.write(entry.getName().equals(name) ? change.apply(content) : content);
                to.closeArchiveEntry();
            }
        }
        Files.move(changed, archive, StandardCopyOption.REPLACE_EXISTING);
    }
}
