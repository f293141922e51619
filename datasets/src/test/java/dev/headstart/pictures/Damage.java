package dev.headstart.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Damages files in the ways that disks, networks and attackers do. The same name and number give the same damage on every machine, so that
 * what Pillow makes of a damaged file can be kept without the file.
 */
final class Damage {
    /** Damaged copies of each picture. */
    static final int COPIES = 44;

    private static final Path SEEDS = Path.of("src/test/resources/golden/formats/seeds");
    private static final int LONGEST_RUN = 64;
    private static final int SOME = 8;
    private static final int KINDS = 6;
    private static final int MISSING = 20;

    private Damage() {}

    /** Writes the pictures, numbered 0, and their damaged copies, numbered from 1, to the folder that is the argument. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (var picture : pictures().entrySet()) {
            for (int number = 0; number <= COPIES; number++) {
                Files.write(folder.resolve(picture.getKey() + "_" + number),
                        copy(picture.getValue(), picture.getKey(), number));
            }
        }
    }

    /** The whole pictures by their names. */
    static SortedMap<String, byte[]> pictures() throws IOException {
        SortedMap<String, byte[]> pictures = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(SEEDS)) {
            for (Path file : files) {
                pictures.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return pictures;
    }

    /** The file itself for the number 0, else a damaged copy, which may be equal to it by chance. */
    static byte[] copy(byte[] whole, String name, int number) {
        SplittableRandom random = new SplittableRandom(name.hashCode() * 1_000_003L + number);
        byte[] copy = whole.clone();
        int at = random.nextInt(whole.length);
        int run = Math.min(1 + random.nextInt(LONGEST_RUN), whole.length - at);
        switch (number == 0 ? -1 : number % KINDS) {
            case -1 -> {
            }
            case 0 -> copy[at] ^= (byte) (1 + random.nextInt(255));
            case 1 -> copy[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case 2 -> {
                for (int i = 0; i < SOME; i++) {
                    copy[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
                }
            }
            case 3 -> Arrays.fill(copy, at, at + run, (byte) 0);
            case 4 -> System.arraycopy(whole, random.nextInt(whole.length - run + 1), copy, at, run);
            default -> copy = Arrays.copyOf(whole, at);
        }
        return copy;
    }

    /** A JPEG that libjpeg reads with a warning: the last bytes of its data are missing. */
    static byte[] withoutItsLastData(byte[] jpeg) {
        int end = jpeg.length - 2;
        return ByteBuffer.allocate(jpeg.length - MISSING).put(jpeg, 0, end - MISSING).put(jpeg, end, 2).array();
    }
}
