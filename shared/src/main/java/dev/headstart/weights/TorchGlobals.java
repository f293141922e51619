package dev.headstart.weights;

import dev.headstart.cli.UserException;
import dev.headstart.weights.Pickled.Dict;
import dev.headstart.weights.Pickled.Global;
import dev.headstart.weights.Pickled.Items;
import dev.headstart.weights.Pickled.Storage;
import dev.headstart.weights.Pickled.Tensor;
import dev.headstart.weights.Pickled.Text;
import dev.headstart.weights.Pickled.Unread;
import dev.headstart.weights.Pickled.Whole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The functions and classes that a file of PyTorch names: what the few that tensors and dicts are made of would give, and the names of the
 * others, of which nothing is known and nothing is run.
 */
final class TorchGlobals {
    private static final Set<String> DICTS = Set.of("collections.OrderedDict", "collections.defaultdict",
            "collections.Counter");
    private static final Set<String> TENSORS = Set.of("torch._utils._rebuild_tensor",
            "torch._utils._rebuild_tensor_v2");
    /** Their first argument is the tensor. */
    private static final Set<String> PARAMETERS = Set.of("torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state", "torch._utils._rebuild_device_tensor_from_cpu_tensor",
            "torch.nn.parameter.Parameter");
    /** A tensor with attributes: its arguments are a function, a type, the function's arguments, and the attributes. */
    private static final String WITH_ATTRIBUTES = "torch._tensor._rebuild_from_type_v2";

    /** What {@code torch.load(weights_only=True)} takes, which is no news to who saved it; PyTorch 2.14 has each by its name. */
    private static final Pattern HARMLESS = Pattern.compile("(builtins|__builtin__)\\.(set|bytearray|complex|frozenset)"
            + "|_codecs\\.encode|collections\\.(OrderedDict|Counter|defaultdict)|torch\\.(cuda\\.|sparse\\.)*\\w+(Storage|Tensor)"
            + "|torch\\.(storage\\.\\w+Storage|Size|Tensor|device|(bool|b?float|b?complex|q?u?int|bits)\\w*|per_(channel|tensor)_\\w+)"
            + "|torch\\._utils\\._rebuild_\\w+|torch\\._tensor\\._rebuild_from_type_v2|torch\\.nn\\.parameter\\.Parameter"
            + "|torch\\.serialization\\._get_layout");

    private final SortedSet<String> unread = new TreeSet<>();
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    /** Classes and functions that PyTorch's own safe loading would refuse, sorted. */
    SortedSet<String> unread() {
        return unread;
    }

    /** Every storage that was referred to, by its key. */
    Map<String, Storage> storages() {
        return storages;
    }

    void seen(Global global) {
        if (!HARMLESS.matcher(global.path()).matches()) {
            unread.add(global.path());
        }
    }

    Pickled call(Global function, List<Pickled> arguments) {
        String name = function.path();
        if (name.equals(WITH_ATTRIBUTES) && arguments.size() > 2 && arguments.get(0) instanceof Global inner
                && arguments.get(2) instanceof Items(List<Pickled> values)) {
            return tensorOf(inner.path(), values);
        }
        return DICTS.contains(name) ? dict(arguments) : tensorOf(name, arguments);
    }

    private static Pickled tensorOf(String name, List<Pickled> arguments) {
        if (TENSORS.contains(name)) {
            return tensor(arguments);
        }
        return PARAMETERS.contains(name) && !arguments.isEmpty() ? arguments.getFirst() : Unread.VALUE;
    }

    /** What PyTorch calls the id of a storage: {@code ("storage", type, key, device, size)}, before 0.4 with a view's offset behind. */
    Storage storage(Pickled id) {
        if (id instanceof Items(List<Pickled> parts) && parts.size() >= 5
                && parts.getFirst() instanceof Text(String kind) && kind.equals("storage")
                && parts.get(1) instanceof Global type) {
            String key = switch (parts.get(2)) {
                case Text(String text) -> text;
                case Whole(long number) -> Long.toString(number);
                default -> throw broken("a storage without a key");
            };
            boolean view = parts.size() > 5 && parts.get(5) instanceof Items(List<Pickled> of) && of.size() > 1;
            long offset = view ? number(((Items) parts.get(5)).values().get(1)) : 0;
            Storage storage = new Storage(type.name(), key, offset);
            storages.putIfAbsent(key, storage);
            return storage;
        }
        throw new UserException("it refers to something that is not a tensor's storage");
    }

    private static Tensor tensor(List<Pickled> arguments) {
        if (arguments.size() < 4 || !(arguments.getFirst() instanceof Storage storage)) {
            throw broken("a tensor without a storage");
        }
        try {
            return new Tensor(storage, Math.addExact(storage.offset(), number(arguments.get(1))),
                    numbers(arguments.get(2)), numbers(arguments.get(3)));
        } catch (ArithmeticException e) {
            throw new UserException("its pickle is broken: a tensor begins beyond all files", e);
        }
    }

    /** Empty, or of pairs, as Python 2 wrote it. */
    private static Dict dict(List<Pickled> arguments) {
        Dict dict = new Dict();
        if (arguments.size() == 1 && arguments.getFirst() instanceof Items(List<Pickled> pairs)) {
            for (Pickled pair : pairs) {
                if (pair instanceof Items(List<Pickled> entry) && entry.size() == 2) {
                    dict.keysAndValues().addAll(entry);
                }
            }
        }
        return dict;
    }

    private static List<Long> numbers(Pickled tuple) {
        if (!(tuple instanceof Items(List<Pickled> values)) || values.size() > TensorView.MOST_DIMENSIONS) {
            throw broken("a tensor's shape is no tuple of at most " + TensorView.MOST_DIMENSIONS + " numbers");
        }
        List<Long> numbers = new ArrayList<>();
        values.forEach(value -> numbers.add(number(value)));
        return numbers;
    }

    private static long number(Pickled value) {
        if (value instanceof Whole(long number)) {
            return number;
        }
        throw broken("a tensor's shape is not of numbers");
    }

    private static UserException broken(String how) {
        return new UserException("its pickle is broken: " + how);
    }
}
