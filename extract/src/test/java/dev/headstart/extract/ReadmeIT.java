package dev.headstart.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeIT {
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

    /** In the checkout, and in the distribution that {@code mvn package} lays out. */
    @ParameterizedTest
    @ValueSource(strings = {"..", "target/dist/headstart-extract"})
    void everyLinkOfTheReadmeAndOfThePagesItLinksLeadsSomewhere(String root) throws IOException {
        Deque<Path> pages = new ArrayDeque<>(List.of(Path.of(root, "README.md")));
        Set<Path> read = new HashSet<>();
        List<String> broken = new ArrayList<>();
        int links = 0;
        while (!pages.isEmpty()) {
            Path page = pages.pop();
            if (read.add(page)) {
                for (String link : links(page)) {
                    Path target = target(page, link);
                    if (!leadsSomewhere(target, link)) {
                        broken.add(page + ": " + link);
                    } else if (isPage(target)) {
                        pages.push(target);
                    }
                    links++;
                }
            }
        }
        assertEquals(List.of(), broken);
        assertFalse(links == 0, "no link was found");
    }

    /** Links into this repository: those to other hosts are left out. */
    private static List<String> links(Path page) throws IOException {
        String prose = CODE.matcher(Files.readString(page)).replaceAll("");
        return LINK.matcher(prose).results().map(m -> m.group(1)).filter(l -> !l.contains("://")).toList();
    }

    private static Path target(Path page, String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    private static boolean leadsSomewhere(Path target, String link) throws IOException {
        int anchor = link.indexOf('#');
        return Files.exists(target)
                && (anchor < 0 || !isPage(target) || anchors(target).contains(link.substring(anchor + 1)));
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md");
    }

    /** The headings of a page as GitHub makes anchors of them. */
    private static List<String> anchors(Path page) throws IOException {
        String prose = Pattern.compile("(?ms)^```.*?^```").matcher(Files.readString(page)).replaceAll("");
        return HEADING.matcher(prose).results().map(ReadmeIT::anchor).toList();
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").strip().replace(' ', '-');
    }
}
