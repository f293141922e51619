package dev.headstart.backbone;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a layer gives for one picture.
 *
 * @param dims {@code [C, H, W]} of a map, {@code [dim]} of a vector
 */
public record Shape(List<Integer> dims) {

    public Shape {
        dims = List.copyOf(dims);
    }

    static Shape map(int channels, int height, int width) {
        return new Shape(List.of(channels, height, width));
    }

    /** Of a normalised picture, {@code [3, side, side]}. */
    public static Shape picture(int side) {
        return map(3, side, side);
    }

    /** What a layer makes of this. */
    public Shape through(Layer layer) {
        return switch (layer) {
            case Layer.Conv c -> map(c.out(), slide(height(), c.kernel(), c.stride(), c.padding()),
                    slide(width(), c.kernel(), c.stride(), c.padding()));
            case Layer.MaxPool p -> map(channels(), slide(height(), p.kernel(), p.stride(), p.padding()),
                    slide(width(), p.kernel(), p.stride(), p.padding()));
            case Layer.AvgPool p -> map(channels(), p.size(), p.size());
            case Layer.Flatten _ -> new Shape(List.of(size()));
            case Layer.Linear l -> new Shape(List.of(l.out()));
            case Layer.BatchNorm _,Layer.Relu _,Layer.Dropout _ -> this;
            case Layer.Residual r -> through(r.body());
            case Layer.Sequential s -> {
                Shape shape = this;
                for (Layer.Child child : s.children()) {
                    shape = shape.through(child.layer());
                }
                yield shape;
            }
        };
    }

    /** Output positions of a window that slides along {@code length} pixels. */
    private static int slide(int length, int kernel, int stride, int padding) {
        return (length + 2 * padding - kernel) / stride + 1;
    }

    public int channels() {
        return dims.getFirst();
    }

    public int height() {
        return dims.get(1);
    }

    public int width() {
        return dims.get(2);
    }

    /** Numbers in all. */
    public int size() {
        return dims.stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public String toString() {
        return dims.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }
}
