package dev.headstart.parquet;

import static dev.headstart.parquet.CraftedFile.integer;
import static dev.headstart.parquet.CraftedFile.join;
import static dev.headstart.parquet.CraftedFile.levels;
import static dev.headstart.parquet.CraftedFile.number;
import static dev.headstart.parquet.CraftedFile.packedRun;
import static dev.headstart.parquet.CraftedFile.run;
import static dev.headstart.parquet.CraftedFile.text;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated files whose counts, sizes and encodings contradict one another: each is read, or refused in one line, in little time and memory. */
class HostileFilesIT {
    private static final int FILES = 6000;
    private static final double SECONDS = 5;
    private static final long BYTES = 1L << 30;
    private static final int ROWS = 8;
    /** Numbers at the edges of what a decoder may take. Those that are allowed, but take long, are rare. */
    private static final int[] COUNTS = {ROWS, ROWS, ROWS, ROWS, 0, 1, ROWS - 1, ROWS + 1, 512, 1 << 16, 1 << 27,
        1 << 30, Integer.MAX_VALUE, Integer.MAX_VALUE - 7, -1, Integer.MIN_VALUE};
    private static final int LARGE = 1 << 20;
    /** One in so many counts is large. */
    private static final int RARITY = 200;

    @TempDir
    Path folder;

    @Test
    void eachIsReadOrRefusedWithoutMuchTimeOrMemory() throws IOException {
        Path file = folder.resolve("e.parquet");
        int read = 0;
        for (int seed = 0; seed < FILES; seed++) {
            int number = seed;
            new Generator(new SplittableRandom(seed)).write(file);
            Reading reading = Reading.of(file);
            assertTrue(reading.seconds() < SECONDS, () -> "seed " + number + ": " + reading);
            assertTrue(reading.allocated() < BYTES, () -> "seed " + number + ": " + reading);
            read += reading.refusal() == null ? 1 : 0;
        }
        // Most contradict themselves, but not all; else one check at the beginning would hide the others.
        assertTrue(read > FILES / 200 && read < FILES / 2, read + " were read");
    }

    private record Generator(SplittableRandom random) {
        void write(Path to) throws IOException {
            CraftedFile file = new CraftedFile();
            for (int groups = random.nextInt(1, 3); groups > 0; groups--) {
                int rows = likely(ROWS);
                file.rowGroup(rows, chunk(rows, false), chunk(rows, true));
            }
            if (random.nextInt(20) == 0) {
                file.again();
            }
            file.write(to, random.nextInt(3) == 0 ? this::change : _ -> {});
        }

        /** Mostly the one, else any. */
        private int likely(int honest) {
            return random.nextInt(4) > 0 ? honest : count();
        }

        private int count() {
            return random.nextInt(RARITY) == 0 ? LARGE : COUNTS[random.nextInt(COUNTS.length)];
        }

        private CraftedFile.Chunk chunk(int rows, boolean lists) {
            boolean dictionary = random.nextBoolean();
            List<CraftedFile.Page> pages = new ArrayList<>();
            boolean packed = random.nextInt(3) == 0;
            if (dictionary) {
                pages.add(CraftedFile.dictionary(likely(1), entry(lists)));
            }
            for (int n = random.nextInt(10) == 0 ? 3 : 1; n > 0; n--) {
                pages.add(data(likely(rows), dictionary, lists));
            }
            for (int i = 0; i < pages.size(); i++) {
                CraftedFile.Page page = packed ? CraftedFile.zstd(pages.get(i)) : pages.get(i);
                if (random.nextInt(10) == 0) {
                    page.header().setUncompressed_page_size(count());
                }
                if (random.nextInt(30) == 0) {
                    page.header().setCompressed_page_size(count());
                }
                pages.set(i, page);
            }
            CompressionCodec[] codecs = CompressionCodec.values();
            CompressionCodec codec = packed ? CompressionCodec.ZSTD : CompressionCodec.UNCOMPRESSED;
            return new CraftedFile.Chunk(likely(rows),
                    random.nextInt(10) == 0 ? codecs[random.nextInt(codecs.length)] : codec, pages);
        }

