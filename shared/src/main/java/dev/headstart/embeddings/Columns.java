package dev.headstart.embeddings;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The store's schema: what every reader of Parquet sees. */
final class Columns {
    /** The one column of embeddings where one layer was asked for; the beginning of its name where several were. */
    static final String EMBEDDING = "embedding";

    /** {@code view} numbers the augmented views of one picture; there is one, 0. {@code modified} is in nanoseconds since 1970. */
    private static final String PICTURE = """
              required binary path (STRING);
              optional binary label (STRING);
              optional binary split (STRING);
              required int32 view;
              required int32 width;
              required int32 height;
              required binary sha256 (STRING);
              required int64 bytes;
              required int64 modified (TIMESTAMP(NANOS,true));
            """;

    private static final String VECTOR = """
              required group %s (LIST) {
                repeated group list {
                  required float element;
                }
              }
            """;

    private Columns() {}

    /** @param embeddings names of the columns that hold vectors */
    static MessageType schema(List<String> embeddings) {
        return MessageTypeParser.parseMessageType("message embeddings {\n" + PICTURE
                + embeddings.stream().map(VECTOR::formatted).collect(Collectors.joining()) + "}\n");
    }

    /** The columns that the layers' outputs go into. */
    static List<String> of(List<String> layers) {
        return layers.size() == 1 ? List.of(EMBEDDING)
                : layers.stream().map(layer -> EMBEDDING + "_" + layer.replace('.', '_')).toList();
    }

    /** The path of a column's floats. */
    static String leaf(String embedding) {
        return embedding + ".list.element";
    }
}
