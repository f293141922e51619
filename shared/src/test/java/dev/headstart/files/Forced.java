package dev.headstart.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What is forced to disk, as Java's flight recorder sees it: a test that asks this fails where the forcing is left out. */
public final class Forced {
    private Forced() {}

    /** Something that may force files and folders to disk. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    /** The names of the files and folders that some work forces to disk, in their order, each as often as it was. */
    public static List<String> by(Work work) throws IOException {
        Path dump = Files.createTempFile("forced", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            work.run();
            recording.stop();
            recording.dump(dump);
            return RecordingFile.readAllEvents(dump)
                    .stream()
                    .sorted((a, b) -> a.getStartTime().compareTo(b.getStartTime()))
                    .map(Forced::name)
                    .toList();
        } finally {
            Files.deleteIfExists(dump);
        }
    }

    private static String name(RecordedEvent event) {
        return String.valueOf(Path.of(event.getString("path")).getFileName());
    }
}
