package dev.headstart.extract;

import dev.headstart.cli.UserException;

/**
 * A picture that was left out.
 *
 * @param path relative to the data set's root
 */
record Failure(String path, String reason) {

    /**
     * What to say of a run that this one stopped.
     *
     * @param done what became of the pictures before
     */
    UserException stopped(String done) {
        return new UserException(path + ": " + reason + "; stopped, as --on-error fail asks; " + done);
    }
}
