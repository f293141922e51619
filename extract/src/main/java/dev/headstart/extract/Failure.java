package dev.headstart.extract;

/**
 * A picture that was left out.
 *
 * @param path relative to the data set's root
 */
record Failure(String path, String reason) {}
