package dev.headstart.report;

import dev.headstart.embeddings.Origin;
import java.util.List;

/** Runs to report on. */
final class Runs {
    static final Origin ORIGIN = new Origin("resnet18", "seeded:0", List.of("flatten"), "avg", "resize 256", "apply",
            "fp32", "/pictures");

    private Runs() {}
}
