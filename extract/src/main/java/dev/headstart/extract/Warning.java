package dev.headstart.extract;

/**
 * What a decoder found wrong with a picture that it read nevertheless.
 *
 * @param path relative to the data set's root
 */
record Warning(String path, String text) {}
