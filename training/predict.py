"""A model on a whole picture: squashed to one square, or in tiles at native scale that are blended."""

from __future__ import annotations

import contextlib

import torch
import torch.nn.functional as F
from torch import Tensor

from model import SIDE, MedFastSam

OVERLAP_PX = 24  # of the app's tiles


def autocast(device: str | torch.device, bf16: bool):
    """bfloat16 where asked for, else plain float32."""
    return torch.autocast(torch.device(device).type, torch.bfloat16) if bf16 else contextlib.nullcontext()


def squash(image: Tensor, side: int = SIDE) -> Tensor:
    """(1, 3, H, W) -> (1, 3, S, S), antialiased."""
    if image.shape[2:] == (side, side):
        return image
    return F.interpolate(image, (side, side), mode="bilinear", antialias=True, align_corners=False)  # (1, 3, S, S)


def stretch(logits: Tensor, height: int, width: int) -> Tensor:
    return F.interpolate(logits, (height, width), mode="bilinear", align_corners=False)  # (B, 2, H, W)


def tile_starts(length: int, side: int, overlap: int) -> list[int]:
    """Evenly spread starts of tiles that cover `length` pixels."""
    if length <= side:
        return [0]
    count = -(-(length - overlap) // (side - overlap))
    return [round(i * (length - side) / (count - 1)) for i in range(count)]


@torch.no_grad()
def predict_whole(model, image: Tensor, side: int = SIDE) -> tuple[Tensor, float, Tensor]:
    """(1, 3, H, W) 0..255 -> logits (2, H, W), predicted IoU, modality logits (K,)."""
    out = model(squash(image, side))
    return stretch(out.masks.float(), *image.shape[2:])[0], out.iou.float().item(), out.modality.float()[0]


@torch.no_grad()
def predict_tiled(model, image: Tensor, side: int = SIDE, overlap: int = OVERLAP_PX) -> tuple[Tensor, float, Tensor]:
    """(1, 3, H, W) 0..255 -> logits (2, H, W), predicted IoU and modality logits (K,).

    Smaller pictures are padded by reflection. The predicted IoU is the tiles' mean, weighted by their objects.
    """
    h, w = image.shape[2:]
    down, right = max(0, side - h), max(0, side - w)
    if down or right:
        image = F.pad(image, (0, right, 0, down), mode="reflect" if down < h and right < w else "replicate")  # (1, 3, H', W')
    height, width = image.shape[2:]
    ramp = (torch.arange(side, device=image.device) + 0.5) / side  # (S,)
    ramp = (1 - (2 * ramp - 1).abs()).clamp(0.02, 0.25)  # (S,)
    window = ramp[:, None] * ramp[None]  # (S, S)
    total = torch.zeros(2, height, width, device=image.device)
    weight = torch.zeros(height, width, device=image.device)
    ious, shares, votes = [], [], []
    for y in tile_starts(height, side, overlap):
        for x in tile_starts(width, side, overlap):
            out = model(image[:, :, y : y + side, x : x + side])
            logits = stretch(out.masks.float(), side, side)[0]  # (2, S, S)
            total[:, y : y + side, x : x + side] += logits * window
            weight[y : y + side, x : x + side] += window
            ious.append(out.iou.float().item())
            shares.append((out.masks[0, 0] > 0).float().mean().item())
            votes.append(out.modality.float()[0])
    shares = shares if sum(shares) else [1.0] * len(shares)
    predicted = sum(i * s for i, s in zip(ious, shares)) / sum(shares)
    return (total / weight)[:, :h, :w], predicted, torch.stack(votes).mean(0)


def predict(model: MedFastSam, image: Tensor, tiled: bool, side: int = SIDE, overlap: int = OVERLAP_PX):
    """Logits (2, H, W), predicted IoU, modality logits (K,) of a picture (1, 3, H, W) 0..255."""
    return predict_tiled(model, image, side, overlap) if tiled else predict_whole(model, image, side)
