package dev.headstart.extract;

import dev.headstart.datasets.Picture;
import dev.headstart.embeddings.Row;
import java.util.List;
import java.util.Map;

/**
 * What a run has to do.
 *
 * @param pending pictures to compute, in the listing's order
 * @param kept rows of pictures that are as they were, by path
 * @param added pictures among the pending that the cache does not know
 * @param changed those whose content is another than the cache's
 * @param gone pictures that only the cache still has
 * @param resumed pictures that an unfinished run has already computed
 */
record Plan(List<Picture> pending, Map<String, Row> kept, int added, int changed, int gone, int resumed) {}
