package dev.headstart.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class MatrixTest {
    @Test
    void rowsStandOneBehindTheOther() {
        Matrix matrix = Matrix.of(2, 1, 2, 3, 4);
        assertArrayEquals(new float[]{3, 4}, matrix.row(1).toArray(ValueLayout.JAVA_FLOAT));
    }

    @Test
    void whatTheMachineHasNoRoomForIsRefusedWithTheNumbers() {
        assertRefused(new Matrix(Integer.MAX_VALUE, 1), 1 << 20,
                "2,147,483,647 rows of 1,048,576 numbers take 9007199.3 GB, 9007199.3 with what is made of them");
        assertRefused(new Matrix(1 << 28, 1 << 20), 4, "take 4.3 GB, 4503599.6 with");
    }

    @Test
    void theFileAndTheRowOfANumberThatIsNoneAreNamed() {
        Matrix matrix = new Matrix(3, 1);
        matrix.begin("one");
        matrix.add(new float[]{1, 2}, 2);
        matrix.begin("two");
        matrix.add(new float[]{3, 4}, 2);
        matrix.add(new float[]{5, Float.POSITIVE_INFINITY}, 2);
        UserException e = assertThrows(UserException.class, matrix::requireFinite);
        assertTrue(String.valueOf(e.getMessage()).startsWith("two, row 1: number 1 is Infinity"), e.getMessage());
    }

    private static void assertRefused(Matrix matrix, int dimension, String reason) {
        matrix.begin("it");
        UserException e = assertThrows(UserException.class, () -> matrix.claim(1, dimension));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }
}
