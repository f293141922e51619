package dev.headstart.parquet;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * A column of Spark ML's vectors ({@code org.apache.spark.ml.linalg.VectorUDT}): a struct of a type, a size, and lists of indices and values.
 * Spark writes each row in the shorter form: all values, or those that are not zero with their indices.
 *
 * @param type 1 where all values are there, 0 where indices are
 * @param size of the vector; null where all values are there
 */
public record SparkVectorColumn(String name, ColumnDescriptor type, ColumnDescriptor size, ListColumn indices,
        ListColumn values) implements VectorColumn {

    /** @param leaves all columns below the one of this name */
    static Optional<SparkVectorColumn> of(MessageType schema, String name, List<ColumnDescriptor> leaves) {
        Optional<ColumnDescriptor> type = integer(leaves, "type");
        Optional<ColumnDescriptor> size = integer(leaves, "size");
        Optional<ListColumn> indices = list(schema, leaves, "indices");
        Optional<ListColumn> values = list(schema, leaves, "values");
        return leaves.size() == 4 && type.isPresent() && size.isPresent() && indices.isPresent()
                && indices.get().numbers() == IntegerNumbers.INT32 && values.isPresent()
                        ? Optional.of(new SparkVectorColumn(name, type.get(), size.get(), indices.get(), values.get()))
                        : Optional.empty();
    }

    private static Optional<ListColumn> list(MessageType schema, List<ColumnDescriptor> leaves, String field) {
        return ListColumn.of(schema, field, below(leaves, field).toList())
                .filter(list -> list.leaf().getMaxRepetitionLevel() == 1);
    }

    private static Stream<ColumnDescriptor> below(List<ColumnDescriptor> leaves, String field) {
        return leaves.stream().filter(leaf -> leaf.getPath().length > 1 && leaf.getPath()[1].equals(field));
    }

    private static Optional<ColumnDescriptor> integer(List<ColumnDescriptor> leaves, String field) {
        return below(leaves, field).filter(leaf -> leaf.getMaxRepetitionLevel() == 0
                && leaf.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT32).findFirst();
    }

    @Override
    public boolean isListOfFloats() {
        return false;
    }
}
