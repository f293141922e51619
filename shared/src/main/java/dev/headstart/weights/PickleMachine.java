package dev.headstart.weights;

import dev.headstart.cli.UserException;
import dev.headstart.weights.Pickled.Dict;
import dev.headstart.weights.Pickled.Flag;
import dev.headstart.weights.Pickled.Global;
import dev.headstart.weights.Pickled.Items;
import dev.headstart.weights.Pickled.Text;
import dev.headstart.weights.Pickled.Unread;
import dev.headstart.weights.Pickled.Whole;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads pickles as data: of the classes and functions that a pickle names, it knows those that tensors are made of ({@link TorchGlobals}),
 * and what any other would make is left unread. Nothing is ever run.
 *
 * <p>This is our own code, because existing readers allocate what a pickle claims, hash what it nests, and take no bound. Here each
 * opcode pays for the memory it may take before it takes it, and does no more work than it pays for; a length is compared with what is
 * left of the file. The opcodes are those of Python's {@code pickletools}, protocols 0 to 5.
 */
final class PickleMachine {
    /**
     * Bytes of heap that the pickles of a file may take, by the estimates below. A state dict takes less than a megabyte, a checkpoint that
     * lists the million pictures it was trained on some 200.
     */
    private static final long MOST_HEAP = 256L << 20;

    private static final int OPCODE = 16; // a place on the stack, as it grows
    private static final int CONTAINER = 120;
    private static final int PLACE = 8; // in a container
    private static final int ARGUMENT = 32; // of a call, which may be copied
    private static final int NUMBER = 24;
    private static final int TEXT = 64;
    private static final int MEMO = 72;
    private static final int GLOBAL = 512; // with a look at its name

    /** Bytes of the longest text that is kept: the name of a tensor has some sixty. */
    private static final int LONGEST_TEXT = 1024;

    /** Digits of the largest integer that is kept; they are those of a {@code long}. */
    private static final int MOST_DIGITS = 18;

    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;
    private final TorchGlobals globals;
    private final List<Pickled> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, Pickled> memo = new HashMap<>();
    private long position;
    private long spent;

    /** @param bytes that begin with a pickle, and may go on behind it */
    PickleMachine(MemorySegment bytes, TorchGlobals globals) {
        this.bytes = bytes;
        this.globals = globals;
    }

    /** Where the next pickle begins. */
    long position() {
        return position;
    }

    /** @throws UserException if there is no further pickle, or it is broken, or larger than that of a checkpoint could be */
    Pickled next() {
        stack.clear();
        marks.clear();
        memo.clear();
        for (int opcode = uint8(); opcode != '.'; opcode = uint8()) {
            pay(OPCODE);
            run(opcode);
        }
        return pop();
    }

    private void pay(long heap) {
        spent += heap;
        if (spent > MOST_HEAP) {
            throw new UserException("its pickle holds far more than a state dict; save the state dict alone: "
                    + "torch.save(model.state_dict(), FILE)");
        }
    }

