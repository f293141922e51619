package dev.headstart.embeddings;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A row of the journal, without its vectors: path, width, height, SHA-256, bytes, modified, and per vector its length and floats, big-endian.
 * Labels and splits are not in it: they are the listing's.
 *
 * @param vectorsAt where in the file its vectors lie
 * @param vectorBytes how long they are
 */
record JournalRow(Row row, long vectorsAt, int vectorBytes) {
    private static final int SHA256_BYTES = 32;
    private static final int BETWEEN_PATH_AND_VECTORS = 2 * Integer.BYTES + SHA256_BYTES + 2 * Long.BYTES;
    /** No operating system opens a file by a longer path: Linux takes 4096 bytes, Windows 32,767 characters. */
    private static final int LONGEST_PATH = 1 << 17;

    /**
     * @param bytes the content, read to its vectors
     * @param at where in the file it lies
     */
    static JournalRow of(ByteBuffer bytes, long at) {
        byte[] path = new byte[bytes.getInt()];
        bytes.get(path);
        int width = bytes.getInt();
        int height = bytes.getInt();
        byte[] sha256 = new byte[SHA256_BYTES];
        bytes.get(sha256);
        Row row = new Row(new String(path, StandardCharsets.UTF_8), null, null, width, height,
                HexFormat.of().formatHex(sha256), bytes.getLong(), bytes.getLong());
        return new JournalRow(row, at + bytes.position(), bytes.remaining());
    }

    /**
     * Whether the parts of a row there are as long as it is.
     *
     * @param pathLength the first four bytes
     */
    static boolean fits(Records file, long at, int length, int pathLength) throws IOException {
        if (pathLength < 1 || pathLength > LONGEST_PATH) {
            return false;
        }
        long end = at + length;
        long vector = at + Integer.BYTES + pathLength + BETWEEN_PATH_AND_VECTORS;
        while (vector >= 0 && vector <= end - Integer.BYTES) {
            int dimension = file.bytes(vector, Integer.BYTES).getInt();
            vector = dimension < 0 ? -1 : vector + Integer.BYTES + (long) dimension * Float.BYTES;
        }
        return vector == end;
    }

    static byte[] content(Embedding embedding) throws IOException {
        Row row = embedding.row();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] path = row.path().getBytes(StandardCharsets.UTF_8);
            out.writeInt(path.length);
            out.write(path);
            out.writeInt(row.width());
            out.writeInt(row.height());
            out.write(HexFormat.of().parseHex(row.sha256()));
            out.writeLong(row.bytes());
            out.writeLong(row.modified());
            for (float[] vector : embedding.vectors()) {
                out.writeInt(vector.length);
                ByteBuffer floats = ByteBuffer.allocate(vector.length * Float.BYTES);
                floats.asFloatBuffer().put(vector);
                out.write(floats.array());
            }
        }
        return bytes.toByteArray();
    }

    List<float[]> vectors(Records file) throws IOException {
        ByteBuffer bytes = file.bytes(vectorsAt, vectorBytes);
        List<float[]> vectors = new ArrayList<>();
        while (bytes.hasRemaining()) {
            float[] vector = new float[bytes.getInt()];
            bytes.asFloatBuffer().get(vector);
            bytes.position(bytes.position() + vector.length * Float.BYTES);
            vectors.add(vector);
        }
        return vectors;
    }
}
