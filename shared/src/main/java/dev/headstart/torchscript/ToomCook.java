package dev.headstart.torchscript;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Correlation by interpolation, after Toom, Cook and Winograd: a polynomial's product with another is known from its values at as many
 * points as it has coefficients. {@code m} outputs of a filter of {@code r} taps cost {@code m + r - 1} multiplications instead of
 * {@code m * r}: {@code output (filter f * input d)} for an input {@code d} of {@code m + r - 1} numbers. {@link #twice} makes matrices for
 * tiles of them.
 *
 * <p>Lavin and Gray, <a href="https://arxiv.org/abs/1509.09308">Fast Algorithms for Convolutional Neural Networks</a>, 2015.
 *
 * @param points {@code m + r - 2} of them; infinity is one more
 */
record ToomCook(int outputs, int taps, List<Double> points) {

    ToomCook {
        points = List.copyOf(points);
        if (points.size() != outputs + taps - 2) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%d points, not %d", outputs + taps - 2, points.size()));
        }
    }

    int size() {
        return points.size() + 1;
    }

    /** {@code [m + r - 1, m + r - 1]}: each point's row are the coefficients of the polynomial that is zero at the others. */
    double[][] input() {
        double[][] matrix = new double[size()][];
        for (int p = 0; p < size(); p++) {
            matrix[p] = coefficients(others(p), size());
        }
        return matrix;
    }

    /** {@code [m + r - 1, r]}: a filter's value at each point, weighted for interpolation. */
    double[][] filter() {
        double[][] matrix = powers(taps);
        for (int p = 0; p < points.size(); p++) {
            double weight = value(others(p), points.get(p));
            for (int i = 0; i < taps; i++) {
                matrix[p][i] /= weight;
            }
        }
        return matrix;
    }

    /** {@code [m, m + r - 1]}. */
    double[][] output() {
        double[][] powers = powers(outputs);
        double[][] matrix = new double[outputs][size()];
        for (int i = 0; i < outputs; i++) {
            for (int p = 0; p < size(); p++) {
                matrix[i][p] = powers[p][i];
            }
        }
        return matrix;
    }

    /** {@code [m + r - 1]}: what is to be added to the products to add one to every output, which are Lagrange's weights for the point 1. */
    double[] one() {
        double[] weights = new double[size()];
        for (int p = 0; p < points.size(); p++) {
            weights[p] = value(others(p), 1) / value(others(p), points.get(p));
        }
        return weights;
    }

    /** The matrix that does to the rows and the columns of a tile, read row by row, what this one does to a vector. */
    static double[][] twice(double[][] matrix) {
        int rows = matrix.length;
        int columns = matrix[0].length;
        double[][] product = new double[rows * rows][columns * columns];
        for (int i = 0; i < rows * rows; i++) {
            for (int j = 0; j < columns * columns; j++) {
                product[i][j] = matrix[i / rows][j / columns] * matrix[i % rows][j % columns];
            }
        }
        return product;
    }

    /** A point's powers from 0 to {@code count - 1}; infinity has the last alone. */
    private double[][] powers(int count) {
        double[][] powers = new double[size()][count];
        for (int p = 0; p < points.size(); p++) {
            for (int i = 0; i < count; i++) {
                powers[p][i] = Math.pow(points.get(p), i);
            }
        }
        powers[points.size()][count - 1] = 1;
        return powers;
    }

    private List<Double> others(int point) {
        return IntStream.range(0, points.size()).filter(p -> p != point).mapToObj(points::get).toList();
    }

    private static double value(List<Double> zeros, double at) {
        return zeros.stream().reduce(1., (product, zero) -> product * (at - zero));
    }

    /** The constant first, and zeros at the end. */
    private static double[] coefficients(List<Double> zeros, int size) {
        double[] polynomial = new double[size];
        polynomial[0] = 1;
        for (double zero : zeros) {
            for (int i = size - 1; i >= 0; i--) {
                polynomial[i] = (i > 0 ? polynomial[i - 1] : 0) - zero * polynomial[i];
            }
        }
        return polynomial;
    }
}
