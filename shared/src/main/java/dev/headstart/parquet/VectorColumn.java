package dev.headstart.parquet;

/** A column with a vector of numbers in each row, in one of the forms that writers give it. */
public sealed interface VectorColumn permits ListColumn, SparkVectorColumn {

    String name();

    /**
     * Whether it is one list of floating-point numbers a row. Embeddings mostly are. Beside such a column, lists of integers hold something
     * else, such as boxes or tokens.
     */
    boolean isListOfFloats();
}
