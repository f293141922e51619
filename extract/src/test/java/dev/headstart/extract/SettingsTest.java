package dev.headstart.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void onACpuSmallSetsAreSharedOutEvenly() {
        assertEquals(16, settings(Device.cpu(), 16, 2).shape(400));
        assertEquals(5, settings(Device.cpu(), 16, 2).shape(10));
        assertEquals(4, settings(Device.cpu(), 16, 2).shape(1));
        assertEquals(4, settings(Device.cpu(), 1, 2).shape(400));
    }

    @Test
    void onAGpuTheShapeIsTheBatchSizeWhateverThereIsToDo() {
        assertEquals(64, settings(Device.gpu(0), 64, 20).shape(397));
        assertEquals(64, settings(Device.gpu(0), 64, 5).shape(10));
    }

    @Test
    void aGpuHasLargerBatchesAndMoreWorkersByDefault() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertEquals(16, Settings.batchSize(Device.cpu()));
        assertEquals(64, Settings.batchSize(Device.gpu(1)));
        assertEquals(processors, Settings.threads(Device.cpu()));
        assertEquals(processors + (processors + 3) / 4, Settings.threads(Device.gpu(1)));
    }

    private static Settings settings(Device device, int batchSize, int threads) {
        return new Settings(device, batchSize, threads, 1000, Extraction.OnError.SKIP);
    }
}
