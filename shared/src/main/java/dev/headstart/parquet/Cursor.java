package dev.headstart.parquet;

import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Goes through a column value by value, with parquet-java's decoders for every encoding. */
final class Cursor extends GroupConverter {
    private Cursor() {}

    /** At the first value of a row group. */
    static ColumnReader over(ParquetFileReader reader, int rowGroup, ColumnDescriptor column) throws IOException {
        return new ColumnReadStoreImpl(rowGroup(reader, rowGroup, column), new Cursor(),
                reader.getFileMetaData().getSchema(), reader.getFileMetaData().getCreatedBy()).getColumnReader(column);
    }

    private static PageReadStore rowGroup(ParquetFileReader reader, int index, ColumnDescriptor column)
            throws IOException {
        reader.setRequestedSchema(List.of(column));
        return reader.readRowGroup(index);
    }

    // parquet-java wants to know where values go. They go nowhere: who reads asks for them.

    @Override
    public Converter getConverter(int index) {
        return this;
    }

    @Override
    public PrimitiveConverter asPrimitiveConverter() {
        return new PrimitiveConverter() {};
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
}
