package dev.headstart.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that would take a reader minutes or all memory. */
class SafetensorsFileTest {
    private static final String EMPTY = "{'dtype':'F32','shape':[0],'data_offsets':[0,0]}";

    @ParameterizedTest
    @CsvSource({"65", "100000", "5000000"})
    void moreDimensionsThanPyTorchHasAreRefused(int rank) {
        assertRefused("its tensor t has more than 64 dimensions",
                "{'t':{'dtype':'F32','shape':[" + "1,".repeat(rank - 1) + "1],'data_offsets':[0,4]}}");
    }

    @Test
    void aTensorOfSixtyFourDimensionsIsRead() {
        String json = "{'t':{'dtype':'F32','shape':[" + "1,".repeat(63) + "1],'data_offsets':[0,4]}}";
        assertEquals(64, SafetensorsFile.of(file(json)).view("t").shape().size());
    }

    @ParameterizedTest
    @CsvSource({"60000, more than 50000 tensors", "300000, 'bytes, more than the 16777216 that'"})
    void moreNamesThanAnyNetworkHasAreRefused(int names, String reason) {
        assertRefused(reason,
                IntStream.range(0, names)
                        .mapToObj(i -> "'" + i + "':" + EMPTY)
                        .collect(Collectors.joining(",", "{", "}")));
    }

    @Test
    void aLongNameIsRefused() {
        assertRefused("more than 1024 characters", "{'" + "t".repeat(10_000_000) + "':" + EMPTY + "}");
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() {
        assertRefused("its tensor t is there twice", "{'t':" + EMPTY + ",'t':" + EMPTY + "}");
    }

    /** Read whole, each would take as much memory as the file. */
    @Test
    void tensorsThatShareBytesAreRefused() {
        String whole = "{'dtype':'F32','shape':[4],'data_offsets':[0,16]}";
        assertRefused("shares bytes with another", "{'a':" + whole + ",'b':" + whole + "}");
    }

    @Test
    void whatIsNestedDeeplyIsRefused() {
        assertRefused("is no safetensors file", "{'t':{'x':" + "[".repeat(5_000_000) + "}}");
        assertRefused("is no safetensors file", "{'t':" + "{'x':".repeat(1_000_000) + "}}");
        assertRefused("is no safetensors file",
                "{'t':{'dtype':'F32','shape':[" + "1".repeat(1_000_000) + "],'data_offsets':[0,4]}}");
    }

    @Test
    void aTypeThatIsNotNeededDoesNotStandInTheWay() {
        String json = "{'a':" + EMPTY + ",'b':{'dtype':'F8_E4M3','shape':[1],'data_offsets':[0,1]}}";
        TensorDict dict = SafetensorsFile.of(file(json)).dict();
        assertTrue(dict.find("a").isPresent());
        UserException e = assertThrows(UserException.class, () -> dict.find("b"));
        assertEquals("tensor b: it holds tensors of type F8_E4M3, which no backbone has", e.getMessage());
    }

    private static void assertRefused(String reason, String json) {
        MemorySegment file = file(json);
        Spent spent = Spent.now();
        UserException e = assertThrows(UserException.class, () -> SafetensorsFile.of(file));
        assertTrue(spent.seconds() < 5 && spent.heap() < 500 << 20, spent.seconds() + " s, " + spent.heap());
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    /** @param json with apostrophes for quotation marks */
    private static MemorySegment file(String json) {
        byte[] header = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return MemorySegment.ofArray(ByteBuffer.allocate(Long.BYTES + header.length + 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array());
    }
}
