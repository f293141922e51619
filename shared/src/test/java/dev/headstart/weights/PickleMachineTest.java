package dev.headstart.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import dev.headstart.weights.Pickled.Dict;
import dev.headstart.weights.Pickled.Items;
import dev.headstart.weights.Pickled.Unread;
import dev.headstart.weights.Pickled.Whole;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleMachineTest {
    private static final long MOST_HEAP = 500L << 20;
    private static final double MOST_SECONDS = 5;

    /** An integer after a size or a count that a small file does not hold. */
    @ParameterizedTest
    @CsvSource({"B, 4", "T, 4", "X, 4", "\u008b, 4", "\u008d, 8", "\u008e, 8", "\u0096, 8"})
    void aSizeBeyondTheFileIsRefusedBeforeAnythingIsTakenForIt(String opcode, int width) {
        PickleBytes pickle = new PickleBytes().put(opcode);
        byte[] bytes = (width == 4 ? pickle.int32(Integer.MAX_VALUE) : pickle.int64(Integer.MAX_VALUE)).put("abc.")
                .bytes();
        Spent spent = Spent.now();
        assertRefused("beyond its end", bytes);
        assertTrue(spent.heap() < 1 << 20, spent.heap() + " bytes");
    }

    @Test
    void anIntegerOfManyDigitsIsNotWorkedOut() {
        int digits = 1_000_000;
        assertEquals(Unread.VALUE, read(new PickleBytes().put("\u008b").int32(digits).repeat("7", digits)));
        assertEquals(Unread.VALUE, read(new PickleBytes().put("L").repeat("7", 1000).put("L\n")));
        assertRefused("1000001 characters", new PickleBytes().put("L").repeat("7", digits).put("L\n").bytes());
    }

    @ParameterizedTest
    @CsvSource({"L12L, 12", "I-7, -7", "I123456789012345678, 123456789012345678"})
    void anIntegerInTextIsRead(String text, long value) {
        assertEquals(new Whole(value), read(new PickleBytes().put(text + "\n")));
    }

    @ParameterizedTest
    @CsvSource({"'\1\u00ff', -1", "'\2\0\u0080', -32768", "'\1\u007f', 127", "'\0', 0",
        "'\10\0\0\0\0\0\0\0\u0080', -9223372036854775808"})
    void aLongIsInTwosComplement(String bytes, long value) {
        assertEquals(new Whole(value), read(new PickleBytes().put("\u008a" + bytes)));
    }

    /** A list and a dict that hold themselves, as key and as value; nothing looks into them. */
    @ParameterizedTest
    @ValueSource(strings = {"]q\0h\0a", "}q\0h\0h\0s", "}q\0(h\0h\0u", "]q\0(h\0h\0h\0e}h\0h\0s"})
    void whatHoldsItselfIsRead(String opcodes) {
        Pickled read = read(new PickleBytes().put(opcodes));
        assertTrue(read instanceof Items || read instanceof Dict, read.getClass().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"]", "(", "}", "]q\0", "N", ")\u0085", "(]", "}h\0", "M\0\0", "\u0088", "X\2\0\0\0ab",
        "ca\nb\n", "2"})
    void moreOpcodesThanAnyCheckpointHasAreRefusedBeforeTheyTakeTheMemory(String opcodes) {
        byte[] pickle = new PickleBytes().put("]q\0").repeat(opcodes, 25_000_000 / opcodes.length()).bytes();
        assertRefused("far more than a state dict", pickle);
    }

    /** Each of them names one list, which is copied whenever it is given to a function. */
    @Test
    void aLongListGivenToManyCallsIsRefused() {
        PickleBytes pickle = new PickleBytes().put("(").repeat("N", 1_000_000).put("lq\0\u0085q\1");
        pickle.put("ccollections\nOrderedDict\nq\2").repeat("h\2h\1R", 1_000_000);
        assertRefused("far more than a state dict", pickle.bytes());
    }

    @Test
    void aTensorOfManyDimensionsIsRefused() {
        PickleBytes pickle = new PickleBytes();
        pickle.put("ctorch._utils\n_rebuild_tensor_v2\n((").text("storage").put("ctorch\nFloatStorage\n");
        pickle.text("0")
                .text("cpu")
                .put("K\1tQK\0(")
                .repeat("K\1", 100_000)
                .put("t(")
                .repeat("K\1", 100_000)
                .put("ttR");
        assertRefused("at most 64", pickle.put(".").bytes());
    }

    /** As an {@code OrderedDict} of Python 2 was written, and one whose pairs are not. */
    @Test
    void anOrderedDictOfPairsIsRead() {
        Pickled read = read(new PickleBytes().put("ccollections\nOrderedDict\n]X\1\0\0\0aK\1\u0086aK\2a\u0085R"));
        assertEquals(new Whole(1), assertInstanceOf(Dict.class, read).get("a"));
    }

    @Test
    void anObjectOfAnUnknownClassIsLeftUnread() {
        TorchGlobals globals = new TorchGlobals();
        byte[] pickle = new PickleBytes().put("cos\nsystem\n").text("true").put("\u0085R}b.").bytes();
        assertEquals(Unread.VALUE, new PickleMachine(MemorySegment.ofArray(pickle), globals).next());
        assertEquals(List.of("os.system"), List.copyOf(globals.unread()));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "0.", "1.", "t.", "h\0.", "(K\1d.", "Na.", "K\1Na.", "K\1NNs.", "R.", "NNR.",
        "\u0097.", "\u0082\1.", "P1\n.", "NQ.", "p-1\n.", "g99999999999999999999\n.", "b.", "\u00ff.", "c\n", "]"})
    void aBrokenPickleIsRefusedInOneLine(String pickle) {
        assertRefused("", new PickleBytes().put(pickle).bytes());
    }

    private static Pickled read(PickleBytes pickle) {
        return new PickleMachine(MemorySegment.ofArray(pickle.put(".").bytes()), new TorchGlobals()).next();
    }

    private static void assertRefused(String reason, byte[] pickle) {
        Spent spent = Spent.now();
        UserException e = assertThrows(UserException.class,
                () -> new PickleMachine(MemorySegment.ofArray(pickle), new TorchGlobals()).next());
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
        assertTrue(spent.heap() < MOST_HEAP && spent.seconds() < MOST_SECONDS,
                spent.heap() + " bytes, " + spent.seconds() + " s");
    }
}