        private byte[] entry(boolean lists) {
            return lists ? integer(random.nextInt()) : text("ant".repeat(random.nextInt(20) == 0 ? 10_000 : 1));
        }

        private CraftedFile.Page data(int count, boolean dictionary, boolean lists) {
            Encoding[] encodings = Encoding.values();
            Encoding encoding = random.nextInt(4) == 0 ? encodings[random.nextInt(encodings.length)]
                    : dictionary ? Encoding.RLE_DICTIONARY : Encoding.PLAIN;
            byte[] repetition = lists ? runs(count, 0) : new byte[0];
            byte[] definition = runs(count, 1);
            byte[] values = values(encoding, count, lists);
            if (random.nextInt(4) > 0) {
                return CraftedFile.data(count, encoding,
                        join(lists ? levels(repetition) : repetition, levels(definition), values));
            }
            byte[] body = join(repetition, definition, values);
            PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, body.length, body.length);
            header.setData_page_header_v2(new DataPageHeaderV2(count, 0, likely(count), encoding,
                    likely(definition.length), likely(repetition.length)).setIs_compressed(random.nextBoolean()));
            return new CraftedFile.Page(header, body);
        }

        private byte[] runs(int count, int value) {
            return switch (random.nextInt(6)) {
                case 0 -> run(likely(count) & Integer.MAX_VALUE, random.nextInt(4));
                case 1 -> join(packedRun(likely(count) & 0x0fffffff), new byte[random.nextInt(20)]);
                case 2 -> join(run(Math.max(0, count - 1), value), packedRun(count() & 0x0fffffff));
                default -> run(Math.max(0, count), value);
            };
        }

        private byte[] values(Encoding encoding, int count, boolean lists) {
            return switch (encoding) {
                case PLAIN -> plain(count, lists);
                case RLE_DICTIONARY, PLAIN_DICTIONARY -> join(new byte[]{(byte) likely(1)}, runs(count, 0));
                case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> join(deltas(count), bytes(40));
                case DELTA_BYTE_ARRAY -> join(deltas(count), bytes(random.nextInt(2) * 8), deltas(count), bytes(40));
                default -> bytes(random.nextInt(100));
            };
        }

        private byte[] plain(int count, boolean lists) {
            int there = Math.clamp(count, 0, 1000);
            if (lists) {
                return new byte[there * Float.BYTES];
            }
            byte[][] texts = new byte[there][];
            for (int i = 0; i < there; i++) {
                texts[i] = random.nextInt(500) == 0 ? integer(count()) : text("bee");
            }
            return join(texts);
        }

        private byte[] deltas(int count) {
            return join(number(likely(128)), number(likely(4)), number(likely(count)), number(likely(0)));
        }

        private byte[] bytes(int count) {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
        }

        /** Changes something in the footer. */
        private void change(FileMetaData footer) {
            RowGroup group = footer.getRow_groups().getFirst();
            var column = group.getColumns().get(random.nextInt(2)).getMeta_data();
            SchemaElement element = footer.getSchema().get(random.nextInt(footer.getSchemaSize()));
            long count = random.nextInt(4) == 0 ? random.nextLong() : count();
            switch (random.nextInt(10)) {
                case 0 -> group.setNum_rows(count);
                case 1 -> column.setNum_values(count);
                case 2 -> column.setTotal_compressed_size(count);
                case 3 -> column.setData_page_offset(count);
                case 4 -> column.setDictionary_page_offset(count);
                case 5 -> element.setNum_children((int) count);
                case 6 -> element.setType_length((int) count).setPrecision((int) count).setScale(count());
                case 7 -> element.setName("x".repeat(random.nextInt(100_000)));
                case 8 -> column.setPath_in_schema(List.of("label"));
                default -> footer.setNum_rows(count);
            }
        }
    }
}
