package dev.headstart.report;

import dev.headstart.embeddings.Sample;
import dev.headstart.report.Findings.Card;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pictures with what is to be said of them.
 *
 * @param images data URIs by row
 */
record Cards(Run run, Map<Integer, String> images) {

    /** A picture and what it was taken for. */
    Card predicted(Judgements judgements, int i) {
        int predicted = judgements.predicted(i);
        return card(judgements.rows()[i], run.classes().get(predicted), judgements.confidence(i));
    }

    /** A picture and where it lies. */
    Card copy(int row) {
        return card(row, null, 0);
    }

    private Card card(int index, @Nullable String predicted, double probability) {
        Sample row = run.embeddings().rows().get(index);
        return new Card(row.path(), images.get(index), Objects.requireNonNullElse(row.label(), ""),
                Objects.requireNonNullElse(run.parts().get(index), ""), predicted, probability);
    }
}
