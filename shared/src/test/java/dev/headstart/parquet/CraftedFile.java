package dev.headstart.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** A Parquet file of a text {@code label} and a list of floats {@code embedding}, whose counts say what they like. */
final class CraftedFile {
    private static final String MAGIC = "PAR1";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<RowGroup> rowGroups = new ArrayList<>();
    private long rows;

    CraftedFile() {
        bytes.writeBytes(MAGIC.getBytes(StandardCharsets.US_ASCII));
    }

    /** A page with its header. */
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    record Page(PageHeader header, byte[] body) {}

    /** @param values that the column claims to have */
    record Chunk(long values, CompressionCodec codec, List<Page> pages) {}

    /** Adds a row group. */
    CraftedFile rowGroup(long claimed, Chunk label, Chunk embedding) throws IOException {
        RowGroup group = new RowGroup(List.of(column(Type.BYTE_ARRAY, List.of("label"), label),
                column(Type.FLOAT, List.of("embedding", "list", "element"), embedding)), bytes.size(), claimed);
        rowGroups.add(group);
        rows += claimed;
        return this;
    }

    /** Adds the last row group again, which lies where it lay. */
    CraftedFile again() {
        rowGroups.add(rowGroups.getLast());
        rows += rowGroups.getLast().getNum_rows();
        return this;
    }

    private ColumnChunk column(Type type, List<String> path, Chunk chunk) throws IOException {
        long start = bytes.size();
        for (Page page : chunk.pages()) {
            Util.writePageHeader(page.header(), bytes);
            bytes.writeBytes(page.body());
        }
        long size = bytes.size() - start;
        ColumnMetaData data = new ColumnMetaData(type, List.of(Encoding.PLAIN, Encoding.RLE), path, chunk.codec(),
                chunk.values(), size, size, start);
        return new ColumnChunk(start).setMeta_data(data);
    }

    void write(Path file) throws IOException {
        write(file, _ -> {});
    }

    /** Writes the file with a footer that is changed before. */
    void write(Path file, Consumer<FileMetaData> change) throws IOException {
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        SchemaElement list = new SchemaElement("embedding").setRepetition_type(FieldRepetitionType.REQUIRED)
                .setNum_children(1)
                .setConverted_type(ConvertedType.LIST);
        List<SchemaElement> schema = List.of(new SchemaElement("m").setNum_children(2),
                new SchemaElement("label").setType(Type.BYTE_ARRAY)
                        .setRepetition_type(FieldRepetitionType.OPTIONAL)
                        .setConverted_type(ConvertedType.UTF8),
                list, new SchemaElement("list").setRepetition_type(FieldRepetitionType.REPEATED).setNum_children(1),
                new SchemaElement("element").setType(Type.FLOAT).setRepetition_type(FieldRepetitionType.REQUIRED));
        FileMetaData metadata = new FileMetaData(1, schema, rows, rowGroups);
        change.accept(metadata);
        Util.writeFileMetaData(metadata, footer);
        write(file, footer.toByteArray());
    }

    /** Writes the file with a footer of its own. */
    void write(Path file, byte[] footer) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes(footer);
        whole.writeBytes(integer(footer.length));
        whole.writeBytes(MAGIC.getBytes(StandardCharsets.US_ASCII));
        Files.write(file, whole.toByteArray());
    }

    /** A page that is not compressed. */
    static Page data(int values, Encoding encoding, byte[] body) {
        PageHeader header = new PageHeader(PageType.DATA_PAGE, body.length, body.length);
        header.setData_page_header(new DataPageHeader(values, encoding, Encoding.RLE, Encoding.RLE));
        return new Page(header, body);
    }

    static Page dictionary(int entries, byte[] body) {
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, body.length, body.length);
        header.setDictionary_page_header(new DictionaryPageHeader(entries, Encoding.PLAIN));
        return new Page(header, body);
    }

    /** The same page in zstd. */
    static Page zstd(Page page) {
        byte[] packed = Zstd.compress(page.body());
        PageHeader header = page.header().deepCopy();
        return new Page(header.setCompressed_page_size(packed.length), packed);
    }

    /** Levels as a page has them: a length, and runs. */
    static byte[] levels(byte[] runs) {
        return join(integer(runs.length), runs);
    }

    /** A run of one value of at most 8 bits. */
    static byte[] run(int count, int value) {
        return join(number((long) count << 1), new byte[]{(byte) value});
    }

    /** The beginning of a bit-packed run, without the values. */
    static byte[] packedRun(int groups) {
        return number(((long) groups << 1) | 1);
    }

    static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return join(integer(utf8.length), utf8);
    }

    static byte[] integer(int value) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    /** Of as many bytes as it needs, seven bits in each. */
    static byte[] number(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
        return out.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
