package dev.headstart.parquet;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageBytesTest {
    private static final int TOO_LARGE = (1 << 30) + 1;

    @TempDir
    Path folder;

    /** In a file of some gigabytes, a page may lie that is so large. */
    @Test
    void aPageOfMoreThanAGigabyteIsRefusedBeforeItTakesMemory() throws IOException {
        refused(new PageHeader(PageType.DATA_PAGE, 0, TOO_LARGE));
        refused(new PageHeader(PageType.DATA_PAGE, TOO_LARGE, 0));
        refused(new PageHeader(PageType.DATA_PAGE, Integer.MAX_VALUE, 0));
    }

    private void refused(PageHeader header) throws IOException {
        Path path = folder.resolve("page");
        Files.write(path, new byte[0]);
        try (FileChannel file = FileChannel.open(path); PageBytes bytes = new PageBytes(file)) {
            IOException e = assertThrows(IOException.class,
                    () -> bytes.read(new PagePlace(header, 0), CompressionCodecName.ZSTD));
            assertTrue(String.valueOf(e.getMessage())
                    .contains("bytes, more than 1,073,741,824; if it is right, write the file with smaller pages"),
                    e::getMessage);
        }
    }
}
