package dev.headstart.weights;

import dev.headstart.backbone.Backbone;
import dev.headstart.backbone.TensorSpec;
import dev.headstart.cli.Quote;
import dev.headstart.cli.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds a backbone's tensors in a file, whatever stands before their names there and however the network was taken apart: a place where
 * all have their names and shapes, and nothing else is inside the backbone's own modules.
 */
final class BackboneTensors {
    private static final int SHOWN = 3;

    /** Of the networks in one dict; an ensemble of a self-supervised training has two. */
    private static final int MOST_PLACES = 20;

    /** timm's names of VGG's three Linears; its first two are convolutions there, of the same values in the same order. */
    private static final Map<String, String> TIMM = Map.of("classifier.0", "pre_logits.fc1", "classifier.3",
            "pre_logits.fc2", "classifier.6", "head.fc");

    private final Backbone backbone;
    private final Map<String, List<Long>> shapes = new HashMap<>();
    private final List<Naming> namings;

    BackboneTensors(Backbone backbone) {
        this.backbone = backbone;
        this.namings = Naming.of(backbone);
        for (TensorSpec spec : backbone.tensors()) {
            shapes.put(spec.name(), spec.shape().stream().map(Integer::longValue).toList());
        }
    }

    /** The places where they are. */
    List<Placement> in(List<TensorDict> dicts) {
        return dicts.stream().flatMap(dict -> in(dict).stream()).toList();
    }

    private List<Placement> in(TensorDict dict) {
        List<Placement> found = new ArrayList<>();
        for (Naming naming : namings) {
            prefixes(dict, naming).stream()
                    .filter(prefix -> holdsAll(dict, naming, prefix))
                    .limit(MOST_PLACES)
                    .filter(prefix -> strangers(dict, naming, prefix).isEmpty())
                    .map(prefix -> placement(dict, naming, prefix))
                    .filter(placement -> found.stream().noneMatch(placement::isPartOf))
                    .forEach(found::add);
        }
        return found;
    }

    /** What is wrong with the dict that a checkpoint keeps its weights in. */
    UserException refusal(TensorDict dict) {
        Naming naming = namings.getFirst();
        String prefix = prefixes(dict, naming).stream().findFirst().orElse("");
        List<String> differences = new ArrayList<>();
        naming.needed().forEach((name, named) -> difference(dict, name, prefix + named).ifPresent(differences::add));
        Stream.concat(strangers(dict, naming, prefix).stream(), beside(dict, naming, prefix).stream())
                .forEach(name -> differences.add(Quote.of(name) + " is not part of it"));
        int more = differences.size() - SHOWN;
        return new UserException(
                (dict.key().isEmpty() ? "these" : "the tensors under " + Quote.of(dict.key())) + " are not weights of "
                        + backbone.name() + ": " + differences.stream().limit(SHOWN).collect(Collectors.joining(", "))
                        + (more > 0 ? " and " + more + " more" : "")
                        + "; choose the architecture they were trained for with --arch");
    }

    private static List<String> prefixes(TensorDict dict, Naming naming) {
        String first = naming.needed().values().iterator().next();
        return dict.tensors()
                .keySet()
                .stream()
                .filter(name -> name.equals(first) || name.endsWith("." + first))
                .map(name -> name.substring(0, name.length() - first.length()))
                .toList();
    }

    private boolean holdsAll(TensorDict dict, Naming naming, String prefix) {
        for (Map.Entry<String, String> tensor : naming.needed().entrySet()) {
            if (usable(dict, prefix + tensor.getValue()).filter(t -> fits(tensor.getKey(), t)).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** A tensor, or empty if it is none that weights are made of: such a one must not keep others from being found. */
    private static Optional<TensorView> usable(TensorDict dict, String name) {
        try {
            return dict.find(name);
        } catch (UserException e) {
            return Optional.empty();
        }
    }

    private boolean fits(String name, TensorView tensor) {
        return tensor.shape().equals(shapes.get(name));
    }

    private Optional<String> difference(TensorDict dict, String name, String named) {
        Optional<TensorView> tensor = dict.find(named);
        if (tensor.isEmpty()) {
            return Optional.of(name + " is missing");
        }
        return fits(name, tensor.get()) ? Optional.empty()
                : Optional.of(name + " is " + tensor.get().shape() + ", not " + shapes.get(name));
    }

    /** Those inside the backbone's own modules that it has no place for. */
    private static List<String> strangers(TensorDict dict, Naming naming, String prefix) {
        return unknown(dict, naming, prefix).filter(name -> isInside(name.substring(prefix.length()), naming)).toList();
    }

    /** Those at the same place, outside its modules and its head. */
    private static List<String> beside(TensorDict dict, Naming naming, String prefix) {
        return unknown(dict, naming, prefix).filter(name -> {
            String rest = name.substring(prefix.length());
            return !isInside(rest, naming) && !rest.startsWith(naming.head())
                    && TIMM.values().stream().noneMatch(layer -> rest.startsWith(layer + "."));
        }).toList();
    }

    private static Stream<String> unknown(TensorDict dict, Naming naming, String prefix) {
        Set<String> known = naming.known();
        return dict.tensors()
                .keySet()
                .stream()
                .filter(name -> name.startsWith(prefix) && !name.endsWith("num_batches_tracked"))
                .filter(name -> !known.contains(name.substring(prefix.length())));
    }

    private static boolean isInside(String name, Naming naming) {
        return naming.inside().stream().anyMatch(name::startsWith);
    }

    private Placement placement(TensorDict dict, Naming naming, String prefix) {
        Map<String, TensorView> tensors = new LinkedHashMap<>();
        naming.needed().forEach((name, named) -> dict.find(prefix + named).ifPresent(t -> tensors.put(name, t)));
        naming.others()
                .forEach((name, named) -> usable(dict, prefix + named).or(() -> timm(dict, prefix, name))
                        .filter(t -> fits(name, t) || (isOfHead(name) && !t.isExpanded()))
                        .ifPresent(t -> tensors.put(name, t)));
        String key = Stream.of(dict.key(), prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("."));
        return new Placement(dict.key(), key, dict.usual(), tensors, beside(dict, naming, prefix));
    }

    private boolean isOfHead(String name) {
        return name.startsWith(backbone.headName() + ".");
    }

    private static Optional<TensorView> timm(TensorDict dict, String prefix, String name) {
        int dot = name.lastIndexOf('.');
        return usable(dict, prefix + TIMM.get(name.substring(0, dot)) + name.substring(dot))
                .map(BackboneTensors::matrix);
    }

    /** {@code [out, in, h, w]} as {@code [out, in * h * w]}. */
    private static TensorView matrix(TensorView t) {
        if (t.shape().size() != 4) {
            return t;
        }
        TensorView rows = TensorView.contiguous(t.storage(), t.type(), t.shape());
        if (t.offset() != 0 || !rows.stride().equals(t.stride())) {
            return t;
        }
        List<Long> s = t.shape();
        return TensorView.contiguous(t.storage(), t.type(), List.of(s.get(0), s.get(1) * s.get(2) * s.get(3)));
    }
}
