package dev.headstart.predictions;

import dev.headstart.files.AtomicFile;
import dev.headstart.natives.NativeLibraries;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * Predictions as a file: whole or not at all.
 *
 * <p>Paths and classes are written as they are, quoted as RFC 4180 has it. A name that begins with {@code =}, {@code +}, {@code -} or {@code @}
 * is not changed, although spreadsheets take it for a formula: the table is joined with others by path and class, and a changed name would
 * find no partner. Whoever opens names of strangers in a spreadsheet imports these columns as text, or has Parquet written.
 */
public final class PredictionsFile {
    private static final String CSV = ".csv";
    private static final String PARQUET = ".parquet";

    private PredictionsFile() {}

    /** Whether a file of that name can be written. */
    public static boolean fits(Path file) {
        return file.toString().endsWith(CSV) || file.toString().endsWith(PARQUET);
    }

    /**
     * Writes the table, with a column {@code label} if the class of any picture is known.
     *
     * @param file to end in {@code .csv} or {@code .parquet}
     * @param classes that the head tells apart
     */
    public static void write(Path file, List<Prediction> predictions, int classes) throws IOException {
        List<Column> columns = Column.of(predictions.stream().anyMatch(p -> p.label() != null), classes);
        boolean parquet = file.toString().endsWith(PARQUET);
        AtomicFile.write(file, part -> {
            if (parquet) {
                parquet(part, columns, predictions);
            } else {
                csv(part, columns, predictions);
            }
        });
    }

    private static void csv(Path file, List<Column> columns, List<Prediction> predictions) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder()
                .setHeader(columns.stream().map(Column::name).toArray(String[]::new))
                .get();
        try (Writer writer = Files.newBufferedWriter(file); CSVPrinter csv = new CSVPrinter(writer, format)) {
            for (Prediction prediction : predictions) {
                for (Column column : columns) {
                    Object value = column.value().apply(prediction);
                    csv.print(value instanceof Double p ? String.format(Locale.ROOT, "%.6f", p) : value);
                }
                csv.println();
            }
        }
    }

    private static void parquet(Path file, List<Column> columns, List<Prediction> predictions) throws IOException {
        MessageType schema = schema(columns);
        NativeLibraries.here().settle();
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .build()) {
            for (Prediction prediction : predictions) {
                Group row = new SimpleGroup(schema);
                for (Column column : columns) {
                    Object value = column.value().apply(prediction);
                    if (value instanceof Double p) {
                        row.append(column.name(), p);
                    } else if (value != null) {
                        row.append(column.name(), value.toString());
                    }
                }
                writer.write(row);
            }
        }
    }

    private static MessageType schema(List<Column> columns) {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (Column column : columns) {
            switch (column.type()) {
                case NAME -> schema.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
                case PROBABILITY -> schema.required(PrimitiveTypeName.DOUBLE).named(column.name());
            }
        }
        return schema.named("predictions");
    }
}
