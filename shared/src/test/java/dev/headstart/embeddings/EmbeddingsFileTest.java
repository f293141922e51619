package dev.headstart.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingsFileTest {
    private static final Origin ORIGIN = new Origin("resnet18", "seeded:0", "flatten", "resize 256", "apply", "fp32",
            "/pictures");
    private static final List<Embedding> ROWS = List.of(
            new Embedding("a/1.jpg", "a", "train", 500, 375, "00ff", new float[]{0.5f, -1, Float.MIN_VALUE}),
            new Embedding("b/läuft, \"so\".png", "b", "val", 1, 2, "11ee", new float[]{1e30f, 0, 3}),
            new Embedding("c.jpg", null, null, 9, 7, "22dd", new float[]{4, 5, 6}));

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        EmbeddingsReader.Contents contents = EmbeddingsReader.read(write("e.parquet"));
        assertEquals(ORIGIN, contents.origin());
        assertEquals(ROWS.size(), contents.rows().size());
        for (int i = 0; i < ROWS.size(); i++) {
            Embedding expected = ROWS.get(i);
            Embedding actual = contents.rows().get(i);
            assertArrayEquals(expected.values(), actual.values());
            assertEquals(
                    List.of(expected.path(), String.valueOf(expected.label()), String.valueOf(expected.split()),
                            expected.width(), expected.height(), expected.sha256()),
                    List.of(actual.path(), String.valueOf(actual.label()), String.valueOf(actual.split()),
                            actual.width(), actual.height(), actual.sha256()));
        }
    }

    @Test
    void duckDbFindsTheSameRowsAndTheFingerprint() throws IOException, SQLException {
        Path file = write("e.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = duck.createStatement()) {
            try (ResultSet rows = sql.executeQuery(
                    "select path, label, split, len(embedding), embedding[1], embedding[3]" + " from '" + file + "'")) {
                for (Embedding row : ROWS) {
                    assertTrue(rows.next());
                    assertEquals(row.path(), rows.getString(1));
                    assertEquals(row.label(), rows.getString(2));
                    assertEquals(row.split(), rows.getString(3));
                    assertEquals(row.values().length, rows.getInt(4));
                    assertEquals(row.values()[0], rows.getFloat(5));
                    assertEquals(row.values()[2], rows.getFloat(6));
                }
                assertFalse(rows.next());
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
        Origin moved = new Origin("resnet18", "seeded:0", "flatten", "resize 256", "apply", "fp32", "/elsewhere");
        Origin other = new Origin("resnet18", "seeded:1", "flatten", "resize 256", "apply", "fp32", "/pictures");
        assertEquals(ORIGIN.fingerprint(), moved.fingerprint());
        assertNotEquals(ORIGIN.fingerprint(), other.fingerprint());
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
    void whatIsNoParquetIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("e.parquet"), "path,label\n1.jpg,a\n");
        assertRefused(file, "is no Parquet file");
        assertRefused(folder.resolve("missing.parquet"), "does not exist");
    }

    @Test
    void aParquetOfSomethingElseIsRefusedByItsColumn() throws SQLException {
        Path file = folder.resolve("other.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = duck.createStatement()) {
            sql.execute("copy (select 'a.jpg' as path, 'a' as label) to '" + file + "' (format parquet)");
        }
        assertRefused(file, "'path'");
    }

    private static void assertRefused(Path file, String reason) {
        UserException e = assertThrows(UserException.class, () -> EmbeddingsReader.read(file));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }

    private Path write(String name) throws IOException {
        Path file = folder.resolve(name);
        try (EmbeddingsWriter writer = new EmbeddingsWriter(file, ORIGIN)) {
            for (Embedding row : ROWS) {
                writer.write(row);
            }
            writer.commit();
        }
        return file;
    }
}
