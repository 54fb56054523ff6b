import os
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
