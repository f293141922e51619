package dev.headstart.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * A plot, said in Lets-Plot's own specification and drawn by it as SVG. Lets-Plot estimates the width of text, so that it needs neither fonts nor
 * a display. Colours are names that the page's style sheet knows ({@link #INK}), text has classes: the page decides what they look like, by day
 * and by night.
 */
final class Plot {
    /** The style sheet draws what has this colour in the page's ink. */
    static final String INK = "#010203";
    /** The style sheet draws what has this colour in the page's second ink: errors, what was chosen. */
    static final String ACCENT = "#b20b05";
    /** The style sheet draws what has this colour in the page's grey. */
    static final String FAINT = "#8a8b8c";
    private static final int TEXT = 11;

    private final int width;
    private final int height;
    private final List<Object> layers = new ArrayList<>();
    private final List<Object> scales = new ArrayList<>();
    private final Map<String, Object> theme = new HashMap<>();

    /** @param width in the text's pixels; the page scales it */
    Plot(int width, int height) {
        this.width = width;
        this.height = height;
        theme.put("name", "minimal");
        theme.put("text", element("text", Map.of("size", TEXT)));
        theme.put("axis_title", element("text", Map.of("size", TEXT)));
        theme.put("panel_grid", blank());
        theme.put("plot_background", blank());
        theme.put("axis_line", element("line", Map.of("color", FAINT, "size", 0.7)));
        theme.put("axis_ticks", element("line", Map.of("color", FAINT, "size", 0.7)));
        theme.put("legend_position", "none");
    }

    /**
     * Adds a layer.
     *
     * @param columns a list of values for each aesthetic: {@code x}, {@code y}, {@code label}
     * @param constants the other aesthetics
     */
    Plot layer(String geom, Map<String, ? extends List<?>> columns, Map<String, ?> constants) {
        Map<String, Object> data = new HashMap<>();
        Map<String, Object> mapping = new HashMap<>();
        columns.forEach((aesthetic, values) -> {
            data.put(aesthetic, new ArrayList<>(values.stream().map(Plot::plain).toList()));
            mapping.put(aesthetic, aesthetic);
        });
        Map<String, Object> layer = new HashMap<>(constants);
        layer.replaceAll((_, value) -> plain(value));
        layer.put("geom", geom);
        layer.put("data", data);
        layer.put("mapping", mapping);
        layer.put("tooltips", "none");
        layers.add(layer);
        return this;
    }

    /** Says how an aesthetic is drawn: {@code name}, {@code trans}, {@code limits}, {@code breaks}. */
    Plot scale(String aesthetic, Map<String, ?> options) {
        Map<String, Object> scale = new HashMap<>(options);
        scale.put("aesthetic", aesthetic);
        scale.replaceAll(
                (_, value) -> value instanceof List<?> list ? new ArrayList<>(list.stream().map(Plot::plain).toList())
                        : value);
        scales.add(scale);
        return this;
    }

    /** Leaves an element of the theme out: {@code axis_text_x}. */
    Plot without(String... elements) {
        for (String element : elements) {
            theme.put(element, blank());
        }
        return this;
    }

    /** An {@code svg} element that fills the width it is given. */
    String svg() {
        Map<String, Object> spec = new HashMap<>();
        spec.put("kind", "plot");
        spec.put("layers", layers);
        spec.put("scales", scales);
        spec.put("theme", theme);
        spec.put("ggsize", new HashMap<>(Map.of("width", width, "height", height)));
        String svg = PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(spec, null, (_, _, _) -> "", true);
        // The page has one style sheet; and an SVG with a view box scales.
        return svg.replaceFirst("(?s)<style.*?</style>", "")
                .replaceFirst("width=\"[\\d.]+\" height=\"[\\d.]+\"",
                        String.format(Locale.ROOT, "viewBox=\"0 0 %d %d\" aria-hidden=\"true\"", width, height))
                .replaceAll(">\\s+<", "><");
    }

    /** Lets-Plot knows numbers as doubles only. */
    private static Object plain(Object value) {
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }

    private static Map<String, Object> element(String kind, Map<String, ?> options) {
        Map<String, Object> element = new HashMap<>(options);
        element.put("name", kind);
        return element;
    }

    private static Map<String, Object> blank() {
        return element("blank", Map.of());
    }
}
