/**
 * Ways to train a head. A {@link dev.headstart.solvers.Solver} fits all learners of a {@link dev.headstart.solvers.Problem} (the
 * training sides of folds, say) at all {@link dev.headstart.solvers.Setting}s at once, and hands each
 * {@link dev.headstart.solvers.Classifier} on as it is found.
 */
@NullMarked
package dev.headstart.solvers;

import org.jspecify.annotations.NullMarked;
