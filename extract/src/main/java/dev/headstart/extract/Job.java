package dev.headstart.extract;

import dev.headstart.cli.Interruption;
import dev.headstart.cli.UserException;
import dev.headstart.datasets.Picture;
import dev.headstart.files.Reason;
import dev.headstart.files.ScratchFolder;
import dev.headstart.pictures.Decoder;
import dev.headstart.pictures.ResizeCrop;
import dev.headstart.torchscript.Compiler;
import dev.headstart.torchscript.Program;
import dev.headstart.torchscript.Result;
import dev.headstart.torchscript.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to push pictures through.
 *
 * @param result what is wanted of the network
 */
record Job(Network network, Result result, Settings settings) {

    /** Compiles the network and runs it over pictures; its weights are closed. */
    Extraction.Summary run(List<Picture> pictures, Sink sink, Interruption interruption)
            throws IOException, InterruptedException {
        int shape = settings.shape(pictures.size());
        int workers = Math.min(settings.threads(), Math.ceilDiv(pictures.size(), shape));
        try (Program program = program(shape)) {
            Decoder decoder = new Decoder(network.exif(), settings.maxPixels(), network.reduction());
            ResizeCrop crop = new ResizeCrop(network.preprocessing().resize(), network.preprocessing().crop());
            return new Extraction(program, decoder, crop, shape, workers).run(pictures, sink, settings.onError(),
                    interruption);
        }
    }

    private Program program(int shape) throws IOException {
        try {
            try (ScratchFolder scratch = ScratchFolder.create()) {
                Path compiled = scratch.path().resolve("net.pt");
                Compiler.compile(network.backbone(), network.weights(), network.preprocessing(),
                        Target.of(network.precision(), settings.device(), shape), result, Map.of(), compiled);
                network.weights().close(); // hours may follow that have no use for them
                return Program.load(compiled, settings.device());
            }
        } catch (IOException e) {
            throw new UserException("the compiled network cannot be written to " + System.getProperty("java.io.tmpdir")
                    + ": " + Reason.of(e) + "; have TMPDIR name a folder with room", e);
        }
    }
}
