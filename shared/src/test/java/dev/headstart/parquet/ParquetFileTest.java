package dev.headstart.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParquetFileTest {
    /** Whose encoding or nesting is left to parquet-java's decoders. */
    private static final Set<String> NOT_BY_THE_PAGE = Set.of("byte-stream-split-double.parquet", "in-a-struct.parquet",
            "batch-of-one.parquet", "decimal-9.parquet", "decimal-30.parquet", "decimal-60.parquet",
            "decimal-as-integers.parquet");

    static List<Path> files() throws IOException {
        try (var files = Files.walk(Path.of("src/test/resources/parquet"))) {
            return files.filter(f -> f.toString().endsWith(".parquet"))
                    .filter(f -> !f.toString().contains("refused") && !f.endsWith("spark-ml-vector.parquet"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theNumbersAreTheSameByThePageAndByTheValue(Path path) throws IOException {
        try (ParquetFile file = ParquetFile.open(path)) {
            ListColumn column = (ListColumn) file.vectors().getFirst();
            Matrix byValue = matrix(file);
            file.readValues(column, byValue);
            Matrix byPage = matrix(file);
            boolean done = file.readPages(column, byPage);
            assertEquals(!isLeftToParquetJava(path), done);
            if (done) {
                for (long i = 0; i < file.rows(); i++) {
                    assertEquals(-1, byValue.row(i).mismatch(byPage.row(i)));
                }
            }
        }
    }

    private static boolean isLeftToParquetJava(Path path) {
        return NOT_BY_THE_PAGE.contains(String.valueOf(path.getFileName())) || path.endsWith("integers/delta.parquet");
    }

    private static Matrix matrix(ParquetFile file) {
        Matrix matrix = new Matrix(file.rows(), 1);
        matrix.begin(file.path().toString());
        return matrix;
    }
}
