"""Writes the small pictures in e2e/fixtures/files that the tests open.

    pip install -r scripts/make-fixtures.requirements.txt
    python scripts/make-fixtures.py

Pillow and this file write them, so that our own reading is tested against somebody else's
writing. What each picture shows is a formula that the tests repeat; see fixtures/README.md.
"""
from __future__ import annotations

import json
import struct
import zlib
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms

FILES = Path(__file__).parent.parent / "e2e" / "fixtures" / "files"
WIDTH, HEIGHT = 48, 40


def colour(x: int, y: int) -> tuple[int, int, int]:
    return 5 * x, 6 * y, (x * y) % 256


def quadrants(width: int = 64, height: int = 48) -> Image.Image:
    """Red, green, blue and yellow quarters: survives JPEG, and every turn of it looks different."""
    picture = Image.new("RGB", (width, height))
    for at, box in {
        (230, 30, 30): (0, 0, width // 2, height // 2),
        (30, 200, 30): (width // 2, 0, width, height // 2),
        (30, 30, 230): (0, height // 2, width // 2, height),
        (230, 220, 40): (width // 2, height // 2, width, height),
    }.items():
        picture.paste(at, box)
    return picture


def pixels(mode: str, value) -> Image.Image:
    picture = Image.new(mode, (WIDTH, HEIGHT))
    picture.putdata([value(x, y) for y in range(HEIGHT) for x in range(WIDTH)])
    return picture


# The transposition that a viewer must undo for each EXIF orientation.
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def orientations() -> None:
    for orientation, transposition in STORED_AS.items():
        picture = quadrants()
        if transposition is not None:
            picture = picture.transpose(transposition)
        exif = Image.Exif()
        exif[0x0112] = orientation
        picture.save(FILES / f"orientation-{orientation}.jpg", quality=95, subsampling=0, exif=exif)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, depth: int, colour_type: int, interlaced: bool, rows: bytes, *others: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, interlaced)
    parts = [chunk(b"IHDR", header), *others, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def adam7_rows(width: int, height: int, bits: int, value) -> bytes:
    """Rows of all seven passes, each with filter 0; `value` gives a pixel as an integer of `bits`."""
    out = bytearray()
    for x0, y0, dx, dy in ADAM7:
        for y in range(y0, height, dy):
            row = [value(x, y) for x in range(x0, width, dx)]
            if not row:
                continue
            packed = 0
            for pixel in row:
                packed = packed << bits | pixel
            spare = -len(row) * bits % 8
            out += b"\0" + (packed << spare).to_bytes((len(row) * bits + spare) // 8, "big")
    return bytes(out)


def pngs() -> None:
    pixels("RGB", colour).save(FILES / "rgb.png", dpi=(300, 300))
    pixels("L", lambda x, y: 2 * x + 3 * y).save(FILES / "grey.png")
    pixels("RGB", lambda x, y: (2 * x + 3 * y,) * 3).save(FILES / "grey-as-rgb.png")
    pixels("RGBA", lambda x, y: (*colour(x, y), 4 * x)).save(FILES / "alpha.png")
    pixels("LA", lambda x, y: (2 * x + 3 * y, 5 * y)).save(FILES / "grey-alpha.png")
    # A 12-bit camera in a 16-bit file.
    pixels("I;16", lambda x, y: 80 * x + y).save(FILES / "grey-16.png")

    palette = pixels("P", lambda x, y: (x + y) % 6)
    palette.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 200, 100, 50, 0, 0, 0])
    palette.save(FILES / "palette.png", transparency=2)

    def value(x: int, y: int) -> int:
        r, g, b = colour(x, y)
        return r << 16 | g << 8 | b

    interlaced = adam7_rows(WIDTH, HEIGHT, 24, value)
    (FILES / "interlaced.png").write_bytes(png(WIDTH, HEIGHT, 8, 2, True, interlaced))
    odd = adam7_rows(37, 33, 1, lambda x, y: (x * x + y) % 3 == 0)
    (FILES / "interlaced-1-bit.png").write_bytes(png(37, 33, 1, 0, True, odd))
    wide = b"".join(
        b"\0" + b"".join(struct.pack(">HHH", 1000 * x, 1500 * y, 65535 - x * y) for x in range(WIDTH))
        for y in range(HEIGHT)
    )
    (FILES / "rgb-16.png").write_bytes(png(WIDTH, HEIGHT, 16, 2, False, wide))
    key = chunk(b"tRNS", struct.pack(">HHH", *colour(7, 9)))
    plain = b"".join(b"\0" + b"".join(bytes(colour(x, y)) for x in range(WIDTH)) for y in range(HEIGHT))
    (FILES / "colour-key.png").write_bytes(png(WIDTH, HEIGHT, 8, 2, False, plain, key))

    Image.new("L", (1, 1), 128).save(FILES / "one-pixel.png")
    Image.new("L", (32, 32), 128).save(FILES / "smallest.png")
    Image.new("L", (31, 200), 128).save(FILES / "too-narrow.png")
    # Two kilobytes that claim ten gigabytes.
    (FILES / "bomb.png").write_bytes(png(60000, 60000, 8, 2, False, b"\0" * 1000000))


def labels() -> None:
    disc = lambda x, y: (x - 20) ** 2 + (y - 15) ** 2 < 100
    mask = pixels("L", lambda x, y: 255 * disc(x, y))
    mask.save(FILES / "mask.png")
    mask.save(FILES / "mask-lossy.webp", quality=60)
    pixels("I;16", lambda x, y: 300 * (x // 16) + (y // 20)).save(FILES / "labels-16.png")
    indexed = pixels("P", lambda x, y: x // 12)
    indexed.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255])
    indexed.save(FILES / "labels-palette.png")


def other_formats() -> None:
    picture = quadrants()
    picture.convert("CMYK").save(FILES / "cmyk.jpg", quality=95)
    picture.convert("L").save(FILES / "grey.jpg", quality=95)
    picture.save(FILES / "progressive.jpg", quality=95, subsampling=0, progressive=True)
    picture.save(FILES / "lossless.webp", lossless=True)
    picture.save(FILES / "lossy.webp", quality=95)
    picture.save(FILES / "picture.bmp")
    picture.save(FILES / "picture.gif", save_all=True, append_images=[Image.new("RGB", picture.size)])
    picture.save(FILES / "picture.avif", quality=95)
    picture.save(FILES / "picture.tiff")


S15 = lambda value: struct.pack(">i", round(value * 65536))
# Colorants under D50 (ICC.1:2022, annex E), and the curve: a gamma, or None for that of sRGB.
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)), None
ADOBE_RGB = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)), 2.19921875
D50 = (0.9642, 1.0, 0.8249)


