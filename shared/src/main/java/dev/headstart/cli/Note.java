package dev.headstart.cli;

/** A sentence beside a run's output that a user should know, as lines for a terminal of 80 columns. */
public final class Note {
    private static final String BEGIN = "note:";
    private static final String INDENT = "     ";
    private static final int WIDTH = 80;

    private Note() {}

    /** The lines, each with its end. A word that is longer than a line has one to itself. */
    public static String of(String sentence) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(BEGIN);
        for (String word : sentence.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH && line.length() > BEGIN.length()) {
                lines.append(line).append(System.lineSeparator());
                line.setLength(0);
                line.append(INDENT);
            }
            line.append(' ').append(word);
        }
        return lines.append(line).append(System.lineSeparator()).toString();
    }
}
