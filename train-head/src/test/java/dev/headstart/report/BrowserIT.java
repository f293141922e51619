package dev.headstart.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens the page in Chromium, where there is one. */
class BrowserIT {
    private static final Optional<Path> CHROMIUM = Stream.of(System.getenv("PATH").split(":"))
            .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome").map(Path.of(folder)::resolve))
            .filter(Files::isExecutable)
            .findFirst();

    @TempDir
    Path folder;

    /** The page in frames as wide as a phone and a screen, and what is measured of it there. */
    @ParameterizedTest
    @ValueSource(ints = {3, 50})
    void itFitsAPhoneAndAScreenAndTheConsoleIsSilent(int classes) throws IOException, InterruptedException {
        List<String> names = IntStream.range(0, classes)
                .mapToObj(c -> "<script>alert(" + c + ")</script>_and_a_long_name")
                .toList();
        RunReport.write(Runs.clouds(300, names), folder.resolve("report.html"));
        Path frames = Files.writeString(folder.resolve("frames.html"), """
                <iframe src="report.html" style="width:390px;height:800px;border:0"></iframe>
                <iframe src="report.html" style="width:1280px;height:800px;border:0"></iframe><p id="out"></p><script>
                onload = () => {
                  const found = Array.from(document.querySelectorAll('iframe')).map(frame => {
                    const d = frame.contentDocument;
                    const points = d.querySelectorAll('#map svg circle');
                    const at = points[0].getBoundingClientRect();
                    const move = new PointerEvent('pointermove', {clientX: at.x, clientY: at.y});
                    d.getElementById('map').dispatchEvent(move);
                    return [d.documentElement.scrollWidth, points.length >= 300, d.querySelectorAll('svg').length >= 5,
                        d.querySelectorAll('.gallery li').length > 9, d.getElementById('tip').hidden].join(' ');
                  });
                  document.getElementById('out').textContent = found.join('; ');
                };
                </script>""");
        String dom = chromium("--allow-file-access-from-files", "--dump-dom", frames.toUri().toString());
        String found = dom.replaceFirst("(?s).*<p id=\"out\">(.*?)</p>.*", "$1");
        assertEquals("390 true true true false; 1280 true true true false", found);
    }

    @Test
    void itPrints() throws IOException, InterruptedException {
        RunReport.write(Runs.clouds(300, List.of("a", "b")), folder.resolve("report.html"));
        chromium("--print-to-pdf=" + folder.resolve("report.pdf"), folder.resolve("report.html").toUri().toString());
        assertEquals("%PDF-",
                Files.readString(folder.resolve("report.pdf"), StandardCharsets.ISO_8859_1).substring(0, 5));
    }

    private String chromium(String... arguments) throws IOException, InterruptedException {
        assumeTrue(CHROMIUM.isPresent(), "skipped: needs chromium on the PATH");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = Stream.concat(Stream.of(CHROMIUM.orElseThrow().toString(), "--headless=new",
                "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1800,900",
                "--user-data-dir=" + folder.resolve("profile"), "--enable-logging=stderr"), Stream.of(arguments))
                .toList();
        int exit = new ProcessBuilder(command).redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        assertEquals(0, exit, Files.readString(err));
        assertFalse(Files.readString(err).contains(":CONSOLE"), Files.readString(err));
        return Files.readString(out);
    }
}
