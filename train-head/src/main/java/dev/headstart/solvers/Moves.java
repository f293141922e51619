package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.headstart.torchscript.TorchModule;
import dev.headstart.torchscript.TorchModule.Function;
import java.io.IOException;

/**
 * The arithmetic of descents, compiled once for all of them. Points and gradients are {@code [d + 1, k]}, the last row the biases; what
 * is made belongs to the manager of the first array.
 */
final class Moves implements AutoCloseable {
    private static final double SMALLEST_CURVATURE = 1e-9;

    private static final Function PENALISE = new Function("penalise", "gradient: Tensor, theta: Tensor, l2: float",
            "float", """
                    weight = torch.slice(theta, 0, 0, -1)
                    _ = torch.add_(torch.slice(gradient, 0, 0, -1), weight, alpha=l2)
                    exact = torch.to(weight, 7)
                    return float(torch.sum(torch.mul(exact, exact)))
                    """);
    private static final Function INVERSE = new Function("inverse", "curvature: Tensor, l2: float, least: float",
            "Tensor", """
                    _ = torch.add_(torch.slice(curvature, 0, 0, -1), l2)
                    return torch.reciprocal(torch.clamp_min(curvature, least))
                    """);
    private static final Function ALONG = new Function("along", "theta: Tensor, direction: Tensor, length: float",
            "Tensor", "return torch.add(theta, direction, alpha=length)\n");
    private static final Function PRODUCT = new Function("product", "a: Tensor, b: Tensor", "float",
            "return float(torch.dot(torch.view(a, [-1]), torch.view(b, [-1])))\n");
    private static final Function BEND = new Function("bend", "change: Tensor, step: Tensor, more: float", "float", """
            _ = torch.add_(torch.slice(change, 0, 0, -1), torch.slice(step, 0, 0, -1), alpha=more)
            return self.product(change, step)
            """);
    private static final Function DIRECTION = new Function("direction",
            "gradient: Tensor, inverse: Tensor, steps: List[Tensor], changes: List[Tensor], products: List[float]",
            "Tensor", """
                    q = torch.neg(gradient)
                    n = torch.len(steps)
                    alphas = annotate(List[float], [])
                    for j in range(n):
                      i = torch.sub(torch.sub(n, 1), j)
                      alpha = torch.div(self.product(steps[i], q), products[i])
                      _ = torch.add_(q, changes[i], alpha=torch.neg(alpha))
                      _1 = torch.append(alphas, alpha)
                    _ = torch.mul_(q, inverse)
                    if torch.gt(n, 0):
                      newest = changes[-1]
                      curved = self.product(torch.mul(newest, inverse), newest)
                      _ = torch.mul_(q, torch.div(products[-1], curved))
                    for i in range(n):
                      beta = torch.div(self.product(changes[i], q), products[i])
                      alpha = alphas[torch.sub(torch.sub(n, 1), i)]
                      _ = torch.add_(q, steps[i], alpha=torch.sub(alpha, beta))
                    return q
                    """);

    private final TorchModule module = TorchModule.of(PENALISE, INVERSE, ALONG, PRODUCT, BEND, DIRECTION);

    /** @throws IOException if what libtorch is to compile cannot be written anywhere */
    Moves() throws IOException {}

    /** Adds the penalty's part to a gradient; returns the sum of squares that it is a multiple of. */
    double penalise(NDArray gradient, NDArray theta, double l2) {
        return module.number(PENALISE, gradient, theta, l2);
    }

    /** One over a curvature and the penalty's, which is added to it. */
    NDArray inverse(NDArray curvature, double l2) {
        return module.call(curvature.getManager(), INVERSE, curvature, l2, SMALLEST_CURVATURE).singletonOrThrow();
    }

    /** {@code theta + length * direction} */
    NDArray along(NDArray theta, NDArray direction, double length) {
        return module.call(theta.getManager(), ALONG, theta, direction, length).singletonOrThrow();
    }

    /** The sum of {@code a * b}. */
    double product(NDArray a, NDArray b) {
        return module.number(PRODUCT, a, b);
    }

    /** Adds a multiple of a step, but of its biases, to the change of gradient by it; returns their product. */
    double bend(NDArray change, NDArray step, double more) {
        return module.number(BEND, change, step, more);
    }

    /**
     * L-BFGS's two loops (Nocedal and Wright, "Numerical Optimization", algorithm 7.4) around a diagonal preconditioner.
     *
     * @param inverse one over a guess at the curvature in each direction
     * @param steps the newest last
     * @param changes of the gradient by them
     * @param products of steps and changes
     */
    NDArray direction(NDArray gradient, NDArray inverse, NDList steps, NDList changes, double[] products) {
        return module.call(gradient.getManager(), DIRECTION, gradient, inverse, steps, changes, products)
                .singletonOrThrow();
    }

    @Override
    public void close() {
        module.close();
    }
}
