package dev.headstart.weights;

import dev.headstart.cli.UserException;
import java.io.IOException;
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
            TensorUnpickler::orderedDict, "torch._utils _rebuild_tensor_v2",
            a -> new StoredTensor((StorageRef) a[0], number(a[1]), longs(a[2]), longs(a[3])),
            "torch._utils _rebuild_parameter", a -> a[0]);

    /** A tensor as a view of a storage: element {@code i} is at {@code offset + sum(i_k * stride_k)}. */
    record StoredTensor(StorageRef storage, long offset, List<Long> shape, List<Long> stride) {}

    /** Stands for a storage's element type on the pickle's stack. */
    private record StorageType(ElementType type) implements IObjectConstructor {
        @Override
        public Object construct(Object[] args) {
            throw new UserException("the file calls torch." + type + "Storage, which a state dict has no need for");
        }
    }

    record StorageRef(ElementType type, String key, long size) {}

    @Override
    protected Object dispatch(short opcode) throws IOException {
        switch (opcode) {
            case Opcodes.GLOBAL -> {
                String module = PickleUtils.readline(input);
                stack.add(global(module + " " + PickleUtils.readline(input)));
                return NO_RETURN_VALUE;
            }
            case Opcodes.STACK_GLOBAL -> {
                Object name = stack.pop();
                stack.add(global(stack.pop() + " " + name));
                return NO_RETURN_VALUE;
            }
            case Opcodes.INST, Opcodes.OBJ, Opcodes.NEWOBJ, Opcodes.NEWOBJ_EX, Opcodes.EXT1, Opcodes.EXT2,
                    Opcodes.EXT4 ->
                throw new UserException("the file builds objects that are not tensors (pickle opcode " + opcode + ")");
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
            return new StorageRef(type, String.valueOf(parts[2]), number(parts[4]));
        }
        throw new UserException("the file refers to something that is not a tensor's storage");
    }

    private static Object global(String name) {
        IObjectConstructor constructor = ALLOWED.get(name);
        if (constructor != null) {
            return constructor;
        }
        if (name.startsWith("torch ") && name.endsWith("Storage")) {
            return new StorageType(
                    ElementType.ofStorage(name.substring("torch ".length(), name.length() - "Storage".length())));
        }
        throw new UserException("the file asks for " + name.replace(' ', '.')
                + ", which a state dict has no need for; it is refused unread");
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
        return java.util.Arrays.stream((Object[]) tuple).map(TensorUnpickler::number).toList();
    }
}
