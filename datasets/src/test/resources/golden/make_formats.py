"""Writes small pictures of every kind of every format to formats/seeds, where they are not there yet. Made with Pillow 13.0."""

import io
import os
import struct
import sys
import zlib

import numpy as np
from PIL import Image

SEEDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "formats", "seeds")
WIDTH, HEIGHT = 37, 29


def picture(width=WIDTH, height=HEIGHT):
    """Slopes, an edge and some noise, so that no two rows, columns or channels are alike."""
    rng = np.random.default_rng(20)
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 // width, y * 255 // height, (x * 3 + y * 5) % 256], axis=2)
    rgb[(x - width // 2) ** 2 + (y - height // 2) ** 2 < 64] = (250, 240, 10)
    return np.clip(rgb + rng.integers(-6, 7, rgb.shape), 0, 255).astype(np.uint8)


RGB = picture()
GREY = np.asarray(Image.fromarray(RGB).convert("L"))
ALPHA = (np.mgrid[0:HEIGHT, 0:WIDTH][1] * 255 // WIDTH).astype(np.uint8)
RGBA = np.dstack([RGB, ALPHA])
CMYK = np.dstack([255 - RGB, ALPHA // 2])
SIXTEEN = RGB.astype(np.uint16) * 250 + GREY[:, :, None]
made = {}


def save(name, image, fmt, **options):
    out = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(out, fmt, **options)
    made[name] = out.getvalue()


# TIFF


def pack(samples, bits, order):
    """Rows of samples (rows x values) to bytes, each row padded to whole ones."""
    if bits == 16:
        return samples.astype(order + "u2").tobytes()
    if bits == 32:
        return samples.astype(order + ("f4" if samples.dtype.kind == "f" else "u4")).tobytes()
    if bits == 8:
        return samples.astype(np.uint8).tobytes()
    spread = (samples[:, :, None] >> np.arange(bits - 1, -1, -1)) & 1
    return np.packbits(spread.reshape(len(samples), -1).astype(np.uint8), axis=1).tobytes()


def predicted(block, bits):
    """Horizontal differences of a block of height x width x samples."""
    difference = block.astype(np.int64)
    difference[:, 1:] -= block[:, :-1].astype(np.int64)
    return difference & ((1 << bits) - 1)


def lzw(data):
    bits, out, width, table, word = 0, bytearray(), 9, {}, b""
    held = 0

    def put(code):
        nonlocal bits, held
        held, bits = held << width | code, bits + width
        while bits >= 8:
            bits -= 8
            out.append(held >> bits & 255)
        held &= (1 << bits) - 1

    put(256)
    table = {bytes([i]): i for i in range(256)}
    following = 258
    for value in data:
        longer = word + bytes([value])
        if longer in table:
            word = longer
            continue
        put(table[word])
        table[longer] = following
        following += 1
        if following == 4094:
            put(256)
            table, following, width = {bytes([i]): i for i in range(256)}, 258, 9
        elif following > (1 << width) - 1:
            width += 1
        word = bytes([value])
    if word:
        put(table[word])
        following += 1
        if following > (1 << width) - 1:
            width += 1
    put(257)
    if bits:
        out.append(held << (8 - bits) & 255)
    return bytes(out)


def packbits(data, row):
    out = bytearray()
    for start in range(0, len(data), row):
        line, at = data[start:start + row], 0
        while at < len(line):
            run = 1
            while at + run < len(line) and line[at + run] == line[at] and run < 128:
                run += 1
            if run > 2:
                out += bytes([257 - run, line[at]])
                at += run
                continue
            end = at + 1
            while end < len(line) and end - at < 128 and line[end:end + 3] != line[end:end + 1] * 3:
                end += 1
            out += bytes([end - at - 1]) + line[at:end]
            at = end
    return bytes(out)


def tiff(name, samples, bits=8, photometric=2, compression=1, order="<", rows=None, tile=None, planar=1, predictor=1, more=(),
         big=False, fill=1):
    """`samples` is height x width x channels; `more` holds further entries (tag, type, values)."""
    samples = samples.reshape(samples.shape[0], samples.shape[1], -1)
    height, width, channels = samples.shape
    blocks = []
    for plane in range(channels if planar == 2 else 1):
        whole = samples[:, :, plane:plane + 1] if planar == 2 else samples
        if tile:
            padded = np.pad(whole, ((0, -height % tile[1]), (0, -width % tile[0]), (0, 0)), mode="edge")
            blocks += [padded[y:y + tile[1], x:x + tile[0]] for y in range(0, height, tile[1]) for x in range(0, width, tile[0])]
        else:
            blocks += [whole[y:y + (rows or height)] for y in range(0, height, rows or height)]
    coded = []
    for block in blocks:
        block = predicted(block, bits) if predictor == 2 else block
        data = pack(block.reshape(len(block), -1), bits, order)
        row = len(data) // len(block)
        data = {1: lambda: data, 5: lambda: lzw(data), 8: lambda: zlib.compress(data), 32946: lambda: zlib.compress(data),
                32773: lambda: packbits(data, row)}.get(compression, lambda: data)()
        coded.append(data if fill == 1 else bytes(int(f"{b:08b}"[::-1], 2) for b in data))
    entries = [(256, 3, [width]), (257, 3, [height]), (258, 3, [bits] * channels), (259, 3, [compression]), (262, 3, [photometric]),
               (277, 3, [channels]), (284, 3, [planar])]
    entries += [(317, 3, [predictor])] if predictor != 1 else []
    entries += [(266, 3, [fill])] if fill != 1 else []
    if tile:
        entries += [(322, 3, [tile[0]]), (323, 3, [tile[1]]), (324, 4, [0] * len(coded)), (325, 4, [len(c) for c in coded])]
    else:
        entries += [(278, 3, [rows or height]), (273, 4, [0] * len(coded)), (279, 4, [len(c) for c in coded])]
    entries = sorted(entries + list(more))
    word, size, header = ("Q", 20, 16) if big else ("I", 12, 8)
    places, at = [], header
    for data in coded:
        places.append(at)
        at += len(data) + (len(data) & 1)
    body = b"".join(data + b"\0" * (len(data) & 1) for data in coded)
    directory, extra = [], b""
    extra_at = at + (8 if big else 2) + size * len(entries) + (8 if big else 4)
    for tag, kind, values in entries:
        values = places if tag in (273, 324) else values
        data = struct.pack(f"{order}{len(values)}{ {3: 'H', 4: 'I', 1: 'B'}[kind] }", *values)
        held = data.ljust(8 if big else 4, b"\0")
        if len(data) > (8 if big else 4):
            held = struct.pack(order + word, extra_at + len(extra))
            extra += data + b"\0" * (len(data) & 1)
        directory.append(struct.pack(f"{order}HH{word}", tag, kind, len(values)) + held)
    mark = b"II" if order == "<" else b"MM"
    start = mark + (struct.pack(order + "HHHQ", 43, 8, 0, at) if big else struct.pack(order + "HI", 42, at))
    made[name + ".tif"] = (start + body + struct.pack(order + ("Q" if big else "H"), len(entries)) + b"".join(directory)
                           + struct.pack(order + word, 0) + extra)


def colours(count):
    """A TIFF's palette of 16 bits: all reds, all greens, all blues."""
    ramp = np.arange(count) * 65535 // max(count - 1, 1)
    return (320, 3, [int(v) for v in np.concatenate([ramp, ramp[::-1], (ramp * 7) % 65536])])


def tiffs():
    for compression, title in ((1, "none"), (5, "lzw"), (8, "deflate"), (32773, "packbits")):
        tiff(f"tiff-rgb-{title}", RGB, compression=compression, rows=8)
        tiff(f"tiff-grey-{title}-tiles", GREY, photometric=1, compression=compression, order=">", tile=(16, 16))
    tiff("tiff-rgb-deflate-old", RGB, compression=32946, rows=29)
    tiff("tiff-rgb-lzw-predictor", RGB, compression=5, predictor=2, order=">", rows=10)
    tiff("tiff-rgb-deflate-predictor-tiles", RGB, compression=8, predictor=2, tile=(16, 32))
    tiff("tiff-rgb-planar-lzw", RGB, compression=5, planar=2, rows=8)
    tiff("tiff-rgb-planar-none", RGB, planar=2, rows=8)
    tiff("tiff-rgb-planar-deflate-predictor-tiles", RGB, compression=8, predictor=2, planar=2, tile=(16, 16))
    tiff("tiff-lzw-full-table", picture(90, 90)[:, :, 2], photometric=1, compression=5)
    for bits in (1, 2, 4):
        tiff(f"tiff-grey{bits}", GREY >> (8 - bits), bits, 1, 5, rows=8)
        tiff(f"tiff-grey{bits}-white-is-zero", GREY >> (8 - bits), bits, 0, 1, rows=8)
        tiff(f"tiff-palette{bits}", GREY >> (8 - bits), bits, 3, 8, more=[colours(1 << bits)])
    tiff("tiff-grey8-white-is-zero", GREY, 8, 0, 32773, order=">")
    tiff("tiff-palette8", GREY, 8, 3, 5, order=">", rows=8, more=[colours(256)])
    tiff("tiff-grey1-fill-order", GREY >> 7, 1, 1, 1, fill=2)
    tiff("tiff-grey16", SIXTEEN[:, :, 0], 16, 1, 5, predictor=2, rows=8)
    tiff("tiff-grey16-big-endian", SIXTEEN[:, :, 0], 16, 1, 8, order=">")
    tiff("tiff-grey16-white-is-zero", SIXTEEN[:, :, 0], 16, 0, 1)
    tiff("tiff-rgb16-none", SIXTEEN, 16, rows=8)
    tiff("tiff-rgb16-deflate-predictor-big-endian", SIXTEEN, 16, 2, 8, predictor=2, order=">", rows=8)
    tiff("tiff-rgb16-lzw", SIXTEEN, 16, 2, 5, rows=8)
    tiff("tiff-rgba16", np.dstack([SIXTEEN, SIXTEEN[:, :, 0]]), 16, 2, 8, more=[(338, 3, [2])])
    tiff("tiff-rgba-straight", RGBA, more=[(338, 3, [2])], compression=5)
    tiff("tiff-rgba-multiplied", RGBA * (ALPHA[:, :, None] / 255).astype(np.float32), more=[(338, 3, [1])])
    tiff("tiff-rgba-unspecified", RGBA, more=[(338, 3, [0])], compression=8)
    tiff("tiff-rgba-unsaid", RGBA, compression=8)
    tiff("tiff-grey-alpha", RGBA[:, :, 2:], 8, 1, 8, more=[(338, 3, [2])])
    tiff("tiff-cmyk-lzw", CMYK, 8, 5, 5, rows=8)
    tiff("tiff-cmyk16", np.dstack([65535 - SIXTEEN, SIXTEEN[:, :, 0]]), 16, 5, 8)
    tiff("tiff-ycbcr", np.asarray(Image.fromarray(RGB).convert("YCbCr")), 8, 6, 5, more=[(530, 3, [1, 1])])
    tiff("tiff-lab", np.asarray(Image.fromarray(RGB)), 8, 8, 5)
    tiff("tiff-float32", GREY.astype(np.float32), 32, 1, 8, more=[(339, 3, [3])])
    tiff("tiff-int32", GREY.astype(np.uint32), 32, 1, 8)
    tiff("tiff-big", RGB, compression=8, big=True)
    tiff("tiff-signed8", GREY, 8, 1, 1, more=[(339, 3, [2])])
    for orientation in range(2, 9):
        tiff(f"tiff-orientation{orientation}", GREY, 8, 1, 5, more=[(274, 3, [orientation])])
    tiff("tiff-unknown-compression", RGB, compression=34661)
    image = Image.fromarray(RGB)
    for compression in ("jpeg", "zstd", "lzma", "webp"):
        try:
            save(f"tiff-rgb-{compression}.tif", image, "TIFF", compression=compression)
        except (OSError, ValueError) as e:
            print("not made:", compression, e, file=sys.stderr)
    for compression in ("group3", "group4", "tiff_ccitt"):
        save(f"tiff-{compression}.tif", image.convert("1"), "TIFF", compression=compression)
    first, second = Image.fromarray(RGB), Image.fromarray(GREY)
    save("tiff-two-pages.tif", first, "TIFF", save_all=True, append_images=[second], compression="tiff_lzw")


# BMP


def bmp(name, body, bits, compression=0, width=WIDTH, height=HEIGHT, masks=(), header=40, palette=b"", colours_used=0, gap=0):
    info = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(body), 2835, 2835, colours_used, 0)
    inner = struct.pack(f"<{len(masks)}I", *masks)
    info = info.ljust(header, b"\0") if header == 40 else (info + inner).ljust(header, b"\0")
    after = inner if header == 40 else b""
    offset = 14 + len(info) + len(after) + len(palette) + gap
    made[name + ".bmp"] = (b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset) + info + after + palette + b"\0" * gap + body)


def rows(samples):
    """Bottom row first, each padded to four bytes."""
    flat = samples[::-1].reshape(len(samples), -1)
    return b"".join(row.tobytes() + b"\0" * (-len(row.tobytes()) % 4) for row in flat)


def rle8(samples):
    out = b""
    for row in samples[::-1]:
        row, at = row.tobytes(), 0
        while at < len(row):
            run = 1
            while at + run < len(row) and row[at + run] == row[at] and run < 255:
                run += 1
            if run == 1 and len(row) - at >= 5:
                part = row[at:at + 5]
                out += b"\0\x05" + part + b"\0"
                at += 5
            else:
                out += bytes([run, row[at]])
                at += run
        out += b"\0\0"
    return out + b"\0\1"


def bmps():
    image = Image.fromarray(RGB)
    save("bmp-24.bmp", image, "BMP")
    save("bmp-8.bmp", Image.fromarray(GREY), "BMP")
    save("bmp-1.bmp", image.convert("1"), "BMP")
    save("bmp-palette.bmp", image.quantize(32), "BMP")
    save("bmp-32.bmp", Image.fromarray(RGBA), "BMP")
    five, fine = RGB.astype(np.uint16) >> 3, RGB.astype(np.uint16) >> 2
    rgb555 = five[:, :, 0] << 10 | five[:, :, 1] << 5 | five[:, :, 2]
    rgb565 = five[:, :, 0] << 11 | fine[:, :, 1] << 5 | five[:, :, 2]
    bmp("bmp-555", rows(rgb555), 16)
    bmp("bmp-555-masks", rows(rgb555), 16, 3, masks=(0x7C00, 0x3E0, 0x1F))
    bmp("bmp-565", rows(rgb565), 16, 3, masks=(0xF800, 0x7E0, 0x1F))
    bmp("bmp-565-v3", rows(rgb565), 16, 3, masks=(0xF800, 0x7E0, 0x1F, 0), header=56)
    bmp("bmp-565-v5", rows(rgb565), 16, 3, masks=(0xF800, 0x7E0, 0x1F, 0), header=124)
    bmp("bmp-444-masks", rows(rgb565), 16, 3, masks=(0xF00, 0xF0, 0xF))
    wide = (RGB[:, :, 0].astype(np.uint32) << 24 | RGB[:, :, 1].astype(np.uint32) << 16 | RGB[:, :, 2].astype(np.uint32) << 8)
    bmp("bmp-32-masks", rows(wide), 32, 3, masks=(0xFF000000, 0xFF0000, 0xFF00))
    bmp("bmp-32-v2-masks", rows(wide), 32, 3, masks=(0xFF000000, 0xFF0000, 0xFF00), header=52)
    bmp("bmp-32-v4-alpha", rows(np.ascontiguousarray(RGBA[:, :, [0, 1, 2, 3]])), 32, 3,
        masks=(0xFF, 0xFF00, 0xFF0000, 0xFF000000), header=108)
    bmp("bmp-top-down", rows(RGB[::-1, :, ::-1]), 24, height=-HEIGHT)
    nibbles = np.packbits(((GREY[:, :, None] >> 4 >> np.arange(3, -1, -1)) & 1).reshape(HEIGHT, -1), axis=1)
    sixteen = b"".join(bytes([v * 16, 255 - v * 16, v * 7, 0]) for v in range(16))
    bmp("bmp-4", rows(nibbles), 4, palette=sixteen, colours_used=16)
    bmp("bmp-4-few-colours", rows(nibbles), 4, palette=sixteen[:40], colours_used=10)
    palette = b"".join(bytes([v, 255 - v, v * 3 % 256, 0]) for v in range(256))
    bmp("bmp-8-gap", rows(GREY), 8, palette=palette, gap=12)
    bmp("bmp-rle8", rle8(GREY // 16 * 16), 8, 1, palette=palette)
    runs = b""
    for row in GREY[::-1] // 32:
        runs += b"".join(bytes([2 if x + 2 <= WIDTH else 1, row[x] << 4 | row[min(x + 1, WIDTH - 1)]]) for x in range(0, WIDTH, 2)) + b"\0\0"
    bmp("bmp-rle4", runs + b"\0\1", 4, 2, palette=sixteen, colours_used=16)
    bmp("bmp-rle8-delta", b"\x05\x11\0\0\0\2\3\2\x04\x99\0\6\1\2\3\4\5\6" + b"\0\2\0\x1d\0\1", 8, 1, palette=palette)
    core = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, 24)
    made["bmp-core.bmp"] = b"BM" + struct.pack("<IHHI", 26 + len(rows(RGB)), 0, 0, 26) + core + rows(RGB[:, :, ::-1])


# PNM


def pnms():
    image = Image.fromarray(RGB)
    for name, mode in (("pbm", "1"), ("pgm", "L"), ("ppm", "RGB")):
        save(f"pnm-binary.{name}", image.convert(mode), "PPM")
    text = " ".join(map(str, RGB[:12].ravel()))
    made["pnm-text.ppm"] = f"P3\n# a comment\n{WIDTH} 12\n255\n{text}\n".encode()
    made["pnm-text-no-newline.ppm"] = f"P3 {WIDTH} 12 255 {text}".encode()
    made["pnm-text.pgm"] = (f"P2\n{WIDTH} 12\n15\n" + "\n".join(" ".join(map(str, row)) for row in GREY[:12] >> 4)).encode()
    made["pnm-text.pbm"] = (f"P1\n{WIDTH} {HEIGHT}\n" + "\n".join("".join(map(str, row)) for row in GREY >> 7)).encode()
    made["pnm-text-1000.pgm"] = (f"P2\n{WIDTH} 12\n1000\n" + " ".join(map(str, GREY[:12].ravel() * 3))).encode()
    made["pnm-binary-15.pgm"] = f"P5 {WIDTH} {HEIGHT} 15\n".encode() + (GREY >> 4).tobytes()
    made["pnm-binary-100.ppm"] = f"P6 {WIDTH} {HEIGHT} 100\n".encode() + (RGB // 3).tobytes()
    made["pnm-binary-16.pgm"] = f"P5 {WIDTH} {HEIGHT} 65535\n".encode() + SIXTEEN[:, :, 0].astype(">u2").tobytes()
    made["pnm-binary-16.ppm"] = f"P6 {WIDTH} {HEIGHT} 65535\n".encode() + SIXTEEN.astype(">u2").tobytes()
    made["pnm-binary-1000.ppm"] = f"P6 {WIDTH} {HEIGHT} 1000\n".encode() + (RGB.astype(">u2") * 3).tobytes()


# JPEG, PNG and WebP


def others():
    image = Image.fromarray(RGB)
    exif = Image.Exif()
    exif[0x0112] = 6
    save("jpeg-420.jpg", image, "JPEG", quality=80)
    save("jpeg-444-exif6.jpg", image, "JPEG", quality=90, subsampling=0, exif=exif)
    save("jpeg-422-optimized.jpg", image, "JPEG", subsampling=1, optimize=True)
    save("jpeg-progressive.jpg", image, "JPEG", progressive=True)
    save("jpeg-restarts.jpg", image, "JPEG", restart_marker_blocks=2)
    save("jpeg-grey.jpg", Image.fromarray(GREY), "JPEG")
    save("jpeg-cmyk.jpg", Image.fromarray(CMYK, "CMYK"), "JPEG")
    save("png-rgb.png", image, "PNG")
    save("png-rgba.png", Image.fromarray(RGBA), "PNG")
    save("png-grey.png", Image.fromarray(GREY), "PNG")
    save("png-grey-alpha.png", Image.fromarray(RGBA[:, :, 2:], "LA"), "PNG")
    save("png-1.png", image.convert("1"), "PNG")
    save("png-palette4.png", image.quantize(11), "PNG")
    save("png-palette8-transparent.png", image.quantize(60), "PNG", transparency=3)
    save("png-exif6.png", image, "PNG", exif=exif)
    sixteen = b"".join(b"\0" + row.astype(">u2").tobytes() for row in SIXTEEN)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    made["png-rgb16.png"] = (b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(sixteen)), (b"IEND", b""))))
    save("webp-lossy.webp", image, "WEBP", quality=80)
    save("webp-lossless.webp", image, "WEBP", lossless=True)
    save("webp-alpha.webp", Image.fromarray(RGBA), "WEBP", quality=70)
    save("webp-lossless-exif6.webp", image, "WEBP", lossless=True, exif=exif)


if __name__ == "__main__":
    os.makedirs(SEEDS, exist_ok=True)
    tiffs()
    bmps()
    pnms()
    others()
    for name, data in made.items():
        if not os.path.exists(os.path.join(SEEDS, name)):
            with open(os.path.join(SEEDS, name), "wb") as f:
                f.write(data)
    print(len(made), "pictures,", sum(map(len, made.values())), "bytes")