    private void run(int opcode) {
        switch (opcode) {
            case 0x80 -> take(1); // PROTO
            case 0x95 -> take(Long.BYTES); // FRAME
            // MARK, POP, POP_MARK, DUP
            case '(' -> marks.add(stack.size());
            case '0' -> pop();
            case '1' -> popMark();
            case '2' -> stack.add(top());
            // None, floats, bytes
            case 'N', 'F', 'G', 'B', 'C', 0x8e, 0x96 -> unread(opcode);
            // INT, LONG, BININT, BININT1, BININT2, LONG1, LONG4
            case 'I', 'L', 'J', 'K', 'M', 0x8a, 0x8b -> stack.add(whole(opcode));
            // NEWTRUE, NEWFALSE
            case 0x88 -> stack.add(new Flag(true));
            case 0x89 -> stack.add(new Flag(false));
            // STRING, UNICODE, then text with a size before it
            case 'S', 'V' -> line(opcode);
            case 'T', 'X' -> text(uint32());
            case 'U', 0x8c -> text(uint8());
            case 0x8d -> text(int64());
            // EMPTY_TUPLE, EMPTY_LIST, EMPTY_SET; TUPLE, LIST, FROZENSET; TUPLE1 to TUPLE3; EMPTY_DICT, DICT
            case ')', ']', 0x8f -> container(new Items());
            case 't', 'l', 0x91 -> container(new Items(popMark()));
            case 0x85 -> container(new Items(popped(1)));
            case 0x86 -> container(new Items(popped(2)));
            case 0x87 -> container(new Items(popped(3)));
            case '}' -> container(new Dict());
            case 'd' -> container(new Dict(pairs(popMark())));
            // APPEND; APPENDS, ADDITEMS; SETITEM, SETITEMS
            case 'a' -> append(popped(1));
            case 'e', 0x90 -> append(popMark());
            case 's' -> put(popped(2));
            case 'u' -> put(pairs(popMark()));
            // PUT, BINPUT, LONG_BINPUT, MEMOIZE; GET, BINGET, LONG_BINGET
            case 'p' -> memoize(digits());
            case 'q' -> memoize(uint8());
            case 'r' -> memoize(uint32());
            case 0x94 -> memoize(memo.size());
            case 'g' -> recall(digits());
            case 'h' -> recall(uint8());
            case 'j' -> recall(uint32());
            // GLOBAL, STACK_GLOBAL
            case 'c' -> global(line(), line());
            case 0x93 -> {
                String name = name(pop());
                global(name(pop()), name);
            }
            // REDUCE, NEWOBJ; NEWOBJ_EX; INST; OBJ
            case 'R', 0x81 -> {
                Pickled arguments = pop();
                call(pop(), arguments);
            }
            case 0x92 -> {
                pop(); // arguments by keyword
                Pickled arguments = pop();
                call(pop(), arguments);
            }
            case 'i' -> {
                String module = line();
                globals.seen(new Global(module, line()));
                popMark();
                stack.add(Unread.VALUE);
            }
            case 'o' -> {
                popMark();
                stack.add(Unread.VALUE);
            }
            // BUILD, with a state: the attributes of an OrderedDict or of a tensor, or an object's.
            case 'b' -> pop();
            // BINPERSID
            case 'Q' -> {
                pay(TEXT + CONTAINER);
                stack.add(globals.storage(pop()));
            }
            default -> throw broken("opcode " + opcode + " at byte " + (position - 1));
        }
    }

    private void unread(int opcode) {
        switch (opcode) {
            case 'F' -> line();
            case 'G' -> take(Double.BYTES);
            case 'B' -> take(uint32());
            case 'C' -> take(uint8());
            case 0x8e, 0x96 -> take(int64());
            default -> {
            }
        }
        stack.add(Unread.VALUE);
    }

    private Pickled whole(int opcode) {
        pay(NUMBER);
        return switch (opcode) {
            case 'J' -> new Whole((int) uint32());
            case 'K' -> new Whole(uint8());
            case 'M' -> new Whole(bytes.get(I16, take(Short.BYTES)) & 0xffff);
            case 0x8a -> twosComplement(uint8());
            case 0x8b -> twosComplement(uint32());
            default -> {
                String text = line();
                String digits = text.endsWith("L") ? text.substring(0, text.length() - 1) : text;
                yield digits.matches("[-+]?\\d{1," + MOST_DIGITS + "}") ? new Whole(Long.parseLong(digits))
                        : Unread.VALUE;
            }
        };
    }

    /** A little-endian integer. */
    private Pickled twosComplement(long length) {
        long from = take(length);
        if (length > Long.BYTES) {
            return Unread.VALUE;
        }
        long value = 0;
        for (long i = length - 1; i >= 0; i--) {
            int digit = bytes.get(ValueLayout.JAVA_BYTE, from + i);
            value = value << Byte.SIZE | (i == length - 1 ? digit : digit & 0xff);
        }
        return new Whole(value);
    }

    private void text(long length) {
        long from = take(length);
        if (length > LONGEST_TEXT) {
            stack.add(Unread.VALUE);
            return;
        }
        pay(TEXT + 2 * length);
        stack.add(new Text(
                new String(bytes.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8)));
    }

