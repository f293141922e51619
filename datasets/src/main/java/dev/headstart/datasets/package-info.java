/**
 * Which pictures there are: class folders, flat folders and CSV manifests, listed in one fixed order whatever the file system's.
 *
 * <p>With {@link dev.headstart.pictures}, the pixels that torchvision's evaluation transform would give:
 * {@snippet lang = java :
 * Decoder decoder = new Decoder(Orientation.APPLY, 100_000_000);
 * ResizeCrop crop = new ResizeCrop(256, 224);
 * List<Picture> pictures = Dataset.open(Path.of("images")).pictures();
 * ByteBuffer pixels = ByteBuffer.allocateDirect(pictures.size() * 224 * 224 * 3);
 * for (int i = 0; i < pictures.size(); i++) {
 *     byte[] file = Files.readAllBytes(pictures.get(i).file());
 *     crop.apply(decoder.decode(file), pixels, i * 224 * 224 * 3);
 * }
 * }
 */
@NullMarked
package dev.headstart.datasets;

import org.jspecify.annotations.NullMarked;
