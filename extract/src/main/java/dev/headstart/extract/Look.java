package dev.headstart.extract;

import java.util.Optional;

/**
 * What the file system says of a file, in one question.
 *
 * @param bytes its size
 * @param modified when its content last was, nanoseconds since 1970: anyone can set that
 * @param stamp empty if nothing is proven by looking
 */
record Look(long bytes, long modified, Optional<Stamp> stamp) {

    /**
     * What cannot be the same twice if a file was changed in between, or is another file.
     *
     * @param inode the file's number in its file system
     * @param changed when the file system last noted a change of it, nanoseconds since 1970: nobody can set that
     * @param bytes its size
     */
    record Stamp(long inode, long changed, long bytes) {}
}
