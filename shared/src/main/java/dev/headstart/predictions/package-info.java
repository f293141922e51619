/**
 * What a head says of pictures, as a table: {@link dev.headstart.predictions.Column} lists its columns, {@link
 * dev.headstart.predictions.PredictionsFile} writes it as CSV or Parquet. Both commands write the same one.
 */
@NullMarked
package dev.headstart.predictions;

import org.jspecify.annotations.NullMarked;
