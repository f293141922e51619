/**
 * The page a person reads after a run: what the head gets right and wrong, which labels and which pictures look wrong, what lies on both sides
 * of the split. It takes plain data ({@link dev.headstart.report.Run}) and knows no solver. One file comes out, without network or foreign
 * script.
 */
@NullMarked
package dev.headstart.report;

import org.jspecify.annotations.NullMarked;
