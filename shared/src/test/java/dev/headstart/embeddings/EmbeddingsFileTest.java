package dev.headstart.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import dev.headstart.files.Forced;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingsFileTest {
    private static final Origin ORIGIN = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "resize 256",
            "apply", "fp32", "/pictures");
    private static final List<Embedding> ROWS = List.of(row("a/1.jpg", "a", "train", 0.5f, -1, Float.MIN_VALUE),
            row("b/läuft, \"so\".png", "b", "val", 1e30f, 0, 3), row("c.jpg", null, null, 4, 5, 6));

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        try (EmbeddingsReader reader = EmbeddingsReader.open(write("e.parquet", ORIGIN, ROWS))) {
            assertEquals(ORIGIN, reader.origin());
            assertEquals(List.of("embedding"), reader.columns());
        }
        Embeddings read = read(null, folder.resolve("e.parquet"));
        assertEquals(samples(), read.rows());
        List<Row> rows = new ArrayList<>();
        try (EmbeddingsReader reader = EmbeddingsReader.open(folder.resolve("e.parquet"))) {
            reader.forEachRow(rows::add);
        }
        assertEquals(ROWS.stream().map(Embedding::row).toList(), rows);
        assertEquals(3, read.dimension());
        for (int i = 0; i < ROWS.size(); i++) {
            assertArrayEquals(vector(ROWS.get(i)), row(read, i));
        }
    }

    @Test
    void severalLayersAreSeveralColumns() throws IOException {
        Origin origin = new Origin("vgg16", "seeded:0", List.of("features", "classifier.4"), "max", "resize 256",
                "apply", "fp32", "/pictures");
        Row row = ROWS.getFirst().row();
        Path file = write("e.parquet", origin, List.of(new Embedding(row, List.of(new float[]{1, 2}, new float[]{3}))));
        try (EmbeddingsReader reader = EmbeddingsReader.open(file)) {
            assertEquals(List.of("embedding_features", "embedding_classifier_4"), reader.columns());
        }
        assertArrayEquals(new float[]{3}, row(read("embedding_classifier_4", file), 0));
        try (EmbeddingsReader reader = EmbeddingsReader.open(file)) {
            reader.forEach(e -> {
                assertArrayEquals(new float[]{1, 2}, e.vectors().get(0));
                assertArrayEquals(new float[]{3}, e.vectors().get(1));
            });
        }
        assertRefused(file, "choose one with --column");
    }

    @Test
    void aNumberThatIsNoneIsRefusedByRowAndColumn() throws IOException {
        Path file = write("e.parquet", ORIGIN, List.of(ROWS.getFirst(), row("b.jpg", "b", null, 1, Float.NaN, 3)));
        assertRefused(file, "column 'embedding', row 1: number 1 is NaN");
    }

    @Test
    void rowsOfDifferentLengthAreRefused() throws IOException {
        assertRefused(write("e.parquet", ORIGIN, List.of(ROWS.getFirst(), row("b.jpg", "b", null, 1, 2))),
                "row 1: 2 numbers, and 3 in the rows before");
    }

    @Test
    void filesOfOneKindAreOneDataSetAndOthersAreRefused() throws IOException {
        Path one = write("one.parquet", ORIGIN, ROWS.subList(0, 2));
        Path two = write("two.parquet", ORIGIN, ROWS.subList(2, 3));
        Embeddings both = read(null, one, two);
        assertEquals(samples(), both.rows());
        assertArrayEquals(vector(ROWS.get(2)), row(both, 2));
        Origin bf16 = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "resize 256", "apply", "bf16",
                "/pictures");
        Path other = write("other.parquet", bf16, ROWS);
        UserException e = assertThrows(UserException.class, () -> read(null, one, other));
        assertTrue(String.valueOf(e.getMessage()).contains("precision bf16, not fp32"), e.getMessage());
    }

    @Test
    void metadataLongerThanAnyThatExtractWritesAreRefusedByFileAndKey() throws IOException {
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "resize 256 ".repeat(7000),
                "apply", "fp32", "/pictures");
        Path file = write("e.parquet", origin, ROWS);
        assertRefused(file, "'" + file + "': its metadata headstart.preprocessing have 77000 characters");
        assertNoStore(file, "headstart.preprocessing have 77000 characters");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(write("e.parquet", ORIGIN, ROWS));
        for (int length = 0; length < whole.length; length += 97) {
            Path file = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, length));
            assertRefused(file, "cannot be read as Parquet; is it whole?");
        }
    }

    @Test
    void duckDbFindsTheSameRowsAndTheFingerprint() throws IOException, SQLException {
        Path file = write("e.parquet", ORIGIN, ROWS);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = duck.createStatement()) {
            try (ResultSet rows = sql.executeQuery(
                    "select path, label, split, len(embedding), embedding[1], embedding[3]" + " from '" + file + "'")) {
                for (Embedding embedding : ROWS) {
                    Row row = embedding.row();
                    assertTrue(rows.next());
                    assertEquals(row.path(), rows.getString(1));
                    assertEquals(row.label(), rows.getString(2));
                    assertEquals(row.split(), rows.getString(3));
                    assertEquals(vector(embedding).length, rows.getInt(4));
                    assertEquals(vector(embedding)[0], rows.getFloat(5));
                    assertEquals(vector(embedding)[2], rows.getFloat(6));
                }
                assertFalse(rows.next());
            }
            try (ResultSet readme = sql.executeQuery(
                    "select label, count(*), len(any_value(embedding)) from '" + file + "' group by label")) {
                assertTrue(readme.next());
                assertEquals(vector(ROWS.getFirst()).length, readme.getInt(3));
            }
            try (ResultSet metadata = sql.executeQuery("select decode(value) from parquet_kv_metadata('" + file
                    + "') where decode(key) = 'headstart.fingerprint'")) {
                assertTrue(metadata.next());
                assertEquals(ORIGIN.fingerprint(), metadata.getString(1));
            }
            try (ResultSet chunks = sql.executeQuery("select compression, encodings from parquet_metadata('" + file
                    + "') where path_in_schema like 'embedding%'")) {
                assertTrue(chunks.next());
                assertEquals("ZSTD", chunks.getString(1));
                assertFalse(chunks.getString(2).contains("DICTIONARY"), chunks.getString(2));
                assertTrue(chunks.getString(2).contains("PLAIN"), chunks.getString(2));
            }
        }
    }

    @Test
    void theFingerprintForgetsTheFolderAndNothingElse() {
        Origin moved = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "resize 256", "apply", "fp32",
                "/elsewhere");
        Origin other = new Origin("resnet18", "seeded:1", List.of("flatten"), "avg", "resize 256", "apply", "fp32",
                "/pictures");
        assertEquals(ORIGIN.fingerprint(), moved.fingerprint());
        assertNotEquals(ORIGIN.fingerprint(), other.fingerprint());
    }

    @Test
    void storesOlderThanFastDecodingAreOfExactDecoding() throws IOException {
        assertEquals("aec64b3edd9cfb5fa7d2e1f934ab4503b2e87aa1a8a548490a2010f79574061c", ORIGIN.fingerprint());
        assertFalse(ORIGIN.toMetadata().containsKey("headstart.decode"));
        Origin reduced = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "resize 256", "apply", "fp32",
                "reduced", "/pictures");
        assertNotEquals(ORIGIN.fingerprint(), reduced.fingerprint());
        assertEquals(List.of("decode exact, not reduced"), ORIGIN.differences(reduced));
        assertEquals(List.of("decode reduced, not exact"), reduced.differences(ORIGIN));
        try (EmbeddingsReader reader = EmbeddingsReader.open(write("reduced.parquet", reduced, ROWS))) {
            assertEquals(reduced, reader.origin());
        }
        try (EmbeddingsReader reader = EmbeddingsReader.open(write("exact.parquet", ORIGIN, ROWS))) {
            assertEquals(ORIGIN, reader.origin());
        }
    }

    @Test
    void withoutCommitNothingIsLeftAndAnEarlierFileStays() throws IOException {
        Path target = folder.resolve("e.parquet");
        Files.writeString(target, "earlier");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(target, ORIGIN)) {
            writer.write(ROWS.getFirst());
        }
        assertEquals("earlier", Files.readString(target));
        try (var left = Files.list(folder)) {
            assertEquals(List.of(target), left.toList());
        }
    }

    @Test
    void theStoreIsForcedToDiskBeforeItHasItsNameAndTheNameAfter() throws IOException {
        Path deep = Files.createDirectory(folder.resolve("deep"));
        assertEquals(List.of("e.parquet.part", "deep"), Forced.by(() -> write("deep/e.parquet", ORIGIN, ROWS)));
        assertTrue(Files.exists(deep.resolve("e.parquet")));
    }

    @Test
    void whatIsNoParquetIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("e.parquet"), "path,label\n1.jpg,a\n");
        assertRefused(file, "'" + file + "' is no Parquet file");
        byte[] whole = Files.readAllBytes(write("whole.parquet", ORIGIN, ROWS));
        assertRefused(Files.write(file, Arrays.copyOf(whole, whole.length - 1)),
                "is it whole? (it does not end as Parquet files do)");
        assertRefused(folder.resolve("missing.parquet"), "does not exist");
    }

    @Test
    void aParquetOfSomethingElseIsNoStore() throws SQLException {
        Path file = folder.resolve("other.parquet");
        String metadata = "(format parquet, kv_metadata {'headstart.fingerprint': 'x', 'headstart.layer': 'flatten'})";
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = duck.createStatement()) {
            sql.execute("copy (select 'a.jpg' as path, 'a' as label) to '" + file + "' (format parquet)");
            assertNoStore(file, "does not say what made it");
            sql.execute("copy (select 'a' as label) to '" + file + "' " + metadata);
            assertNoStore(file, "it has no column 'path'");
            sql.execute("copy (select 7 as path) to '" + file + "' " + metadata);
            assertNoStore(file, "column 'path' is 'optional int32 path");
        }
    }

    private static void assertNoStore(Path file, String reason) {
        UserException e = assertThrows(UserException.class, () -> EmbeddingsReader.open(file));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    private static List<Sample> samples() {
        return ROWS.stream().map(Embedding::row).map(r -> new Sample(r.path(), r.label(), r.split())).toList();
    }

    private static Embeddings read(@Nullable String column, Path... files) throws IOException {
        return EmbeddingsFiles.read(List.of(files), new ColumnNames(column, null, null, null, null), 1);
    }

    private static void assertRefused(Path file, String reason) {
        UserException e = assertThrows(UserException.class, () -> read(null, file));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }

    private static Embedding row(String path, @Nullable String label, @Nullable String split, float... vector) {
        return new Embedding(new Row(path, label, split, 500, 375, "00ff", 1234, 1_700_000_000_123_456_789L),
                List.of(vector));
    }

    private static float[] row(Embeddings embeddings, int row) {
        return embeddings.numbers().row(row).toArray(ValueLayout.JAVA_FLOAT);
    }

    private static float[] vector(Embedding embedding) {
        return embedding.vectors().getFirst();
    }

    private Path write(String name, Origin origin, List<Embedding> rows) throws IOException {
        Path file = folder.resolve(name);
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, origin)) {
            for (Embedding row : rows) {
                writer.write(row);
            }
            writer.commit();
        }
        return file;
    }
}
