package dev.headstart.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version that Maven wrote into the jar's manifest. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[]{"${COMMAND-NAME} " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
}
