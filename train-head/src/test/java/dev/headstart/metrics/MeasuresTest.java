package dev.headstart.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headstart.embeddings.Embeddings;
import dev.headstart.embeddings.Sample;
import dev.headstart.parquet.Matrix;
import dev.headstart.splits.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    private static final double EXACT = 1e-12;

    @Test
    void aClassHasTheMeanOfItsF1sAndTheMacroF1IsTheirs() throws IOException {
        Measures sure = of(0, 1, 1, 1); // class 0: precision 1, recall 1/2
        Measures rash = of(0, 0, 0, 1); // precision 2/3, recall 1
        assertEquals(2 / 3.0, sure.classes().getFirst().f1(), EXACT);
        assertEquals(0.8, rash.classes().getFirst().f1(), EXACT);
        Measures mean = Measures.mean(List.of(sure, rash));
        assertEquals((2 / 3.0 + 0.8) / 2, mean.classes().getFirst().f1(), EXACT);
        assertEquals(mean.classes().stream().mapToDouble(Measures.ClassMeasures::f1).average().orElseThrow(),
                mean.macroF1(), EXACT);
    }

    /** Of two samples of each of two classes, that these are predicted. */
    private static Measures of(int... predicted) throws IOException {
        List<Sample> rows = IntStream.range(0, predicted.length)
                .mapToObj(i -> new Sample(i + ".jpg", i < 2 ? "a" : "b", null))
                .toList();
        Samples samples = Samples.of(
                new Embeddings(Optional.empty(), rows, false, Matrix.of(1, new float[predicted.length])),
                IntStream.range(0, predicted.length).boxed().toList(), List.of("a", "b"));
        float[] logits = new float[2 * predicted.length];
        for (int i = 0; i < predicted.length; i++) {
            logits[2 * i + predicted[i]] = 1;
        }
        return Measures.of(new Predictions(samples, logits, 1));
    }
}
