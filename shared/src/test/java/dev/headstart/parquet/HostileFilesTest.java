package dev.headstart.parquet;

import static dev.headstart.parquet.CraftedFile.data;
import static dev.headstart.parquet.CraftedFile.dictionary;
import static dev.headstart.parquet.CraftedFile.integer;
import static dev.headstart.parquet.CraftedFile.join;
import static dev.headstart.parquet.CraftedFile.levels;
import static dev.headstart.parquet.CraftedFile.number;
import static dev.headstart.parquet.CraftedFile.packedRun;
import static dev.headstart.parquet.CraftedFile.run;
import static dev.headstart.parquet.CraftedFile.text;
import static dev.headstart.parquet.CraftedFile.zstd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.embeddings.ColumnNames;
import dev.headstart.embeddings.EmbeddingsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that claim to be large: each is refused before anything of that size is done. */
class HostileFilesTest {
    private static final int ROWS = 4;
    private static final int HUGE = 1 << 30;

    @TempDir
    Path folder;

    @Test
    void theFileThatTheOthersAreMadeFromIsRead() throws IOException {
        new CraftedFile().rowGroup(ROWS, labels(), embeddings()).write(file());
        assertEquals(List.of("ant", "ant", "ant", "ant"),
                EmbeddingsFiles.read(List.of(file()), ColumnNames.SHOWN, 1)
                        .rows()
                        .stream()
                        .map(r -> r.label())
                        .toList());
    }

    @Test
    void aBillionRowsInRunsOfOneValueAreRefused() throws IOException {
        CraftedFile.Chunk labels = chunk(HUGE, dictionary(1, text("ant")),
                data(HUGE, Encoding.RLE_DICTIONARY, join(levels(run(HUGE, 1)), new byte[]{1}, run(HUGE, 0))));
        CraftedFile.Chunk embeddings = chunk(HUGE, dictionary(1, integer(0)), data(HUGE, Encoding.RLE_DICTIONARY,
                join(levels(run(HUGE, 0)), levels(run(HUGE, 1)), new byte[]{1}, run(HUGE, 0))));
        refused("claims 1,073,741,824 rows in a file of", new CraftedFile().rowGroup(HUGE, labels, embeddings));
    }

    @Test
    void aBillionNumbersInRunsOfOneValueAreRefused() throws IOException {
        byte[] repetition = join(run(1, 0), run(HUGE - 1, 1));
        CraftedFile.Chunk embeddings = chunk(HUGE, dictionary(1, integer(0)), data(HUGE, Encoding.RLE_DICTIONARY,
                join(levels(repetition), levels(run(HUGE, 1)), new byte[]{1}, run(HUGE, 0))));
        refused("claims 1,073,741,824 values in a file of", new CraftedFile().rowGroup(1, labels(1), embeddings));
    }

    @Test
    void aPackedRunOfABillionLevelsInAPageOfFourIsRefused() throws IOException {
        CraftedFile.Page page = data(ROWS, Encoding.PLAIN, join(levels(packedRun(1 << 27)), text("ant")));
        refused("a run claims 1073741824 values in a page of 4",
                new CraftedFile().rowGroup(ROWS, chunk(ROWS, page), embeddings()));
    }

    @Test
    void aPackedRunOfABillionIndexesInAPageOfFourIsRefused() throws IOException {
        CraftedFile.Chunk labels = chunk(ROWS, dictionary(1, text("ant")),
                data(ROWS, Encoding.RLE_DICTIONARY, join(levels(run(ROWS, 1)), new byte[]{1}, packedRun(1 << 27))));
        refused("a run claims 1073741824 values in a page of 4",
                new CraftedFile().rowGroup(ROWS, labels, embeddings()));
        CraftedFile.Chunk embeddings = chunk(ROWS, dictionary(1, integer(0)), data(ROWS, Encoding.RLE_DICTIONARY,
                join(levels(run(ROWS, 0)), levels(run(ROWS, 1)), new byte[]{1}, packedRun(1 << 27))));
        refused("a run claims 1073741824 values in a page of 4",
                new CraftedFile().rowGroup(ROWS, labels(), embeddings));
    }

    @Test
    void moreDeltasThanValuesAreRefused() throws IOException {
        byte[] header = join(number(128), number(4), number(HUGE), number(0));
        for (Encoding encoding : List.of(Encoding.DELTA_LENGTH_BYTE_ARRAY, Encoding.DELTA_BYTE_ARRAY)) {
            refused("a page of 4 values claims 1073741824 deltas", new CraftedFile().rowGroup(ROWS,
                    chunk(ROWS, data(ROWS, encoding, join(levels(run(ROWS, 1)), header))), embeddings()));
        }
        byte[] blocks = join(number(HUGE), number(1), number(ROWS), number(0));
        refused("in blocks of 1073741824", new CraftedFile().rowGroup(ROWS,
                chunk(ROWS, data(ROWS, Encoding.DELTA_BYTE_ARRAY, join(levels(run(ROWS, 1)), blocks))), embeddings()));
    }

    @Test
    void aTextThatSharesMoreThanThereIsWithTheOneBeforeIsRefused() throws IOException {
        byte[] prefixes = join(number(128), number(1), number(1), number(2L * HUGE));
        byte[] suffixes = join(number(128), number(1), number(1), number(0));
        refused("bytes follows one of 0",
                new CraftedFile().rowGroup(1,
                        chunk(1, data(1, Encoding.DELTA_BYTE_ARRAY, join(levels(run(1, 1)), prefixes, suffixes))),
                        embeddings(1)));
    }