    /** Text to the end of the line, in quotes if it is of Python 2. */
    private void line(int opcode) {
        long from = position;
        long end = endOfLine();
        boolean quoted = opcode == 'S' && end - from >= 2;
        position = quoted ? from + 1 : from;
        text(quoted ? end - from - 2 : end - from);
        position = end + 1;
    }

    private String line() {
        long from = position;
        long end = endOfLine();
        if (end - from > LONGEST_TEXT) {
            throw broken("a name or number of " + (end - from) + " characters");
        }
        pay(2 * (end - from));
        return new String(bytes.asSlice(from, end - from).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private long endOfLine() {
        while (uint8() != '\n') {
        }
        return position - 1;
    }

    private void container(Pickled made) {
        pay(CONTAINER);
        stack.add(made);
    }

    private void append(List<Pickled> values) {
        pay((long) PLACE * values.size());
        switch (top()) {
            case Items(List<Pickled> items) -> items.addAll(values);
            case Unread _ -> {
            }
            default -> throw broken("something is put into what is no list");
        }
    }

    private void put(List<Pickled> keysAndValues) {
        pay((long) PLACE * keysAndValues.size());
        switch (top()) {
            case Dict(List<Pickled> all) -> all.addAll(keysAndValues);
            case Unread _ -> {
            }
            default -> throw broken("something is put into what is no dict");
        }
    }

    private void memoize(long key) {
        pay(MEMO);
        memo.put(key, top());
    }

    private void recall(long key) {
        Pickled value = memo.get(key);
        if (value == null) {
            throw broken("nothing is remembered as " + key);
        }
        stack.add(value);
    }

    private void global(String module, String name) {
        pay(GLOBAL + 4L * (module.length() + name.length()));
        Global global = new Global(module, name);
        globals.seen(global);
        stack.add(global);
    }

    private void call(Pickled callable, Pickled arguments) {
        if (arguments instanceof Items(List<Pickled> values)) {
            pay(CONTAINER + (long) PLACE * values.size());
            for (Pickled value : values) {
                pay(value instanceof Items(List<Pickled> inner) ? (long) ARGUMENT * inner.size() : 0);
            }
            stack.add(callable instanceof Global global ? globals.call(global, values) : Unread.VALUE);
        } else {
            throw broken("a call without a tuple of arguments");
        }
    }

    private Pickled top() {
        if (stack.size() == floor()) {
            throw broken("it takes what it has not put");
        }
        return stack.getLast();
    }

    private Pickled pop() {
        top();
        return stack.removeLast();
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.getLast();
    }

    private List<Pickled> popped(int count) {
        if (stack.size() - floor() < count) {
            throw broken("it takes what it has not put");
        }
        return cut(stack.size() - count);
    }

    private List<Pickled> popMark() {
        if (marks.isEmpty()) {
            throw broken("it goes back to a mark that it has not made");
        }
        return cut(marks.removeLast());
    }

    private List<Pickled> cut(int from) {
        List<Pickled> tail = stack.subList(from, stack.size());
        List<Pickled> values = new ArrayList<>(tail);
        tail.clear();
        pay((long) PLACE * values.size());
        return values;
    }

    private static List<Pickled> pairs(List<Pickled> values) {
        if (values.size() % 2 != 0) {
            throw broken("a dict has a key without a value");
        }
        return values;
    }

    private static String name(Pickled value) {
        return value instanceof Text(String text) ? text : "";
    }

    private long digits() {
        String text = line();
        if (!text.matches("\\d{1," + MOST_DIGITS + "}")) {
            throw broken("a place in the memo is no number");
        }
        return Long.parseLong(text);
    }

    private int uint8() {
        return bytes.get(ValueLayout.JAVA_BYTE, take(1)) & 0xff;
    }

    private long uint32() {
        return Integer.toUnsignedLong(bytes.get(I32, take(Integer.BYTES)));
    }

    private long int64() {
        return bytes.get(I64, take(Long.BYTES));
    }

    /** Goes on by some bytes and says where they begin. */
    private long take(long length) {
        if (length < 0 || length > bytes.byteSize() - position) {
            throw new UserException("its pickle reaches beyond its end; is the file whole?");
        }
        long from = position;
        position += length;
        return from;
    }

    private static UserException broken(String how) {
        return new UserException("its pickle is broken: " + how);
    }
}
