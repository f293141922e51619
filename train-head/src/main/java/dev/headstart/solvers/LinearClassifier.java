package dev.headstart.solvers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.headstart.head.LinearHead;
import dev.headstart.torchscript.Floats;

/** A head that is one Linear, whichever solver found it. */
public record LinearClassifier(LinearHead head) implements Classifier {
    @Override
    public NDArray logits(NDArray embeddings) {
        NDManager manager = embeddings.getManager();
        try (NDManager scope = manager.newSubManager()) {
            scope.tempAttachAll(embeddings);
            NDArray x = head.unitLength() ? Normalization.unitLength(embeddings) : embeddings;
            NDArray weight = new Floats().tensor(scope, head.weight(), new Shape(head.classes(), head.dimension()));
            NDArray logits = x.matMul(weight.transpose()).addi(scope.create(head.bias()));
            logits.attach(manager);
            return logits;
        }
    }
}
