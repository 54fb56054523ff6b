import os
import shutil
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))  # the browser tests' machine is shared

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "training"


@pytest.fixture(scope="session")
def shipped():
    """The shipped weights in PyTorch, evaluation mode. Do not train it: copy it first."""
    from model import load_model

    return load_model()


@pytest.fixture(scope="session")
def golden():
    """Folder of what PyTorch made of the synthetic pictures, as the app's tests read it."""
    return ROOT / "src" / "model" / "golden"


@pytest.fixture
def image_of():
    """Reads an RGB picture -> (1, 3, H, W) float32, 0..255."""

    def read(path):
        picture = cv2.imread(str(path))[..., ::-1].copy()
        return torch.from_numpy(picture).permute(2, 0, 1)[None].float()

    return read


def floats(path, *shape):
    return torch.from_numpy(np.fromfile(path, "<f4").reshape(shape))


def pack(folder):
    """FOLDER as a packed set FOLDER.tar: 16-bit masks become instances/ and masks/ of 0 and 255."""
    for path in sorted((folder / "masks").iterdir()):
        numbers = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if numbers.dtype == np.uint16:
            (folder / "instances").mkdir(exist_ok=True)
            path.rename(folder / "instances" / path.name)
            cv2.imwrite(str(path), (numbers > 0).astype(np.uint8) * 255)
    packed = folder.with_suffix(".tar")
    with tarfile.open(packed, "w") as tar:
        for part in ("images", "masks", "instances"):
            if (folder / part).exists():
                tar.add(folder / part, part)
    return packed


@pytest.fixture
def app(tmp_path):
    """A copy of what the app has of the model, beside the tools that format it."""
    for part in ("public/models", "src/model/golden"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for file in ("src/model/contract.json", "package.json", "biome.json"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    os.symlink(ROOT / "node_modules", tmp_path / "node_modules")
    return tmp_path