    @Test
    void aDictionaryOfMoreEntriesThanBytesIsRefused() throws IOException {
        CraftedFile.Page page = data(ROWS, Encoding.RLE_DICTIONARY,
                join(levels(run(ROWS, 1)), new byte[]{1}, run(ROWS, 0)));
        refused("a dictionary of 7 bytes claims 2147483647 entries", new CraftedFile().rowGroup(ROWS,
                chunk(ROWS, dictionary(Integer.MAX_VALUE, text("ant")), page), embeddings()));
    }

    @Test
    void aLongTextForEachOfManyRowsIsRefused() throws IOException {
        int rows = 1 << 20;
        CraftedFile.Chunk labels = chunk(rows, dictionary(1, text("ant".repeat(100_000))),
                data(rows, Encoding.RLE_DICTIONARY, join(levels(run(rows, 1)), new byte[]{1}, run(rows, 0))));
        CraftedFile.Chunk embeddings = chunk(rows, dictionary(1, integer(0)), data(rows, Encoding.RLE_DICTIONARY,
                join(levels(run(rows, 0)), levels(run(rows, 1)), new byte[]{1}, run(rows, 0))));
        refused("claims 314,572,800,000 bytes of text", new CraftedFile().rowGroup(rows, labels, embeddings));
    }

    @Test
    void pagesThatUnpackToThousandsOfTheirSizeAreRefused() throws IOException {
        CraftedFile.Page zeros = data(1 << 24, Encoding.PLAIN, new byte[1 << 26]);
        CraftedFile.Page[] pages = IntStream.range(0, 16).mapToObj(_ -> zstd(zeros)).toArray(CraftedFile.Page[]::new);
        CraftedFile.Chunk labels = new CraftedFile.Chunk(ROWS, CompressionCodec.ZSTD,
                List.of(pages[0], zstd(data(ROWS, Encoding.PLAIN, new byte[64]))));
        pages[0].header().getData_page_header().setNum_values(0);
        refused("unpacked bytes in a file of", new CraftedFile().rowGroup(ROWS, labels, embeddings()));
        CraftedFile.Page claim = zstd(data(ROWS, Encoding.PLAIN, new byte[64]));
        claim.header().setUncompressed_page_size(Integer.MAX_VALUE);
        refused("claims 2,147,483,647 unpacked bytes", new CraftedFile().rowGroup(ROWS,
                new CraftedFile.Chunk(ROWS, CompressionCodec.ZSTD, List.of(claim)), embeddings()));
    }

    @Test
    void rowGroupsThatLieInOneAnotherAreRefused() throws IOException {
        CraftedFile file = new CraftedFile().rowGroup(ROWS, labels(), embeddings());
        IntStream.range(0, 100).forEach(_ -> file.again());
        refused("lie in one another", file);
    }

    @Test
    void lengthsInTheFooterThatItDoesNotHaveAreRefused() throws IOException {
        // Field 2, a list of structs; then its length.
        byte[] list = join(new byte[]{0x15, 2, 0x19, (byte) 0xfc}, number(HUGE));
        for (byte[] footer : List.of(list, join(new byte[]{0x15, 2, 0x28}, number(HUGE)), new byte[]{0x15},
                join(new byte[]{0x15, 2, 0x1b}, number(HUGE), new byte[]{0x55}))) {
            new CraftedFile().write(file(), footer);
            refused("its footer ends too soon");
        }
    }

    /** Structs within structs, and lists within lists. */
    @ParameterizedTest
    @ValueSource(bytes = {0x1c, 0x19})
    void aFooterThatIsNestedWithoutEndIsRefused(byte level) throws IOException {
        byte[] nested = new byte[100_000];
        Arrays.fill(nested, level);
        new CraftedFile().write(file(), nested);
        refused("nested too deep");
    }

    private Path file() {
        return folder.resolve("e.parquet");
    }

    private void refused(String reason, CraftedFile file) throws IOException {
        file.write(file());
        refused(reason);
    }

    private void refused(String reason) throws IOException {
        Reading reading = Reading.of(file());
        assertNotNull(reading.refusal(), "was read");
        assertTrue(reading.refusal().contains(reason), reading.refusal());
        // The files are small, but for the one that is unpacked to be refused.
        reading.requireLessThan(2, 256L << 20);
        Files.delete(file());
    }

    private static CraftedFile.Chunk chunk(long values, CraftedFile.Page... pages) {
        return new CraftedFile.Chunk(values, CompressionCodec.UNCOMPRESSED, List.of(pages));
    }

    private static CraftedFile.Chunk labels() {
        return labels(ROWS);
    }

    private static CraftedFile.Chunk labels(int rows) {
        return chunk(rows, data(rows, Encoding.PLAIN, join(levels(run(rows, 1)),
                join(IntStream.range(0, rows).mapToObj(_ -> text("ant")).toArray(byte[][]::new)))));
    }

    private static CraftedFile.Chunk embeddings() {
        return embeddings(ROWS);
    }

    private static CraftedFile.Chunk embeddings(int rows) {
        return chunk(rows, data(rows, Encoding.PLAIN,
                join(levels(run(rows, 0)), levels(run(rows, 1)), new byte[rows * Float.BYTES])));
    }
}