def icc(space: bytes, colorants, gamma: float | None) -> bytes:
    """A profile of three colorants and one curve, or of a grey curve alone."""
    xyz = lambda values: b"XYZ " + bytes(4) + b"".join(map(S15, values))
    text = lambda words: b"mluc" + bytes(4) + struct.pack(">IIHHII", 1, 12, 0x656E, 0x5553, 2 * len(words), 28) + words.encode("utf-16-be")
    srgb = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    curve = b"para" + bytes(4) + (struct.pack(">HH", 0, 0) + S15(gamma) if gamma else struct.pack(">HH", 3, 0) + b"".join(map(S15, srgb)))
    tags = {b"desc": text("test"), b"cprt": text("none"), b"wtpt": xyz(D50)}
    if space == b"GRAY":
        tags[b"kTRC"] = curve
    else:
        for letter, values in zip("rgb", colorants):
            tags[f"{letter}XYZ".encode()] = xyz(values)
            tags[f"{letter}TRC".encode()] = curve
    at, index, body = 132 + 12 * len(tags), b"", b""
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        index += name + struct.pack(">II", at + len(body), len(content))
        body += content
    size = at + len(body)
    header = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x04300000, b"mntr", space, b"XYZ ") + bytes(12) + b"acsp" + bytes(28) + b"".join(map(S15, D50)) + bytes(48)
    return header + struct.pack(">I", len(tags)) + index + body


def as_srgb(picture: Image.Image, profile: bytes) -> list:
    """What LittleCMS, as built into Pillow, makes of every 37th pixel, perceptual intent."""
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    shown = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), 0, outputMode="RGB")
    return [list(pixel) for pixel in shown.get_flattened_data()[::37]]


