package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatsTest {
    private static final float[] NUMBERS = {1, 2, 3, 4, 5, 6};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 6, 7})
    void inPiecesOfAnySizeTheNumbersStayAsTheyAre(int piece) {
        Floats floats = new Floats(piece);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray tensor = floats.tensor(manager, NUMBERS, new Shape(2, 3));
            assertEquals(new Shape(2, 3), tensor.getShape());
            assertArrayEquals(NUMBERS, tensor.toFloatArray());
            assertArrayEquals(NUMBERS, floats.array(tensor));
            assertArrayEquals(new float[]{1, 4, 2, 5, 3, 6}, floats.array(tensor.transpose()));
            float[] into = new float[8];
            floats.copy(tensor, into, 1);
            assertArrayEquals(new float[]{0, 1, 2, 3, 4, 5, 6, 0}, into);
        }
    }
}
