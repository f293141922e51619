package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the weights in a file are meant: those that are asked for by their key, else those where a checkpoint keeps them, else
 * the only ones that fit.
 */
record StateDictChoice(WeightsFile file, Backbone backbone) {
    private static final int SHOWN = 3;

    /**
     * Chooses.
     *
     * @param key what {@code --state-dict-key} says, or null
     * @param identity of the file
     * @throws UserException if none fit, or several do and none is asked for
     */
    StateDict choose(@Nullable String key, String identity) {
        if (file.dicts().isEmpty()) {
            throw new UserException("it holds no state dict"
                    + (file.unread().isEmpty() ? ""
                            : "; it asks for " + some(file.unread()) + ", of which nothing was run")
                    + "; save the weights with torch.save(model.state_dict(), FILE)");
        }
        List<Placement> places = new BackboneTensors(backbone).in(file.dicts());
        if (places.isEmpty()) {
            throw new BackboneTensors(backbone).refusal(likeliest());
        }
        List<Placement> meant = byItself(places);
        Placement chosen = key == null ? only(meant) : asked(key, places);
        boolean byItself = meant.size() == 1 && meant.getFirst().equals(chosen);
        return new StateDict(chosen.tensors(), byItself ? identity : identity + ":" + chosen.key(),
                notes(chosen, places), file);
    }

    /** The dict that most likely holds weights: not an optimizer's, if there is another, and not one of a few tensors. */
    private TensorDict likeliest() {
        return file.dicts()
                .stream()
                .max(Comparator.comparing(TensorDict::usual).thenComparing(dict -> dict.tensors().size()))
                .orElseThrow();
    }

    /** Those of the first dict in which a checkpoint keeps weights, or all. */
    private static List<Placement> byItself(List<Placement> places) {
        Optional<String> first = places.stream().filter(Placement::usual).map(Placement::dict).findFirst();
        return places.stream().filter(p -> first.isEmpty() || first.get().equals(p.dict())).toList();
    }

    private static Placement only(List<Placement> meant) {
        if (meant.size() > 1) {
            throw new UserException(
                    "it holds several weights that fit, under " + keys(meant) + "; choose with --state-dict-key KEY");
        }
        return meant.getFirst();
    }

    private static Placement asked(String key, List<Placement> places) {
        List<Placement> named = places.stream().filter(p -> p.key().equals(key)).toList();
        List<Placement> below = named.isEmpty() ? places.stream().filter(p -> p.isBelow(key)).toList() : named;
        if (below.size() != 1) {
            throw new UserException("--state-dict-key '" + key + "' names "
                    + (below.isEmpty() ? "no weights that fit" : "several weights that fit") + "; the keys are "
                    + keys(below.isEmpty() ? places : below));
        }
        return below.getFirst();
    }

    private List<String> notes(Placement chosen, List<Placement> places) {
        List<String> notes = new ArrayList<>();
        List<Placement> others = places.stream().filter(p -> !p.equals(chosen)).toList();
        if (!chosen.key().isEmpty() || !others.isEmpty()) {
            notes.add("the weights are those under " + keys(List.of(chosen))
                    + (others.isEmpty() ? "" : "; --state-dict-key can choose " + keys(others)));
        }
        if (!chosen.beside().isEmpty()) {
            notes.add("no part of " + backbone.name() + ", and left out of the weights: " + some(chosen.beside()));
        }
        if (!file.unread().isEmpty()) {
            notes.add("the file of the weights names " + some(file.unread()) + "; nothing of that was read or run");
        }
        return notes;
    }

    private static String keys(List<Placement> places) {
        return some(places.stream().map(p -> p.key().isEmpty() ? "no key" : p.key()).toList());
    }

    private static String some(Collection<String> names) {
        int more = names.size() - SHOWN;
        return names.stream().limit(SHOWN).map(Quote::of).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
