package dev.headstart.cli;

/** What a stranger's file says, made fit to stand in a message. */
public final class Quote {
    private static final int SHOWN = 60;

    private Quote() {}

    /** The text without line breaks and other characters that would steer a terminal, and no more than the beginning of a long one. */
    public static String of(String text) {
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return shown.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }
}
