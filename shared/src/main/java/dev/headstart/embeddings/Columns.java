package dev.headstart.embeddings;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The store's schema: what every reader of Parquet sees. */
final class Columns {
    /** Field numbers follow this order. {@code view} numbers the augmented views of one picture; there is one, 0. */
    static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message embeddings {
              required binary path (STRING);
              optional binary label (STRING);
              optional binary split (STRING);
              required int32 view;
              required int32 width;
              required int32 height;
              required binary sha256 (STRING);
              required group embedding (LIST) {
                repeated group list {
                  required float element;
                }
              }
            }
            """);

    static final String EMBEDDING_LEAF = "embedding.list.element";

    private Columns() {}
}
