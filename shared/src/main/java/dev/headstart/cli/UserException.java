package dev.headstart.cli;

import org.jspecify.annotations.Nullable;

/**
 * Something the user can mend: its message is one line that says what was wrong, where, and what to do. A command prints the
 * message alone and exits with 1; the cause shows under {@code --verbose}.
 */
public class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserException(String message) {
        this(message, null);
    }

    public UserException(String message, @Nullable Throwable cause) {
        // What it quotes, a file's name for one, may hold line breaks.
        super(message.replaceAll("\\R", " "), cause);
    }
}
