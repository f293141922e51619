package dev.headstart.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Runs a command: exit 0 when done, 1 on failure, 2 on wrong usage, 130 by Ctrl-C; errors are one line on stderr. */
public final class Main {
    /** The exit code of what Ctrl-C ended, as shells have it. */
    public static final int INTERRUPTED = 130;

    private static final String VERBOSE = "--verbose";

    private Main() {}

    public static int run(Object command, String... args) {
        return run(new CommandLine(command), args);
    }

    /** With the output and error streams that the command line was given. */
    public static int run(CommandLine line, String... args) {
        line.setUsageHelpWidth(80);
        convertEnums(line);
        line.getCommandSpec()
                .addOption(OptionSpec.builder(VERBOSE).type(boolean.class).description("Show stack traces.").build());
        line.setParameterExceptionHandler(Main::wrongUsage);
        line.setExecutionExceptionHandler((e, c, parsed) -> failed(e, c, parsed.hasMatchedOption(VERBOSE)));
        try {
            return line.execute(args);
        } catch (Error e) { // picocli hands on exceptions alone
            return failed(e, line, List.of(args).contains(VERBOSE));
        }
    }

    /** Has errors name an enum's constants as the help does, by {@code toString}, where picocli would take their names in Java. */
    private static void convertEnums(CommandLine line) {
        for (OptionSpec option : line.getCommandSpec().options()) {
            Class<?> type = option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
            if (type.isEnum()) {
                convertEnum(line, type);
            }
        }
    }

    private static <T> void convertEnum(CommandLine line, Class<T> type) {
        List<T> constants = List.of(type.getEnumConstants());
        line.registerConverter(type,
                word -> constants.stream()
                        .filter(constant -> String.valueOf(constant).equalsIgnoreCase(word))
                        .findFirst()
                        .orElseThrow(() -> new TypeConversionException("choose one of "
                                + constants.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ", not '"
                                + word + "'")));
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine c = e.getCommandLine();
        c.getErr().println(c.getCommandName() + ": " + usage(e) + " (see " + c.getCommandName() + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    /** An unknown option alone if there is one: its value then pushed the others from their places, or left some empty. */
    private static String usage(ParameterException e) {
        CommandLine c = e.getCommandLine();
        return c.getUnmatchedArguments()
                .stream()
                .filter(word -> word.length() > 1 && word.startsWith("-"))
                .map(word -> word.replaceFirst("=.*", ""))
                .findFirst()
                .map(option -> "unknown option '" + option + "'; the nearest is "
                        + Nearest.one(option, c.getCommandSpec().optionsMap().keySet()))
                .orElseGet(() -> firstLine(e));
    }

    private static int failed(Throwable e, CommandLine c, boolean verbose) {
        PrintWriter err = c.getErr();
        String name = c.getCommandName();
        err.println(e instanceof UserException ? name + ": " + firstLine(e)
                : name + ": " + e.getClass().getSimpleName() + ": " + firstLine(e) + hint(e) + " (more with " + VERBOSE
                        + ")");
        if (verbose) {
            e.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String hint(Throwable e) {
        return switch (e) {
            case OutOfMemoryError _ -> "; HEADSTART_JVM_OPTIONS=-Xmx8g, for one, gives it 8 GB";
            case LinkageError _ -> "; is the installation whole, and for this machine?";
            default -> "";
        };
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
