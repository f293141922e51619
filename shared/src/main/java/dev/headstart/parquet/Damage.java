package dev.headstart.parquet;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says that a file is damaged in one line, whatever parquet-java says it by. */
final class Damage {
    private static final int LONGEST = 160;

    private Damage() {}

    /** Something that reads a file. */
    @FunctionalInterface
    interface Reading<T extends @Nullable Object> {
        T run() throws IOException;
    }

    /**
     * Reads. parquet-java throws exceptions of many kinds, bare RuntimeExceptions among them, and believes the sizes that it finds: where
     * one of them lies, memory ends, and where types nest without end, the stack.
     *
     * @throws UserException in place of whatever is thrown
     */
    static <T extends @Nullable Object> T refuse(Path file, Reading<T> reading) {
        try {
            return reading.run();
        } catch (UserException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            throw new UserException("'" + file + "' cannot be read as Parquet; is it whole? (" + reason(e) + ")", e);
        }
    }

    /** What is said on purpose, and not at length; thrift's exceptions have the whole footer in them. */
    private static String reason(Throwable e) {
        String message = String.valueOf(e.getMessage());
        boolean onPurpose = e instanceof IOException || e.getClass() == RuntimeException.class
                || e.getClass().getPackageName().startsWith("org.apache.parquet");
        if (e.getMessage() == null || !onPurpose) {
            return e instanceof OutOfMemoryError ? "it asks for more memory than there is"
                    : "a part of it makes no sense";
        }
        if (message.contains("is not a Parquet file")) {
            return "it does not end as Parquet files do";
        }
        return message.length() > LONGEST ? message.substring(0, LONGEST) + "..." : message;
    }
}
