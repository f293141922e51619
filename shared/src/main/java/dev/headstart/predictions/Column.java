package dev.headstart.predictions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of the table of predictions.
 *
 * @param value a String or a Double, as the type says, or null where a picture's class is not known
 */
record Column(String name, Type type, Function<Prediction, @Nullable Object> value) {

    enum Type {
        NAME,
        PROBABILITY
    }

    /**
     * The columns, in their order.
     *
     * @param labelled whether the class of any picture is known
     * @param classes that there are
     */
    static List<Column> of(boolean labelled, int classes) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("path", Type.NAME, Prediction::path));
        if (labelled) {
            columns.add(new Column("label", Type.NAME, Prediction::label));
        }
        for (int i = 0; i < Math.min(Prediction.TOP, classes); i++) {
            int place = i;
            columns.add(new Column("predicted_" + (place + 1), Type.NAME, p -> p.best().get(place).label()));
            columns.add(
                    new Column("probability_" + (place + 1), Type.PROBABILITY, p -> p.best().get(place).probability()));
        }
        return List.copyOf(columns);
    }
}
