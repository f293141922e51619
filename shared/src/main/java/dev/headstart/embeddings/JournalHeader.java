package dev.headstart.embeddings;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import dev.headstart.cli.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The first record of a journal, as JSON.
 *
 * @param origin what makes its rows
 * @param fresh whether what the store holds does not count
 */
record JournalHeader(Origin origin, boolean fresh) {
    private static final String FRESH = "fresh";
    /** Some dozen lines of text, with the names of layers; what claims to be longer is no header. */
    private static final int LONGEST = 1 << 20;

    /** What a file begins with, or empty if that is no header. */
    static Optional<JournalHeader> of(Records file) throws IOException {
        Optional<ByteBuffer> content = file.read(0);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            Map<String, String> metadata = new Gson().fromJson(StandardCharsets.UTF_8.decode(content.get()).toString(),
                    new TypeToken<Map<String, String>>() {}.getType());
            return metadata == null ? Optional.empty()
                    : Origin.of(metadata)
                            .map(origin -> new JournalHeader(origin, Boolean.parseBoolean(metadata.get(FRESH))));
        } catch (JsonParseException | UserException e) {
            return Optional.empty();
        }
    }

    byte[] content() {
        Map<String, String> metadata = new LinkedHashMap<>(origin.toMetadata());
        metadata.put(FRESH, Boolean.toString(fresh));
        return new Gson().toJson(metadata).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether a file without a whole header may be the beginning of one. A run that is killed while it writes the header leaves a part of it. A
     * power cut leaves zeros and nothing else. A header whose length is damaged looks like the beginning of one, too, but rows follow it.
     */
    static boolean wasBegun(Records file) throws IOException {
        if (file.size() < Records.FRAME) {
            return true;
        }
        int length = file.bytes(0, Integer.BYTES).getInt();
        return length == 0 ? file.isZeros() : length > file.size() - Records.FRAME && length <= LONGEST;
    }
}
