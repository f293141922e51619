package dev.headstart.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

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
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(80);
        line.getCommandSpec()
                .addOption(OptionSpec.builder(VERBOSE).type(boolean.class).description("Show stack traces.").build());
        line.setParameterExceptionHandler(Main::wrongUsage);
        line.setExecutionExceptionHandler((e, c, parsed) -> failed(e, c, parsed.hasMatchedOption(VERBOSE)));
        return line.execute(args);
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine c = e.getCommandLine();
        c.getErr().println(c.getCommandName() + ": " + firstLine(e) + " (see " + c.getCommandName() + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine c, boolean verbose) {
        PrintWriter err = c.getErr();
        String name = c.getCommandName();
        err.println(e instanceof UserException ? name + ": " + firstLine(e)
                : name + ": " + e.getClass().getSimpleName() + ": " + firstLine(e) + " (more with " + VERBOSE + ")");
        if (verbose) {
            e.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
