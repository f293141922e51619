/**
 * From a file's bytes to the pixels that the network sees, equal to what Pillow 13 and torchvision's evaluation transform make of them:
 * decoding, orientation by EXIF and XMP, antialiased resize, centre crop.
 */
@NullMarked
package dev.headstart.pictures;

import org.jspecify.annotations.NullMarked;
