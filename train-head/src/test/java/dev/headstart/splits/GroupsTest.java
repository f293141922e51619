package dev.headstart.splits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headstart.cli.UserException;
import dev.headstart.embeddings.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GroupsTest {

    @Property(tries = 200)
    void noGroupIsEverOnBothSidesAndEveryRowIsHeldOutOnce(@ForAll @IntRange(min = 2, max = 6) int count,
            @ForAll @IntRange(min = 6, max = 40) int groups, @ForAll @IntRange(min = 1, max = 5) int each,
            @ForAll long seed) {
        List<Sample> rows = new ArrayList<>();
        for (int i = 0; i < groups * each; i++) {
            rows.add(new Sample(i + ".jpg", i % 2 == 0 ? "a" : "b", null, "g" + i / each));
        }
        int[] held = new int[rows.size()];
        for (Fold fold : Folds.crossValidation(rows, indexes(rows), count, 1, seed)) {
            Set<String> train = groups(rows, fold.train());
            train.retainAll(groups(rows, fold.validation()));
            assertEquals(Set.of(), train);
            for (int i : fold.validation()) {
                held[i]++;
            }
        }
        assertTrue(Arrays.stream(held).allMatch(h -> h == 1));
    }

    @Test
    void classesAreSpreadOverGroupedFolds() {
        List<Sample> rows = IntStream.range(0, 120)
                .mapToObj(i -> new Sample(i + ".jpg", i / 2 % 3 == 0 ? "rare" : "common", null, "g" + i / 2))
                .toList();
        for (Fold fold : Folds.crossValidation(rows, indexes(rows), 5, 1, 0)) {
            long rare = Arrays.stream(fold.validation()).filter(i -> "rare".equals(rows.get(i).label())).count();
            assertEquals(8, rare);
            assertEquals(24, fold.validation().length);
        }
    }

    @Test
    void asManyClassesAsGroupsTakeNoTimeThatGrowsWithTheirSquare() {
        int groups = 20_000;
        List<Sample> rows = IntStream.range(0, 2 * groups)
                .mapToObj(i -> new Sample(i + ".jpg", "c" + i / 2, null, "g" + i / 2))
                .toList();
        assertTimeout(Duration.ofSeconds(10), () -> {
            Fold held = Groups.holdOut(rows, indexes(rows), 0.6, 0);
            assertEquals(2 * groups, held.train().length + held.validation().length);
            assertEquals(3, Groups.folds(rows, indexes(rows), 3, 0).size());
        });
    }

    @Property(tries = 200)
    void wholeGroupsAreHeldOutNearTheFraction(@ForAll @IntRange(min = 10, max = 60) int groups,
            @ForAll @IntRange(min = 1, max = 5) int each, @ForAll @IntRange(min = 1, max = 9) int tenths,
            @ForAll long seed) {
        List<Sample> rows = IntStream.range(0, groups * each)
                .mapToObj(i -> new Sample(i + ".jpg", "c" + i % 2, null, "g" + i / each))
                .toList();
        Split split = Split.of(rows, indexes(rows), tenths / 10.0, seed);
        Set<String> train = groups(rows, split.train().stream().mapToInt(i -> i).toArray());
        train.retainAll(groups(rows, split.validation().stream().mapToInt(i -> i).toArray()));
        assertEquals(Set.of(), train);
        assertEquals(rows.size(), split.train().size() + split.validation().size());
        assertTrue(!split.train().isEmpty() && !split.validation().isEmpty());
        assertEquals(rows.size() * tenths / 10.0, split.validation().size(), 2.0 * each);
    }

    @Test
    void aGroupOfMostRowsIsLearntFromAndTheSeedDecidesWhichOthersAreHeldOut() {
        List<Sample> rows = IntStream.range(0, 100)
                .mapToObj(i -> new Sample(i + ".jpg", "c" + i % 2, null, i < 60 ? "large" : "g" + i / 4))
                .toList();
        Set<List<Integer>> held = new HashSet<>();
        for (int seed = 0; seed < 5; seed++) {
            List<Integer> validation = Split.of(rows, indexes(rows), 0.2, seed).validation();
            assertEquals(20, validation.size());
            assertTrue(validation.stream().allMatch(i -> i >= 60));
            held.add(validation);
        }
        assertTrue(held.size() > 1, "whatever the seed, " + held);
        assertEquals(80, Split.of(rows, indexes(rows), 0.8, 0).validation().size());
    }

    @Test
    void oneGroupIsRefused() {
        List<Sample> rows = IntStream.range(0, 9)
                .mapToObj(i -> new Sample(i + ".jpg", "c" + i % 2, null, "g"))
                .toList();
        assertThrows(UserException.class, () -> Split.of(rows, indexes(rows), 0.2, 0));
    }

    @Test
    void aSplitThatTearsAGroupApartIsRefusedByName() {
        List<Sample> rows = List.of(new Sample("0.jpg", "a", "train", "patient 7"),
                new Sample("1.jpg", "a", "val", "patient 7"));
        UserException e = assertThrows(UserException.class, () -> Split.of(rows, indexes(rows), 0.2, 0));
        assertTrue(String.valueOf(e.getMessage()).contains("'patient 7' is in both train and val"), e.getMessage());
    }

    @Test
    void foldsHeedASplitOfAGroupOnlyWhereItIsTested() {
        List<Sample> rows = List.of(new Sample("0.jpg", "a", "train", "p"), new Sample("1.jpg", "a", "val", "p"),
                new Sample("2.jpg", "a", null, "p"), new Sample("3.jpg", "a", "test", "q"));
        assertEquals(new Split(List.of(0, 1, 2), List.of(), List.of(3)), Split.unparted(rows, indexes(rows)));
        List<Sample> torn = List.of(rows.get(1), new Sample("4.jpg", "a", "test", "p"));
        assertThrows(UserException.class, () -> Split.unparted(torn, indexes(torn)));
    }

    @Test
    void valRowsAloneAreRefusedWithoutFolds() {
        List<Sample> rows = List.of(new Sample("0.jpg", "a", "val"), new Sample("1.jpg", "a", "val"));
        UserException e = assertThrows(UserException.class, () -> Split.of(rows, indexes(rows), 0.2, 0));
        assertTrue(String.valueOf(e.getMessage()).startsWith("2 rows are of split 'val' and none of 'train'"),
                e.getMessage());
    }

    @Test
    void splitsByOtherNamesAreKnownAndUnknownOnesRefused() {
        List<Sample> rows = List.of(new Sample("0.jpg", "a", "training"), new Sample("1.jpg", "a", "validation"),
                new Sample("2.jpg", "a", "dev"), new Sample("3.jpg", "a", "test"));
        assertEquals(new Split(List.of(0), List.of(1, 2), List.of(3)), Split.of(rows, indexes(rows), 0.2, 0));
        List<Sample> others = List.of(new Sample("0.jpg", "a", "Train "), new Sample("1.jpg", "a", "valid"),
                new Sample("2.jpg", "a", "holdout"), new Sample("3.jpg", "a", "testing"));
        assertEquals(new Split(List.of(0), List.of(1), List.of(2, 3)), Split.of(others, indexes(others), 0.2, 0));
        List<Sample> odd = List.of(new Sample("0.jpg", "a", "tset"));
        UserException e = assertThrows(UserException.class, () -> Split.of(odd, indexes(odd), 0.2, 0));
        assertEquals(
                "'0.jpg' is of split 'tset', which is none of train, val and test; the nearest known name is 'test'; "
                        + "name another column with --split-column",
                e.getMessage());
    }

    @Test
    void anEmptySplitIsNone() {
        List<Sample> rows = IntStream.range(0, 10)
                .mapToObj(i -> new Sample(i + ".jpg", "a", i == 0 ? "holdout" : i % 2 == 0 ? "" : " "))
                .toList();
        Split split = Split.of(rows, indexes(rows), 0.2, 0);
        assertEquals(List.of(0), split.test());
        assertEquals(9, split.known().size());
    }

    @Test
    void aDrawOfMoreShotsHoldsThoseOfFewer() {
        List<Sample> rows = IntStream.range(0, 60).mapToObj(i -> new Sample(i + ".jpg", "c" + i % 3, null)).toList();
        Fold whole = new Fold(IntStream.range(0, 45).toArray(), IntStream.range(45, 60).toArray());
        List<Fold> two = Folds.shots(rows, whole, 2, 3, 0);
        List<Fold> four = Folds.shots(rows, whole, 4, 3, 0);
        for (int d = 0; d < 3; d++) {
            assertEquals(6, two.get(d).train().length);
            assertTrue(boxed(four.get(d).train()).containsAll(boxed(two.get(d).train())));
        }
        assertTrue(!boxed(two.get(0).train()).equals(boxed(two.get(1).train())));
    }

    private static List<Integer> boxed(int[] values) {
        return IntStream.of(values).boxed().toList();
    }

    private static Set<String> groups(List<Sample> rows, int[] indexes) {
        Set<String> groups = new HashSet<>();
        for (int i : indexes) {
            groups.add(String.valueOf(rows.get(i).group()));
        }
        return groups;
    }

    private static List<Integer> indexes(List<Sample> rows) {
        return IntStream.range(0, rows.size()).boxed().toList();
    }
}
