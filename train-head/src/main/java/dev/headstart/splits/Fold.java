package dev.headstart.splits;

/**
 * What is learnt from and what is measured on, by index of the samples.
 *
 * @param train {@code [n]}, ascending
 * @param validation {@code [m]}, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Fold(int[] train, int[] validation) {}
