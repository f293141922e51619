package dev.headstart.parquet;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A column with a list of numbers in each row. Writers nest lists in many ways (parquet-format, {@code LogicalTypes.md}, "Lists"): with two
 * groups around the number or one, under names of their own, with or without room for nulls. What they have in common is one column of
 * numbers below it that is repeated once.
 *
 * @param elementLevel the definition level from which on a list has an element, if only a null
 */
public record VectorColumn(String name, ColumnDescriptor leaf, Numbers numbers, int elementLevel) {

    static Optional<VectorColumn> of(MessageType schema, Type field) {
        List<ColumnDescriptor> leaves = schema.getColumns()
                .stream()
                .filter(c -> c.getPath()[0].equals(field.getName()))
                .toList();
        if (leaves.size() != 1 || leaves.getFirst().getMaxRepetitionLevel() != 1) {
            return Optional.empty();
        }
        ColumnDescriptor leaf = leaves.getFirst();
        return Numbers.of(leaf.getPrimitiveType())
                .map(numbers -> new VectorColumn(field.getName(), leaf, numbers, elementLevel(schema, leaf.getPath())));
    }

    private static int elementLevel(MessageType schema, String[] path) {
        int depth = 1;
        while (schema.getMaxRepetitionLevel(Arrays.copyOf(path, depth)) == 0) {
            depth++;
        }
        return schema.getMaxDefinitionLevel(Arrays.copyOf(path, depth));
    }
}
