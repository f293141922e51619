package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * A pickle reader that knows the few globals a state dict is made of and refuses every other by name: a pickle can name any function to
 * call, so the list is of what is allowed. It builds data; nothing is ever executed.
 */
final class TensorUnpickler extends Unpickler {
    private static final Map<String, IObjectConstructor> ALLOWED = Map.of("collections OrderedDict",
            TensorUnpickler::orderedDict, "torch._utils _rebuild_tensor", TensorUnpickler::tensor,
            "torch._utils _rebuild_tensor_v2", TensorUnpickler::tensor, "torch._utils _rebuild_parameter", a -> a[0],
            "torch._utils _rebuild_parameter_with_state", a -> a[0]);

    /** A tensor as a view of a storage that lies elsewhere in the file. */
    record StoredTensor(StorageRef storage, long offset, List<Long> shape, List<Long> stride) {}

    /** Stands for a storage's element type on the pickle's stack. */
    private record StorageType(ElementType type) implements IObjectConstructor {
        @Override
        public Object construct(Object[] args) {
            throw new UserException("it calls torch." + type + "Storage, which a state dict has no need for");
        }
    }

    /**
     * A storage, by the key its bytes are found under.
     *
     * @param offset of its first element in them; other than 0 only in files of PyTorch before 0.4
     * @param size elements
     */
    record StorageRef(ElementType type, String key, long offset, long size) {}

    @Override
    protected Object dispatch(short opcode) throws IOException {
        switch (opcode) {
            case Opcodes.GLOBAL -> {
                String module = PickleUtils.readline(input);
                stack.add(global(module, PickleUtils.readline(input)));
                return NO_RETURN_VALUE;
            }
            case Opcodes.STACK_GLOBAL -> {
                Object name = stack.pop();
                stack.add(global(String.valueOf(stack.pop()), String.valueOf(name)));
                return NO_RETURN_VALUE;
            }
            case Opcodes.INST, Opcodes.OBJ, Opcodes.NEWOBJ, Opcodes.NEWOBJ_EX, Opcodes.EXT1, Opcodes.EXT2,
                    Opcodes.EXT4 ->
                throw new UserException("it builds objects that are not tensors (pickle opcode " + opcode + ")");
            case Opcodes.BUILD -> {
                // The attributes of an OrderedDict (its _metadata): nothing that embeddings need.
                stack.pop();
                return NO_RETURN_VALUE;
            }
            default -> {
                return super.dispatch(opcode);
            }
        }
    }

    @Override
    protected Object persistentLoad(Object id) {
        if (id instanceof Object[] parts && parts.length >= 5 && "storage".equals(parts[0])
                && parts[1] instanceof StorageType(ElementType type)) {
            boolean view = parts.length > 5 && parts[5] instanceof Object[];
            long offset = view ? number(((Object[]) parts[5])[1]) : 0;
            return new StorageRef(type, String.valueOf(parts[2]), offset, number(parts[4]));
        }
        throw new UserException("it refers to something that is not a tensor's storage");
    }

    private static Object global(String module, String name) {
        IObjectConstructor constructor = ALLOWED.get(module + " " + name);
        if (constructor != null) {
            return constructor;
        }
        ElementType type = module.equals("torch") ? ElementType.ofStorage(name) : null;
        if (type == null) {
            throw new UserException("it asks for " + module + "." + name
                    + ", which no state dict needs; nothing of it was run. Save the state dict alone: torch.save("
                    + "model.state_dict(), FILE)");
        }
        return new StorageType(type);
    }

    private static StoredTensor tensor(Object[] a) {
        StorageRef storage = (StorageRef) a[0];
        return new StoredTensor(storage, storage.offset() + number(a[1]), longs(a[2]), longs(a[3]));
    }

    private static Object orderedDict(Object[] args) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (args.length == 1 && args[0] instanceof List<?> pairs) {
            for (Object pair : pairs) {
                Object[] entry = pair instanceof List<?> l ? l.toArray() : (Object[]) pair;
                map.put(entry[0], entry[1]);
            }
        }
        return map;
    }

    private static long number(Object o) {
        return ((Number) o).longValue();
    }

    private static List<Long> longs(Object tuple) {
        return Arrays.stream((Object[]) tuple).map(TensorUnpickler::number).toList();
    }
}
