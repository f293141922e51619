package dev.headstart.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.headstart.torchscript.TorchModule.Function;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TorchModuleTest {
    private static final Function WEIGHED = new Function("weighed",
            "xs: List[Tensor], weights: List[float], times: int", "Tuple[Tensor, Tensor]", """
                    total = torch.zeros_like(xs[0])
                    for i in range(torch.len(xs)):
                      _ = torch.add_(total, xs[i], alpha=weights[i])
                    return (total, torch.mul(total, times))
                    """);
    private static final Function LENGTH = new Function("length", "x: Tensor", "float",
            "return float(torch.sqrt(self.squares(x)))\n");
    private static final Function SQUARES = new Function("squares", "x: Tensor", "Tensor",
            "return torch.sum(torch.mul(x, x), dtype=7)\n");

    @Test
    void functionsTakeListsAndNumbersAndReturnArrays() throws IOException {
        try (NDManager manager = NDManager.newBaseManager("PyTorch"); TorchModule module = TorchModule.of(WEIGHED)) {
            NDList xs = new NDList(manager.create(new float[]{1, 2}), manager.create(new float[]{10, 20}));
            NDList sums = module.call(manager, WEIGHED, xs, new double[]{1, 0.5}, 3L);
            assertArrayEquals(new float[]{6, 12}, sums.get(0).toFloatArray());
            assertArrayEquals(new float[]{18, 36}, sums.get(1).toFloatArray());
        }
    }

    @Test
    void functionsCallEachOtherAndReturnNumbers() throws IOException {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                NDArray x = manager.create(new float[]{3, 4});
                TorchModule module = TorchModule.of(SQUARES, LENGTH)) {
            assertEquals(5, module.number(LENGTH, x));
        }
    }
}
