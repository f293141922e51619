package dev.headstart.weights;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle holds, as data that does nothing. Nothing here is compared, hashed or printed as a whole, since a hostile pickle can put
 * a list into itself.
 */
sealed interface Pickled {

    /** What a state dict has no use for: numbers with a fraction, long texts, bytes, and all that classes of no interest would make. */
    enum Unread implements Pickled {
        VALUE
    }

    record Flag(boolean value) implements Pickled {}

    record Whole(long value) implements Pickled {}

    record Text(String value) implements Pickled {}

    /** A tuple, a list or a set. */
    record Items(List<Pickled> values) implements Pickled {
        Items() {
            this(new ArrayList<>());
        }
    }

    /** A dict as its keys and values, a key wherever the index is even: nothing is hashed. */
    record Dict(List<Pickled> keysAndValues) implements Pickled {
        Dict() {
            this(new ArrayList<>());
        }

        /** The value of a key that is text, or null; a later one counts, as in Python. */
        @Nullable
        Pickled get(String key) {
            for (int i = keysAndValues.size() - 2; i >= 0; i -= 2) {
                if (keysAndValues.get(i) instanceof Text(String text) && text.equals(key)) {
                    return keysAndValues.get(i + 1);
                }
            }
            return null;
        }
    }

    /** A class or function by its name, which is all that is ever known of it. */
    record Global(String module, String name) implements Pickled {
        String path() {
            return module + "." + name;
        }
    }

    /**
     * A storage, by the key its bytes are found under.
     *
     * @param type its name in PyTorch, such as {@code FloatStorage}
     * @param offset of its first element in those bytes; other than 0 only in files of PyTorch before 0.4
     */
    record Storage(String type, String key, long offset) implements Pickled {}

    /** A tensor as a view of a storage that lies elsewhere in the file. */
    record Tensor(Storage storage, long offset, List<Long> shape, List<Long> stride) implements Pickled {}
}
