package dev.headstart.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagePlaceTest {
    private static final int BODY = 40;
    private static final int VALUES = 8;

    @TempDir
    Path folder;

    @Test
    void pagesLieBehindTheirHeadersHoweverLongThoseAre() throws IOException {
        PageHeader withStatistics = data();
        withStatistics.getData_page_header().setStatistics(new Statistics().setMax_value(new byte[5000]));
        List<PagePlace> places = places(2 * VALUES, dictionary(), data(), withStatistics);
        assertEquals(List.of(0, VALUES, VALUES),
                List.of(places.get(0).values(), places.get(1).values(), places.get(2).values()));
        assertTrue(places.get(0).isDictionary());
        assertFalse(places.get(1).isDictionary());
        long end = Files.size(folder.resolve("pages"));
        assertEquals(end - BODY, places.get(2).offset());
        assertTrue(places.get(2).offset() - places.get(1).offset() > 5000);
    }

    @Test
    void aDictionaryDoesNotCountForThePagesWhoseValuesItClaims() throws IOException {
        PageHeader header = dictionary();
        header.setData_page_header(data().getData_page_header());
        refused("a column's pages have 0 values, not 8", VALUES, header);
    }

    @Test
    void pagesThatContradictTheirColumnAreRefused() {
        refused("a column's pages have 8 values, not 16", 2 * VALUES, data());
        PageHeader silent = data();
        silent.unsetData_page_header();
        refused("does not say how many it holds", VALUES, silent);
        PageHeader negative = data();
        negative.getData_page_header().setNum_values(-1);
        refused("lies outside its column", VALUES, negative);
        refused("lies outside its column", VALUES, data().setCompressed_page_size(BODY + 1));
    }

    /** As parquet-mr before 1.2.9 wrote them: PARQUET-816. */
    @Test
    void aColumnsLengthMayLeaveOutTheHeaderOfItsDictionaryAndNoMore() throws IOException {
        List<PagePlace> whole = places(2 * VALUES, dictionary(), data(), data());
        int header = (int) whole.getFirst().offset();
        assertEquals(whole, placesOfAColumnWithout(header, 2 * VALUES, dictionary(), data(), data()));
        assertThrows(IOException.class,
                () -> placesOfAColumnWithout(header + 1, 2 * VALUES, dictionary(), data(), data()));
        assertThrows(IOException.class, () -> placesOfAColumnWithout(1, 2 * VALUES, data(), data()));
    }

    private void refused(String reason, long values, PageHeader... pages) {
        IOException e = assertThrows(IOException.class, () -> places(values, pages));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e::getMessage);
    }

    private static PageHeader data() {
        return new PageHeader(PageType.DATA_PAGE, BODY, BODY)
                .setData_page_header(new DataPageHeader(VALUES, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    }

    private static PageHeader dictionary() {
        return new PageHeader(PageType.DICTIONARY_PAGE, BODY, BODY)
                .setDictionary_page_header(new DictionaryPageHeader(VALUES, Encoding.PLAIN));
    }

    /** Of a file of nothing but these pages. */
    private List<PagePlace> places(long values, PageHeader... pages) throws IOException {
        return placesOfAColumnWithout(0, values, pages);
    }

    /** @param missing bytes that the column's length does not count */
    private List<PagePlace> placesOfAColumnWithout(int missing, long values, PageHeader... pages) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (PageHeader page : pages) {
            Util.writePageHeader(page, bytes);
            bytes.write(new byte[BODY]);
        }
        Path path = Files.write(folder.resolve("pages"), bytes.toByteArray());
        try (FileChannel file = FileChannel.open(path)) {
            return PagePlace.of(file,
                    new Chunks.Chunk(0, 1, values, 0, bytes.size() - missing, CompressionCodecName.UNCOMPRESSED));
        }
    }
}
