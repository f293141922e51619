package dev.headstart.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headstart.embeddings.ColumnNames;
import dev.headstart.embeddings.EmbeddingsFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** What settles that folder says so in a property, and refuses where there is none. */
    @ParameterizedTest
    @CsvSource({"UNCOMPRESSED, false", "GZIP, false", "ZSTD, true"})
    void aFolderForNativeLibrariesIsNeededByTheCodecsThatHaveThem(CompressionCodec codec, boolean needed,
            @TempDir Path folder) throws IOException {
        Path path = folder.resolve("e.parquet");
        CraftedFile.Page labels = CraftedFile.data(1, Encoding.PLAIN,
                CraftedFile.join(CraftedFile.levels(CraftedFile.run(1, 1)), CraftedFile.text("ant")));
        CraftedFile.Page numbers = CraftedFile.data(1, Encoding.PLAIN,
                CraftedFile.join(CraftedFile.levels(CraftedFile.run(1, 0)), CraftedFile.levels(CraftedFile.run(1, 1)),
                        CraftedFile.integer(0)));
        new CraftedFile().rowGroup(1, chunk(codec, labels), chunk(codec, numbers)).write(path);
        String property = "ZstdTempFolder";
        String before = System.clearProperty(property);
        try {
            assertEquals(1, EmbeddingsFiles.read(List.of(path), ColumnNames.SHOWN, 1).rows().size());
            assertEquals(needed, System.getProperty(property) != null);
        } finally {
            if (before != null) {
                System.setProperty(property, before);
            }
        }
    }

    private static CraftedFile.Chunk chunk(CompressionCodec codec, CraftedFile.Page page) throws IOException {
        return new CraftedFile.Chunk(1, codec, List.of(switch (codec) {
            case ZSTD -> CraftedFile.zstd(page);
            case GZIP -> gzip(page);
            default -> page;
        }));
    }

    private static CraftedFile.Page gzip(CraftedFile.Page page) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(page.body());
        }
        return new CraftedFile.Page(page.header().deepCopy().setCompressed_page_size(packed.size()),
                packed.toByteArray());
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
