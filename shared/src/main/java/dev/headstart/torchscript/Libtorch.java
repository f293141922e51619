package dev.headstart.torchscript;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;
import ai.djl.util.Platform;
import dev.headstart.cli.UserException;
import dev.headstart.natives.NativeLibraries;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * libtorch as DJL loads it. Everything that needs libtorch comes by here first, because DJL reads its settings once, when it is loaded: from
 * the environment, and only then from the properties that are set here.
 */
final class Libtorch {
    private static final String NAME = "PyTorch";
    private static final String VERSION = "PYTORCH_VERSION";

    private Libtorch() {}

    /**
     * Loads libtorch, if it is not yet.
     *
     * @throws UserException if the environment asks for another libtorch or engine, or there is no folder to load it from
     */
    static Engine engine() {
        settle(System.getenv());
        return Engine.getEngine(NAME);
    }

    private static void settle(Map<String, String> environment) {
        System.setProperty("OPT_OUT_TRACKING", "true"); // or DJL tells a host of its maker's that it runs
        requireVersion(environment);
        requireDefaultEngine(environment);
        NativeLibraries natives = NativeLibraries.here();
        natives.settle();
        if (setting(environment, "ENGINE_CACHE_DIR") == null && setting(environment, "DJL_CACHE_DIR") == null) {
            System.setProperty("ENGINE_CACHE_DIR", natives.djl().toString());
        }
    }

    /** DJL would download another version, and then a bridge for it, whose numbers nobody has compared. */
    private static void requireVersion(Map<String, String> environment) {
        String version = setting(environment, VERSION);
        if (version == null) {
            return;
        }
        String ours = Platform.detectPlatform("pytorch").getVersion();
        if (!version.equals(ours)) {
            throw new UserException(
                    VERSION + " is " + version + ", and Headstart works with libtorch " + ours + " alone; unset it");
        }
    }

    /** A default engine that is not on the class path keeps DJL from being loaded at all. */
    private static void requireDefaultEngine(Map<String, String> environment) {
        String engine = environment.getOrDefault("DJL_DEFAULT_ENGINE", System.getProperty("ai.djl.default_engine", ""));
        if (!engine.isEmpty() && ServiceLoader.load(EngineProvider.class)
                .stream()
                .noneMatch(provider -> provider.get().getEngineName().equals(engine))) {
            throw new UserException("DJL_DEFAULT_ENGINE is " + engine + ", which is not on the class path; unset it");
        }
    }

    /** As DJL looks them up; one that is set to nothing counts as not set. */
    private static @Nullable String setting(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, System.getProperty(name, ""));
        return value.isEmpty() ? null : value;
    }
}
