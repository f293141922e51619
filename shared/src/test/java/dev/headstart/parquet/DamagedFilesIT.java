package dev.headstart.parquet;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@link DamagedFilesTest} at length, and byte by byte. */
class DamagedFilesIT extends DamagedFilesTest {
    @Override
    int seeds() {
        return 120;
    }

    @Test
    void soIsAStoreWithAnyOneByteChanged() throws IOException {
        DamagedFiles.ofStore(folder).areReadOrRefusedByteByByte();
    }

    @Test
    void soIsPyarrowsFileWithAnyOneByteChanged() throws IOException {
        DamagedFiles.of(FOLDER.resolve("codec-none.parquet"), folder).areReadOrRefusedByteByByte();
    }
}
