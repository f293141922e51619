package dev.headstart.trainhead;

import dev.headstart.cli.Nearest;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads lists of class names. Names may hold commas, as ImageNet's do, so that a list can be written in several ways.
 *
 * @param there all classes
 * @param file for messages
 */
record ClassList(List<String> there, Path file) {
    private static final CSVFormat QUOTED = CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).get();
    private static final CSVFormat ESCAPED = QUOTED.builder().setEscape('\\').get();
    private static final CSVFormat PLAIN = CSVFormat.DEFAULT.builder().setQuote(null).get();

    /**
     * Reads one list: a name, or names with commas between them, those with commas in quotes or with a backslash before each.
     *
     * @throws UserException if a name is none of the classes, or the list can be read in two ways
     */
    List<String> read(String list) {
        List<String> several = Stream.of(QUOTED, PLAIN, ESCAPED)
                .flatMap(format -> parse(list, format).stream())
                .filter(there::containsAll)
                .findFirst()
                .orElse(List.of());
        boolean one = there.contains(list);
        if (one && several.size() > 1) {
            throw new UserException("'" + list + "' is a class, and " + several + " are classes: give --classes '\""
                    + list.replace("\"", "\"\"") + "\"' for the one, or --classes once for each of the others");
        }
        if (!one && several.isEmpty()) {
            throw unknown(parse(list, QUOTED).orElse(List.of(list)));
        }
        return one ? List.of(list) : several;
    }

    private static Optional<List<String>> parse(String list, CSVFormat format) {
        List<String> names = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(list, format)) {
            for (CSVRecord line : parser) {
                names.addAll(line.toList());
            }
            return Optional.of(names);
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // quotes or backslashes that are no CSV's; they may be a name's
        }
    }

    private UserException unknown(List<String> names) {
        String name = names.stream().filter(n -> !there.contains(n)).findFirst().orElse("");
        return new UserException(
                "'" + file + "' has no class '" + name + "'; the nearest are " + Nearest.of(name, there));
    }
}
