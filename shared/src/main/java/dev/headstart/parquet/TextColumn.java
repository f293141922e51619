package dev.headstart.parquet;

/** A column whose values can stand as names. */
public sealed interface TextColumn permits StoredText, PartitionText {

    /** What the names are made of. */
    enum Kind {
        TEXT,
        INTEGER,
        BOOLEAN,
        /** There are none: every value is null. */
        NOTHING;

        /** In a sentence: {@code text}, {@code integers}. */
        public String words() {
            return switch (this) {
                case TEXT -> "text";
                case INTEGER -> "integers";
                case BOOLEAN -> "booleans";
                case NOTHING -> "nothing";
            };
        }
    }

    String name();

    Kind kind();
}
