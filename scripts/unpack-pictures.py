"""Writes pictures as PNGs for the measurements in bench/.

    pip install pillow scikit-image
    python scripts/unpack-pictures.py SET.tar FOLDER      images/ and masks/ of a packed set
    python scripts/unpack-pictures.py skimage FOLDER      the pictures that scikit-image ships
"""
from __future__ import annotations

import io
import sys
import tarfile
from importlib.metadata import files
from pathlib import Path

from PIL import Image


def unpack(tar: str, out: Path) -> None:
    with tarfile.open(tar) as archive:
        for member in archive:
            kind, _, name = member.name.rpartition("/")
            if kind.rpartition("/")[2] not in ("images", "masks") or not member.isfile():
                continue
            picture = Image.open(io.BytesIO(archive.extractfile(member).read()))
            target = out / kind.rpartition("/")[2] / f"{Path(name).stem}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            picture.convert("RGB" if target.parent.name == "images" else "L").save(target)


def shipped(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for file in files("scikit-image") or []:
        if file.match("skimage/data/*.png") or file.match("skimage/data/*.jpg"):
            Image.open(file.locate()).convert("RGB").save(out / f"{file.stem}.png")


if __name__ == "__main__":
    source, target = sys.argv[1], Path(sys.argv[2])
    shipped(target) if source == "skimage" else unpack(source, target)
