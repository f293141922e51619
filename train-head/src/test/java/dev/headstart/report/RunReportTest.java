package dev.headstart.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunReportTest {
    private static final List<String> HOSTILE = List.of("<script>alert(1)</script>", "\"'&</script><img src=x>",
            "${7*7}");

    @TempDir
    Path folder;

    @Test
    void whateverClassesAndFilesAreCalledIsTextInThePage() throws IOException {
        String page = page(Runs.clouds(90, HOSTILE));
        assertEquals(2, count(page, "<script"), "the map's data and the page's own");
        assertEquals(2, count(page, "</script>"));
        assertFalse(page.contains("<img src=x"), "from a class");
        assertFalse(Pattern.compile("<b>\\d+</b>\"").matcher(page).find(), "from a path");
        assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assertTrue(page.contains("${7*7}"));
    }

    @Test
    void ofManyClassesToo() throws IOException {
        List<String> classes = IntStream.range(0, 50).mapToObj(c -> "<script>alert(" + c + ")</script>").toList();
        String page = page(Runs.clouds(500, classes));
        assertEquals(2, count(page, "<script"));
        assertTrue(page.contains("class=\"narrow\""), "a matrix of fifty classes is a plot");
    }

    @Test
    void ofThousandsOfClassesItListsAndDrawsAHundredAndSaysWhereTheOthersAre() throws IOException {
        List<String> classes = IntStream.range(0, 2000).mapToObj(c -> "class " + c).toList();
        String page = page(Runs.clouds(4000, classes));
        assertTrue(page.contains("These 100 of 2000 classes were taken for others most often"));
        assertEquals(100, count(page, "<span class=\"bar\">"));
        assertTrue(page.length() < 2_000_000, page.length() + " characters");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void ofFewRowsToo(int rows) throws IOException {
        assertTrue(page(Runs.clouds(rows, List.of("a", "b"))).contains("</html>"));
    }

    @Test
    void nothingIsAskedOfTheNetwork() throws IOException {
        String page = page(Runs.clouds(90, HOSTILE)).replace("http://www.w3.org/", ""); // names of SVG's namespaces
        assertFalse(page.contains("http://") || page.contains("https://") || page.contains("@import"), page);
        assertTrue(page.contains("default-src 'none'"));
    }

    @Test
    void aPictureOnBothSidesOfTheSplitIsAWarning() throws IOException {
        Run run = Runs.clouds(90, HOSTILE);
        Findings findings = RunReport.write(run, folder.resolve("r.html"));
        assertTrue(findings.copies().across() >= 1);
        String warning = findings.copies().warning(run.measures().samples());
        assertNotNull(warning);
        assertTrue(warning.length() <= 80, warning);
        assertTrue(Files.readString(folder.resolve("r.html")).contains("The split leaks"));
    }

    @Test
    void theSurestMistakesComeFirstAndNoneIsAHit() throws IOException {
        Findings findings = RunReport.write(Runs.clouds(90, HOSTILE), folder.resolve("r.html"));
        assertFalse(findings.mistakes().isEmpty());
        for (int i = 0; i < findings.mistakes().size(); i++) {
            Findings.Card card = findings.mistakes().get(i);
            assertFalse(card.label().equals(card.predicted()));
            assertTrue(i == 0 || card.probability() <= findings.mistakes().get(i - 1).probability());
        }
    }

    private String page(Run run) throws IOException {
        RunReport.write(run, folder.resolve("r.html"));
        return Files.readString(folder.resolve("r.html"));
    }

    private static int count(String page, String part) {
        return page.split(Pattern.quote(part), -1).length - 1;
    }
}
