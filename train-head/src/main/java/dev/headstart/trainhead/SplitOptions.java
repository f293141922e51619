package dev.headstart.trainhead;

import dev.headstart.cli.Note;
import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import dev.headstart.splits.Folds;
import dev.headstart.splits.Samples;
import dev.headstart.splits.Split;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say which rows are learnt from and which are measured on. */
final class SplitOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--cv", paramLabel = "K", description = "Choose by K-fold cross-validation.")
    private @Nullable Integer folds;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "1", description = "Do it N times, parted otherwise each time.")
    private int repeats;

    @Option(names = "--val-fraction", paramLabel = "F", defaultValue = "0.2", description = "Hold out F of each class where nothing is split.")
    private double valFraction;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Draw whatever is drawn by seed N.")
    private long seed;

    @Option(names = "--group", paramLabel = "COLUMN", description = "Keep rows of one value of this column on one side.")
    private @Nullable String group;

    @Option(names = "--classes", paramLabel = "NAMES", description = "Leave out all rows but those of these classes, e.g. 'a,\"b, c\"'.", showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private List<String> classes = List.of();

    @Option(names = "--join-similar-classes", description = "Join classes that differ in case, spaces or Unicode form.")
    private boolean join;

    @Nullable
    String group() {
        return group;
    }

    long seed() {
        return seed;
    }

    /** Joins similar classes if that is asked for, and says which there are. */
    Embeddings join(Embeddings contents, PrintWriter console) {
        SimilarClasses similar = SimilarClasses.of(contents.rows());
        similar.notes(join).forEach(note -> console.print(Note.of(note)));
        return join ? similar.joined(contents) : contents;
    }

    void require() {
        if (!(valFraction > 0 && valFraction < 1)) {
            throw new ParameterException(spec.commandLine(), "--val-fraction must lie between 0 and 1");
        }
        if (folds != null && folds < 2) {
            throw new ParameterException(spec.commandLine(), "--cv must be at least 2");
        }
        if (repeats < 1 || (repeats > 1 && folds == null)) {
            throw new ParameterException(spec.commandLine(),
                    repeats < 1 ? "--repeats must be at least 1" : "--repeats is of --cv: give both");
        }
    }

    /**
     * Parts the rows.
     *
     * @param file for messages
     */
    Parts part(Embeddings contents, Path file) {
        List<String> names = names(contents, file);
        List<Sample> rows = contents.rows();
        Set<String> counting = Set.copyOf(names);
        List<Integer> counted = IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).label() != null && counting.contains(rows.get(i).label()))
                .boxed()
                .toList();
        Split split = folds == null ? Split.of(rows, counted, valFraction, seed) : Split.unparted(rows, counted);
        Samples known = Samples.of(contents, split.known(), names);
        return new Parts(names, known, Samples.of(contents, split.test(), names),
                folds == null ? List.of(split.holdOut())
                        : Folds.crossValidation(rows, split.known(), folds, repeats, seed),
                folds != null, counted.size() - known.size() - split.test().size());
    }

    private List<String> names(Embeddings contents, Path file) {
        // As torchvision's ImageFolder sorts names; but 10 is not between 1 and 2.
        Comparator<String> order = contents.integerLabels() ? Comparator.comparing(BigInteger::new)
                : Comparator.naturalOrder();
        List<String> there = contents.rows()
                .stream()
                .map(Sample::label)
                .filter(Objects::nonNull)
                .distinct()
                .sorted(order)
                .toList();
        ClassList chosen = new ClassList(there, file);
        List<String> names = classes.isEmpty() ? there
                : classes.stream().flatMap(given -> chosen.read(given).stream()).distinct().sorted(order).toList();
        if (names.size() < 2) {
            String few = names.isEmpty() ? "no labels" : "one class only, '" + names.getFirst() + "'";
            throw new UserException(classes.isEmpty() ? "'" + file + "' has " + few + "; a head needs two classes"
                    : "--classes leaves " + few + "; a head needs two classes");
        }
        return names;
    }

    /** How heads are chosen, in words. */
    String choice(Parts parts) {
        return folds == null ? parts.holdOut().validation().length + " rows (val)"
                : folds + "-fold cross-validation" + (repeats > 1 ? ", " + repeats + " times" : "");
    }
}
