package dev.headstart.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.ColumnOrder;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that others wrote; those of pyarrow and pandas are made by {@code parquet/make.py}, which says what is in them. */
class EmbeddingsFilesTest {
    private static final Path FILES = Path.of("src/test/resources/parquet");
    private static final int ROWS = 60;
    private static final int DIMENSION = 8;
    private static final Set<String> WITHOUT_PATHS = Set.of("as-pandas-writes-it", "in-a-struct");

    @TempDir
    Path folder;

    static List<String> readable() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(f -> String.valueOf(f.getFileName()))
                    .filter(n -> n.endsWith(".parquet"))
                    .map(n -> n.replace(".parquet", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("readable")
    void whatPyarrowAndPandasWriteIsRead(String name) throws IOException {
        Embeddings read = read(FILES.resolve(name + ".parquet"));
        assertEquals(Optional.empty(), read.origin());
        assertNumbers(read, ROWS);
        boolean paths = !WITHOUT_PATHS.contains(name);
        for (int i = 0; i < ROWS; i++) {
            String label = switch (name) {
                case "delta", "label-int8", "label-int32", "label-int64", "label-uint64" -> String.valueOf(i % 2);
                case "label-bool" -> String.valueOf(i % 2 == 1);
                default -> i % 2 == 0 ? "a" : "b";
            };
            String split = name.equals("split-of-nulls") ? null : i % 5 == 0 ? "val" : "train";
            Sample expected = paths ? new Sample(i + ".jpg", label, split) : new Sample(String.valueOf(i), label, null);
            assertEquals(expected, read.rows().get(i));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            null-list        | column 'embedding', row 5: it has no numbers
            empty-list       | column 'embedding', row 5: it has no numbers
            null-number      | column 'embedding', row 5: number 2 is missing
            short            | column 'embedding', row 5: 3 numbers, and 8 in the rows before
            long             | column 'embedding', row 5: 9 numbers, and 8 in the rows before
            nan              | column 'embedding', row 5: number 1 is NaN
            infinite         | column 'embedding', row 5: number 7 is -Infinity
            brotli           | is compressed by BROTLI, which is not known here
            two-lists        | several lists of numbers; choose one with --column: embedding, second
            no-list          | has no column with a list of numbers
            list-of-times    | has no column with a list of numbers in each row: 'embedding' is a list of timestamp(micros,false); lists of floats, integers and decimals are read, and Spark's vectors
            list-of-texts    | 'embedding' is a list of text;
            list-of-flags    | 'embedding' is a list of boolean;
            int96            | 'embedding' is a list of int96;
            fixed-size-binary | 'embedding' is 32 bytes, which do not say whether they are floats or something else;
            binary           | 'embedding' is bytes, which do not say what they hold;
            struct-of-numbers | 'embedding' is a struct of x, y;
            two-in-a-list    | column 'embedding', row 5: it holds several lists of numbers, and one is read
            spark-index      | column 'embedding', row 5: index 8 of 8 numbers
            spark-null       | column 'embedding', row 5: it has no numbers
            target           | has no column 'label'; name the one that holds the classes with --label-column; the nearest are
            label-of-floats  | has 'optional double label', and classes are text, integers or booleans: convert it, or name another column with --label-column
            split-of-floats  | has 'optional double split', and splits are text, integers or booleans: convert it, or name another column with --split-column
            no-rows          | there are no rows in
            """)
    void whatIsWrongIsSaidByColumnAndRow(String name, String reason) {
        assertRefused(ColumnNames.SHOWN, reason, FILES.resolve("refused").resolve(name + ".parquet"));
    }

    @Test
    void whatIsNoParquetFileIsNamedForWhatItIs() throws IOException {
        Path text = Files.writeString(folder.resolve("README.md"), "# Read me");
        assertMessage("'" + text + "' is no Parquet file; make one with: extract IMAGES OUT.parquet", text);
        assertRefused(ColumnNames.SHOWN, "'" + folder + "' is a folder without Parquet files; ", folder);
        Path missing = folder.resolve("o ut.parquet");
        assertMessage("'" + missing + "' does not exist; make it with: extract IMAGES '" + missing + "'", missing);
        Path brotli = FILES.resolve("refused/brotli.parquet");
        assertMessage(
                "'" + brotli + "', column 'embedding.list.element' is compressed by BROTLI, which is not known here;"
                        + " write it with ZSTD",
                brotli);
    }

    @Test
    void aFileGivenTwiceIsRefusedWhateverItIsCalled() {
        Path file = FILES.resolve("double.parquet");
        assertRefused(ColumnNames.SHOWN, "is the same file as '" + file + "'; give it once", file,
                FILES.resolve("../parquet/double.parquet"));
    }

    @Test
    void columnsOfOtherNamesAreNamed() throws IOException {
        Path file = FILES.resolve("refused/target.parquet");
        Embeddings read = EmbeddingsFiles.read(List.of(file),
                new ColumnNames("embedding", "target", "path", "split", null), 1);
        assertEquals(new Sample("val", "a", "0.jpg"), read.rows().getFirst());
        assertRefused(new ColumnNames(null, "targte", null, null, null),
                "has no column 'targte'; the nearest are target, path, split", file);
        assertRefused(new ColumnNames(null, "embedding", null, null, null),
                "which is no text, integer or boolean; the nearest are", file);
        assertRefused(new ColumnNames("target", "target", null, null, null),
                "has 'target', text; lists of floats, integers and decimals are read, and Spark's vectors; the nearest are embedding",
                file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "of-a-dictionary",
        "delta"})
    void listsOfIntegersAreRead(String name) throws IOException {
        Embeddings read = read(FILES.resolve("integers").resolve(name + ".parquet"));
        assertArrayEquals(
                IntStream.range(0, ROWS * DIMENSION).mapToDouble(n -> n / DIMENSION + n % DIMENSION).toArray(),
                numbers(read));
    }

    @ParameterizedTest
    @CsvSource({"ubigint, 18446744073709551615, 18446744073709551616",
        "bigint, -9223372036854775807, -9223372036854775808", "bigint, 16777217, 16777216",
        "uinteger, 4294967295, 4294967296", "utinyint, 255, 255",
        "'decimal(18,17)', 0.10000000149011613, 0.10000000149011612"})
    void aNumberIsReadAsTheNearestFloat(String type, String number, double expected) throws IOException, SQLException {
        Path file = folder.resolve("e.parquet");
        duckDb("copy (select 'a' as label, [" + number + "]::" + type + "[] as v) to '" + file + "' (format parquet)");
        assertArrayEquals(new double[]{expected}, numbers(read(file)));
    }

    @Test
    void aFolderOfPartsIsOneTable() throws IOException, SQLException {
        Path table = Files.createDirectory(folder.resolve("spark.parquet"));
        for (int i = 0; i < 3; i++) {
            duckDb("copy (select '" + i + ".jpg' as path, 'a' as label, [" + i + "]::float[] as v) to '"
                    + table.resolve("part-0000" + i + ".snappy.parquet") + "' (format parquet)");
            Files.writeString(table.resolve(".part-0000" + i + ".snappy.parquet.crc"), "crc");
        }
        for (String hidden : List.of("_SUCCESS", "_metadata.parquet", ".part.parquet", "README.md")) {
            Files.writeString(table.resolve(hidden), "no table");
        }
        Files.writeString(Files.createDirectory(table.resolve("_temporary")).resolve("half.parquet"), "no table");
        Embeddings read = read(table);
        assertArrayEquals(new double[]{0, 1, 2}, numbers(read));
        assertEquals(List.of("0.jpg", "1.jpg", "2.jpg"), read.rows().stream().map(Sample::path).toList());
        assertRefused(ColumnNames.SHOWN, "is the same file as", table, table.resolve("part-00001.snappy.parquet"));
    }

    @Test
    void foldersThatStandForColumnsGiveTheirValues() throws IOException, SQLException {
        Path table = folder.resolve("hive");
        duckDb("copy (select * from (values ('0', 'tench, Tinca tinca', 'train', [0]::float[]), ('1', 'a=b/c', 'test', [1]::float[]),"
                + " ('2', 'é%41', 'train', [2]::float[]), ('3', null, 'val', [3]::float[])) t(path, label, split, v)) to '"
                + table + "' (format parquet, partition_by (label, split))");
        Embeddings read = read(table);
        assertEquals(Set.of(new Sample("0", "tench, Tinca tinca", "train"), new Sample("1", "a=b/c", "test"),
                new Sample("2", "é%41", "train"), new Sample("3", null, "val")), Set.copyOf(read.rows()));
        for (int i = 0; i < read.rows().size(); i++) {
            assertEquals(read.rows().get(i).path(), String.valueOf((int) numbers(read)[i]));
        }
        assertFalse(read.integerLabels());
    }

    @Test
    void foldersThatStandForIntegersGiveIntegers() throws IOException, SQLException {
        Path table = folder.resolve("hive");
        duckDb("copy (select i as label, [i]::float[] as v from range(12) t(i)) to '" + table
                + "' (format parquet, partition_by (label))");
        assertTrue(read(table).integerLabels());
        Files.move(table.resolve("label=1"), table.resolve("label=one"));
        assertFalse(read(table).integerLabels());
        Files.move(table.resolve("label=one"), table.resolve("class=one"));
        assertRefused(ColumnNames.SHOWN, "below folders for", table);
    }

    @Test
    void namesOfTwoTypesAreNotJoined() throws IOException, SQLException {
        Path texts = folder.resolve("texts.parquet");
        Path integers = folder.resolve("integers.parquet");
        Path nulls = FILES.resolve("split-of-nulls.parquet");
        duckDb("copy (select 'ant' as label, 7 as patient, [1]::float[] as v) to '" + texts + "' (format parquet)");
        duckDb("copy (select 0 as label, 7 as patient, [1]::float[] as v) to '" + integers + "' (format parquet)");
        assertRefused(ColumnNames.SHOWN, "'" + integers + "', column 'label' holds integers, and '" + texts
                + "' holds text; write the column alike in all files", texts, integers);
        duckDb("copy (select 'ant' as label, '7' as patient, [1]::float[] as v) to '" + integers
                + "' (format parquet)");
        ColumnNames grouped = new ColumnNames(null, null, null, null, "patient");
        assertRefused(grouped, "column 'patient' holds text, and", texts, integers);
        assertEquals(2, EmbeddingsFiles.read(List.of(texts, integers), ColumnNames.SHOWN, 1).rows().size());
        assertEquals(ROWS, read(nulls).rows().size());
    }

    /** Of parquet-format's backward compatibility rules, and what Avro, Thrift, Hive and Spark made of them. */
    @ParameterizedTest
    @ValueSource(strings = {"repeated float vector", "optional group vector (LIST) { repeated float array; }",
        "required group vector (LIST) { repeated float element; }",
        "optional group vector (LIST) { repeated group bag { optional float array_element; } }",
        "optional group vector (LIST) { repeated group array { required float item; } }",
        "required group vector (LIST) { repeated group list { optional double element; } }",
        "required group vector { repeated group vector_tuple { required float value; } }"})
    void listsAreReadHoweverTheyAreNested(String field) throws IOException {
        Path file = folder.resolve("e.parquet");
        MessageType schema = MessageTypeParser.parseMessageType(
                "message m { required int64 label; " + field + (field.endsWith("}") ? "" : ";") + " }");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .build()) {
            for (int i = 0; i < ROWS; i++) {
                Group row = new SimpleGroupFactory(schema).newGroup().append("label", (long) i % 2);
                Group list = schema.getType("vector").isPrimitive() ? row : row.addGroup("vector");
                for (int d = 0; d < DIMENSION; d++) {
                    add(list, i + d / 8.0);
                }
                writer.write(row);
            }
        }
        Embeddings read = read(file);
        assertNumbers(read, ROWS);
        assertEquals(new Sample("3", "1", null), read.rows().get(3));
    }

    @Test
    void aStoreThatOthersWroteAgainIsStillOne() throws IOException {
        Path file = folder.resolve("e.parquet");
        List<Type> fields = new ArrayList<>(Columns.schema(List.of("embedding")).getFields());
        Type ours = fields.removeLast();
        fields.add(Types.requiredList()
                .element(
                        Types.required(PrimitiveTypeName.FLOAT).columnOrder(ColumnOrder.typeDefined()).named("element"))
                .named("embedding"));
        assertNotEquals(ours, fields.getLast());
        MessageType schema = new MessageType("schema", fields);
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "none", "apply", "fp32", "/");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withExtraMetaData(origin.toMetadata())
                .build()) {
            Group row = new SimpleGroupFactory(schema).newGroup()
                    .append("path", "1.jpg")
                    .append("view", 0)
                    .append("width", 1)
                    .append("height", 1)
                    .append("sha256", "00")
                    .append("bytes", 1L)
                    .append("modified", 1L);
            row.addGroup("embedding").addGroup("list").append("element", 2f);
            writer.write(row);
        }
        List<Embedding> read = new ArrayList<>();
        try (EmbeddingsReader reader = EmbeddingsReader.open(file)) {
            reader.forEach(read::add);
        }
        assertEquals("1.jpg", read.getFirst().row().path());
        assertEquals(2f, read.getFirst().vectors().getFirst()[0]);
    }

    private static void add(Group list, double value) {
        int last = list.getType().getFieldCount() - 1;
        if (!list.getType().getType(last).isPrimitive()) {
            add(list.addGroup(last), value);
        } else if (list.getType().getType(last).toString().contains("double")) {
            list.add(last, value);
        } else {
            list.add(last, (float) value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float[]", "double[]", "float[8]"})
    void whatDuckDbWritesIsRead(String type) throws IOException, SQLException {
        Path file = folder.resolve("e.parquet");
        String query = "select i % 2 = 1 as label, i || '.jpg' as path," + " list_transform(range(8), d -> i + d / 8)::"
                + type + " as vector from range(5000) t(i)";
        for (String options : List.of("", ", compression zstd, row_group_size 2048", ", parquet_version v2")) {
            duckDb("copy (" + query + ") to '" + file + "' (format parquet" + options + ")");
            Embeddings read = read(file);
            assertNumbers(read, 5000);
            assertEquals(new Sample("4999.jpg", "true", null), read.rows().getLast());
        }
    }

    @Test
    void aColumnLeftOutOrAddedByOthersMakesAFileOfUnknownOrigin() throws IOException, SQLException {
        Path store = folder.resolve("store.parquet");
        Origin origin = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "", "apply", "fp32", "/");
        try (EmbeddingsWriter writer = new EmbeddingsWriter(store, origin)) {
            writer.write(new Embedding(new Row("1.jpg", "a", null, 1, 1, "00", 1, 1), List.of(new float[]{1, 2})));
            writer.commit();
        }
        assertEquals(Optional.of(origin), read(store).origin());
        Path file = folder.resolve("e.parquet");
        duckDb("copy (select path, label, embedding from '" + store + "') to '" + file + "' (format parquet)");
        assertEquals(Optional.empty(), read(file).origin());
        assertArrayEquals(numbers(read(store)), numbers(read(file)));
        assertRefused(ColumnNames.SHOWN, "only one of them says what made it", store, file);
    }

    @Test
    void filesOfUnknownOriginJoinIfTheirColumnsAndLengthsAgree() throws IOException, SQLException {
        Path one = folder.resolve("one.parquet");
        Path two = folder.resolve("two.parquet");
        duckDb("copy (select 'a' as label, [1, 2]::float[] as v) to '" + one + "' (format parquet)");
        duckDb("copy (select null::varchar as label, [3, 4]::float[] as v) to '" + two + "' (format parquet)");
        Embeddings both = EmbeddingsFiles.read(List.of(one, two), ColumnNames.SHOWN, 1);
        assertArrayEquals(new double[]{1, 2, 3, 4}, numbers(both));
        assertEquals(List.of(new Sample("0", "a", null), new Sample("1", null, null)), both.rows());
        duckDb("copy (select 'a' as label, [3, 4]::float[] as w) to '" + two + "' (format parquet)");
        assertRefused(ColumnNames.SHOWN, "columns w, label, not v, label", one, two);
        duckDb("copy (select 'a' as label, [3]::float[] as v) to '" + two + "' (format parquet)");
        assertRefused(ColumnNames.SHOWN, "two.parquet', column 'v', row 0: 1 numbers, and 2 in the rows before", one,
                two);
    }

    private static void duckDb(String statement) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:"); Statement sql = duck.createStatement()) {
            sql.execute(statement);
        }
    }

    private static double[] numbers(Embeddings read) {
        return IntStream.range(0, read.rows().size())
                .mapToObj(i -> read.numbers().row(i).toArray(ValueLayout.JAVA_FLOAT))
                .flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(d -> row[d]))
                .toArray();
    }

    private static void assertNumbers(Embeddings read, int rows) {
        assertEquals(DIMENSION, read.dimension());
        assertEquals(rows, read.rows().size());
        double[] expected = IntStream.range(0, rows)
                .boxed()
                .flatMap(i -> IntStream.range(0, DIMENSION).mapToObj(d -> i + d / 8.0))
                .mapToDouble(v -> v)
                .toArray();
        assertArrayEquals(expected, numbers(read));
    }

    private static void assertRefused(ColumnNames names, String reason, Path... files) {
        UserException e = assertThrows(UserException.class, () -> EmbeddingsFiles.read(Arrays.asList(files), names, 1));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }

    private static void assertMessage(String message, Path file) {
        assertEquals(message, assertThrows(UserException.class, () -> read(file)).getMessage());
    }

    private static Embeddings read(Path file) throws IOException {
        return EmbeddingsFiles.read(List.of(file), ColumnNames.SHOWN, 1);
    }
}
