package dev.headstart.trainhead;

import dev.headstart.sweep.LearningCurve;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of rows of each class, or {@code all}. */
final class Shots implements ITypeConverter<Integer> {
    static final String ALL = "all";

    @Override
    public Integer convert(String text) {
        if (text.equals(ALL)) {
            return LearningCurve.ALL;
        }
        if (text.matches("[1-9]\\d{0,8}")) {
            return Integer.valueOf(text);
        }
        throw new TypeConversionException("'" + text + "' is neither a number from 1 on nor '" + ALL + "'");
    }

    static String describe(int shots) {
        return shots == LearningCurve.ALL ? ALL : Integer.toString(shots);
    }
}
