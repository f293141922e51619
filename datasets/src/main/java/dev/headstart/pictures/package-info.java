/**
 * From a file's bytes to the pixels that the network sees, equal to what Pillow and torchvision's evaluation transform make of them:
 * decoding, EXIF orientation, antialiased resize, centre crop.
 */
@NullMarked
package dev.headstart.pictures;

import org.jspecify.annotations.NullMarked;
