/**
 * Reads the pixels of TIFFs (TIFF 6.0) as Pillow's {@code convert("RGB")} gives them. {@link dev.headstart.tiff.Tiff} reads the first
 * picture of a file. What is damaged is refused, and so is every kind that is not read: none is read approximately.
 */
@NullMarked
package dev.headstart.tiff;

import org.jspecify.annotations.NullMarked;
