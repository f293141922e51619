package dev.headstart.report;

import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * What the page's script knows of the points on the map.
 *
 * @param classes names of those that points are of or were taken for
 * @param points path, label, predicted class or -1, index of the image or -1
 * @param images data URIs
 */
record MapData(List<String> classes, List<List<Object>> points, List<String> images) {

    /** @param uris of images by row */
    static MapData of(EmbeddingMap map, Run run, Judgements measured, Map<Integer, String> uris) {
        Map<Integer, Integer> predicted = new HashMap<>();
        for (int i = 0; i < measured.size(); i++) {
            predicted.put(measured.rows()[i], measured.predicted(i));
        }
        List<List<Object>> points = new ArrayList<>();
        List<String> images = new ArrayList<>();
        Map<Integer, Integer> numbers = new HashMap<>();
        List<String> classes = new ArrayList<>();
        IntUnaryOperator number = c -> numbers.computeIfAbsent(c, _ -> {
            classes.add(run.classes().get(c));
            return numbers.size();
        });
        for (int i = 0; i < map.rows().length; i++) {
            int row = map.rows()[i];
            String uri = uris.get(row);
            Integer taken = predicted.get(row);
            points.add(List.of(run.embeddings().rows().get(row).path(), number.applyAsInt(map.labels()[i]),
                    taken == null ? -1 : number.applyAsInt(taken), uri == null ? -1 : images.size()));
            if (uri != null) {
                images.add(uri);
            }
        }
        return new MapData(classes, points, images);
    }

    /** As JSON whose {@code <}, {@code >} and {@code &} are escaped, so that it may stand inside a script element. */
    String json() {
        return new Gson().toJson(this);
    }
}
