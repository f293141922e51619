package dev.headstart.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void whereTheTimeWentIsALineOfItsOwnSoThatAllFitInto80Columns() {
        StringWriter out = new StringWriter();
        Extraction.Summary summary = new Extraction.Summary(1_234_567, List.of(), List.of(), Extraction.Ending.DONE,
                12_345.6, "network 86 %, resize 5 %, read 5 %, decode 3 %, write 1 %");
        new Output(Path.of("o.parquet"), new PrintWriter(out)).summarise("1234567 embeddings", 1_234_567, summary);
        assertEquals("""
                o.parquet: 1234567 embeddings from 1234567 pictures, 0 failed
                1234567 pictures in 12345.6 s, 100.0 pictures/s
                time: network 86 %, resize 5 %, read 5 %, decode 3 %, write 1 %
                """, out.toString());
    }
}
