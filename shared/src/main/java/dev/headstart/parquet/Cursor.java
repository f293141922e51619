package dev.headstart.parquet;

import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Goes through columns value by value, with parquet-java's decoders for every encoding. */
final class Cursor extends GroupConverter {
    private Cursor() {}

    /** At the first values of a row group, one reader a column. */
    static List<ColumnReader> over(PageReadStore rowGroup, FileMetaData file, List<ColumnDescriptor> columns) {
        ColumnReadStoreImpl readers = new ColumnReadStoreImpl(rowGroup, new Cursor(), file.getSchema(),
                file.getCreatedBy());
        return columns.stream().map(readers::getColumnReader).toList();
    }

    // parquet-java requires converters. These do nothing, because callers read the values from the column readers.

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
