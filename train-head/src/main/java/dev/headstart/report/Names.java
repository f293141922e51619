package dev.headstart.report;

/** Names as long as there is room for. */
final class Names {
    private Names() {}

    /** Without its middle if it is longer than {@code length}. */
    static String shorten(String name, int length) {
        if (name.codePointCount(0, name.length()) <= length) {
            return name;
        }
        int kept = (length - 1) / 2;
        return name.substring(0, name.offsetByCodePoints(0, kept)) + "…"
                + name.substring(name.offsetByCodePoints(name.length(), -kept));
    }
}
