package dev.headstart.parquet;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

/**
 * A column with a list of numbers in each row. Writers nest lists in many ways (parquet-format, {@code LogicalTypes.md}, "Lists"): with two
 * groups around the number or one, under names of their own, with or without room for nulls. What they have in common is one column of
 * numbers below it that is repeated. Where lists lie in a list, as in a batch of one picture, the outer list must have one element.
 *
 * @param elementLevel the definition level from which on a list has an element, if only a null
 */
public record ListColumn(String name, ColumnDescriptor leaf, Numbers numbers,
        int elementLevel) implements VectorColumn {

    /** @param leaves all columns below the one of this name */
    static Optional<ListColumn> of(MessageType schema, String name, List<ColumnDescriptor> leaves) {
        if (leaves.size() != 1 || leaves.getFirst().getMaxRepetitionLevel() == 0) {
            return Optional.empty();
        }
        ColumnDescriptor leaf = leaves.getFirst();
        return Numbers.of(leaf.getPrimitiveType())
                .map(numbers -> new ListColumn(name, leaf, numbers, elementLevel(schema, leaf)));
    }

    private static int elementLevel(MessageType schema, ColumnDescriptor leaf) {
        String[] path = leaf.getPath();
        int depth = 1;
        while (schema.getMaxRepetitionLevel(Arrays.copyOf(path, depth)) < leaf.getMaxRepetitionLevel()) {
            depth++;
        }
        return schema.getMaxDefinitionLevel(Arrays.copyOf(path, depth));
    }

    @Override
    public boolean isListOfFloats() {
        return numbers instanceof IeeeNumbers && leaf.getMaxRepetitionLevel() == 1;
    }
}
