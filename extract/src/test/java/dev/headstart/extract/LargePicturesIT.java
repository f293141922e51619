package dev.headstart.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that take more memory than all workers could have at once. */
class LargePicturesIT {
    private static final int SIDE = 6000;
    private static final int PICTURES = 16;

    @TempDir
    Path folder;

    @Test
    void everyPictureThatFitsGetsARowHoweverManyWorkersThereAre() throws IOException, InterruptedException {
        Path images = Files.createDirectories(folder.resolve("images"));
        Path first = images.resolve("0.jpg");
        assertTrue(ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), "jpg", first.toFile()));
        for (int i = 1; i < PICTURES; i++) {
            Files.createSymbolicLink(images.resolve(i + ".jpg"), first);
        }
        Path out = folder.resolve("out.parquet");
        String log = run("-Xmx400m", "--threads", "8", "--batch-size", "2", images, out);
        assertTrue(log.contains("16 embeddings from 16 pictures, 0 failed"), log);
        assertEquals(PICTURES, Run.read(out).size());
    }

    /** Half a megabyte, and 1.2 GB decoded. */
    @Test
    void aPictureLargerThanMemoryAllowsIsRefusedByItsHeader() throws IOException, InterruptedException {
        Path images = Files.createDirectories(folder.resolve("images"));
        assertTrue(ImageIO.write(new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY), "jpg",
                images.resolve("good.jpg").toFile()));
        Files.write(images.resolve("bomb.png"), bomb());
        Path out = folder.resolve("out.parquet");
        String log = run("-Xmx400m", "--max-pixels", "1000000000", images, out);
        assertTrue(log.contains("1 embeddings from 2 pictures, 1 failed"), log);
        String errors = Files.readString(folder.resolve("out.errors.csv"));
        assertTrue(errors.contains("bomb.png,"), errors);
        assertTrue(errors.contains("HEADSTART_JVM_OPTIONS"), errors);
    }

    private String run(String heap, Object... args) throws IOException, InterruptedException {
        List<Object> words = new ArrayList<>(List.of("--weights", "seeded:0", "--layer", "maxpool"));
        words.addAll(List.of(args));
        List<String> command = new ArrayList<>(Run.java(ExtractCommand.class, words.toArray()));
        command.add(1, heap);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertEquals(0, process.waitFor(), () -> read(log));
        assertFalse(read(log).contains("OutOfMemoryError"));
        return read(log);
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A PNG of 20,000 x 20,000 grey pixels. */
    private static byte[] bomb() {
        int side = 20_000;
        byte[] row = new byte[side + 1];
        ByteBuffer data = ByteBuffer.allocate(4_000_000);
        try (Deflater deflater = new Deflater()) {
            for (int y = 0; y < side; y++) {
                deflater.setInput(row);
                data.position(data.position() + deflater.deflate(data.array(), data.position(), data.remaining()));
            }
            deflater.finish();
            data.position(data.position() + deflater.deflate(data.array(), data.position(), data.remaining()));
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(HexFormat.of().parseHex("89504e470d0a1a0a"));
        chunk(png, "IHDR", ByteBuffer.allocate(13).putInt(side).putInt(side).put((byte) 8).array());
        chunk(png, "IDAT", Arrays.copyOf(data.array(), data.position()));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream to, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        to.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        to.writeBytes(name);
        to.writeBytes(content);
        to.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