def shown_otherwise() -> None:
    """Pictures that programs show turned, or in other colours than the stored values."""
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = quadrants().transpose(STORED_AS[6])
    stored.save(FILES / "turned.png", exif=exif)
    stored.save(FILES / "turned.webp", lossless=True, exif=exif)
    stored.save(FILES / "turned.avif", quality=95, exif=exif)

    skin = lambda x, y: (90 + 3 * x, 60 + 3 * y, 40 + x + y)
    plain, grey = pixels("RGB", skin), pixels("L", lambda x, y: 5 * x)
    p3, adobe, dim = icc(b"RGB ", *DISPLAY_P3), icc(b"RGB ", *ADOBE_RGB), icc(b"GRAY", None, 1.8)
    plain.save(FILES / "display-p3.png", icc_profile=p3)
    plain.save(FILES / "adobe-rgb.png", icc_profile=adobe)
    grey.save(FILES / "grey-gamma.png", icc_profile=dim)
    plain.save(FILES / "srgb-profile.png", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    plain.save(FILES / "display-p3.jpg", quality=100, subsampling=0, icc_profile=p3)
    plain.save(FILES / "damaged-profile.png", icc_profile=p3[:100])
    rows = b"".join(b"\0" + b"".join(struct.pack(">HHH", *(257 * v for v in skin(x, y))) for x in range(WIDTH)) for y in range(HEIGHT))
    iccp = chunk(b"iCCP", b"test\0\0" + zlib.compress(adobe))
    (FILES / "adobe-rgb-16.png").write_bytes(png(WIDTH, HEIGHT, 16, 2, False, rows, iccp))
    rows = b"".join(b"\0" + b"".join(bytes(skin(x, y)) for x in range(WIDTH)) for y in range(HEIGHT))
    gamma = chunk(b"gAMA", struct.pack(">I", 100000))
    p3_points = chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000))
    (FILES / "gamma-1.png").write_bytes(png(WIDTH, HEIGHT, 8, 2, False, rows, gamma))
    (FILES / "p3-points.png").write_bytes(png(WIDTH, HEIGHT, 8, 2, False, rows, chunk(b"gAMA", struct.pack(">I", 45455)), p3_points))
    (FILES / "cicp-p3.png").write_bytes(png(WIDTH, HEIGHT, 8, 2, False, rows, chunk(b"cICP", bytes([12, 13, 0, 1]))))
    expected = {"display-p3.png": as_srgb(plain, p3), "adobe-rgb.png": as_srgb(plain, adobe), "grey-gamma.png": as_srgb(grey, dim)}
    (FILES / "profiles.json").write_text(json.dumps(expected) + "\n")

    jpeg = (FILES / "orientation-1.jpg").read_bytes()
    (FILES / "no-end-marker.jpg").write_bytes(jpeg[:-2])
    table = jpeg.index(b"\xff\xdb")
    (FILES / "padded.jpg").write_bytes(jpeg[:table] + bytes(3) + jpeg[table:])
    (FILES / "no-end.png").write_bytes((FILES / "rgb.png").read_bytes()[:-12])


def broken() -> None:
    whole = (FILES / "rgb.png").read_bytes()
    jpeg = (FILES / "orientation-1.jpg").read_bytes()
    (FILES / "truncated.png").write_bytes(whole[: len(whole) * 2 // 3])
    (FILES / "truncated.jpg").write_bytes(jpeg[: len(jpeg) * 2 // 3])
    for name in ("lossless.webp", "picture.bmp", "picture.gif", "picture.avif"):
        cut = (FILES / name).read_bytes()
        (FILES / f"truncated.{name.rsplit('.')[1]}").write_bytes(cut[: len(cut) // 2])
    flipped = bytearray(whole)
    flipped[len(flipped) // 2] ^= 0x10
    (FILES / "flipped-bit.png").write_bytes(flipped)
    # The tables of a JPEG with nonsense between them, properly ended: only a decoder notices.
    start = jpeg.index(b"\xff\xdb")
    (FILES / "nonsense.jpg").write_bytes(jpeg[: start + 4] + b"\x07" * 65 + jpeg[start + 69 :])
    (FILES / "empty.png").write_bytes(b"")
    (FILES / "text.png").write_text("This is not a picture.\n")
    (FILES / "really-png.jpg").write_bytes(whole)
    (FILES / "drawing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>\n')
    (FILES / "dicom.dcm").write_bytes(bytes(128) + b"DICM" + bytes(64))


if __name__ == "__main__":
    FILES.mkdir(parents=True, exist_ok=True)
    orientations()
    pngs()
    labels()
    other_formats()
    shown_otherwise()
    broken()
