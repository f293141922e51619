package dev.headstart.weights;

import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tensors by their names in a file. A tensor is looked at when it is asked for, so that those of no interest may be of any kind.
 *
 * @param key what the dict is found under, keys within keys joined by dots; empty if it is all there is
 * @param usual whether it lies where a checkpoint keeps its weights
 */
record TensorDict(String key, boolean usual, Map<String, Supplier<TensorView>> tensors) {

    /**
     * A tensor, if there is one of that name.
     *
     * @throws UserException if it is of no kind that weights are, or reaches beyond its data
     */
    Optional<TensorView> find(String name) {
        try {
            return Optional.ofNullable(tensors.get(name)).map(Supplier::get);
        } catch (UserException e) {
            throw new UserException("tensor " + Quote.of(name) + ": " + e.getMessage(), e);
        }
    }
}
