package dev.headstart.trainhead;

import dev.headstart.parquet.ParquetFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** In which order classes are numbered: as torchvision's ImageFolder sorts names, or by value where the column holds integers. */
final class ClassOrder {
    private ClassOrder() {}

    /** @param labelColumn null for the usual one */
    static Comparator<String> of(List<Path> files, @Nullable String labelColumn) throws IOException {
        for (Path path : files) {
            if (!integers(path, labelColumn == null ? "label" : labelColumn)) {
                return Comparator.naturalOrder();
            }
        }
        return Comparator.comparing(BigInteger::new);
    }

    private static boolean integers(Path path, String column) throws IOException {
        try (ParquetFile file = ParquetFile.open(path)) {
            return file.texts()
                    .stream()
                    .filter(text -> text.name().equals(column))
                    .map(text -> text.leaf().getPrimitiveType().getPrimitiveTypeName())
                    .anyMatch(type -> type == PrimitiveTypeName.INT32 || type == PrimitiveTypeName.INT64);
        }
    }
}
