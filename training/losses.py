"""What training minimises. Logits and targets are (B, H, W); images (B, 3, S, S), masks (B, 2, S, S; object, core)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from model import MedFastSam


def dice_loss(probability: Tensor, target: Tensor, eps: float = 1.0) -> Tensor:
    inter = (probability * target).sum((1, 2))  # (B,)
    return 1 - (2 * inter + eps) / (probability.sum((1, 2)) + target.sum((1, 2)) + eps)  # (B,)


def mask_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy and Dice, (B,)."""
    entropy = F.binary_cross_entropy_with_logits(logits, target, reduction="none").mean((1, 2))  # (B,)
    return entropy + dice_loss(logits.sigmoid(), target)


def hard_iou(logits: Tensor, target: Tensor) -> Tensor:
    """IoU of the masks that the logits say, (B,)."""
    found = (logits > 0).float()  # (B, H, W)
    inter = (found * target).sum((1, 2))  # (B,)
    return inter / (found.sum((1, 2)) + target.sum((1, 2)) - inter).clamp_min(1)


def halved(masks: Tensor) -> tuple[Tensor, Tensor]:
    """Object and core at the decoder's resolution, each (B, S/2, S/2)."""
    return (F.avg_pool2d(masks, 2) > 0.5).float().unbind(1)


def prompt_free_loss(model: MedFastSam, image: Tensor, masks: Tensor, modality: Tensor, has_core: Tensor):
    """The loss without clicks, and the IoU reached (B,).

    Object and core masks, the coarse mask at S/8, the predicted IoU, the modality.
    """
    out = model(image)
    target, core = halved(masks)
    logits = out.masks.float()  # (B, 2, S/2, S/2)
    loss = mask_loss(logits[:, 0], target) + 0.4 * has_core * mask_loss(logits[:, 1], core)  # (B,)
    if model.config.cp:
        coarse, eighth = out.coarse.float()[:, 0], F.avg_pool2d(masks[:, :1], 8)[:, 0]  # (B, S/8, S/8)
        loss = loss + 0.3 * mask_loss(coarse, eighth)
    iou = hard_iou(logits[:, 0].detach(), target)  # (B,)
    loss = loss + 0.1 * (out.iou.float()[:, 0] - iou).square()
    return loss.mean() + 0.05 * F.cross_entropy(out.modality.float(), modality), iou


def error_points(logits: Tensor, target: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Up to `count` clicks inside the error, rather in its middle: points (B, count, 2) in input pixels, labels (B, count)."""
    w = target.shape[2]
    wrong = ((logits > 0).float() != target).float()  # (B, H, W)
    inner = F.avg_pool2d(wrong[:, None], 9, 1, 4)[:, 0] * wrong  # (B, H, W)
    at = torch.multinomial((inner**2 + 1e-8).flatten(1), count)  # (B, count)
    labels = target.flatten(1).gather(1, at)  # (B, count)
    none = (wrong.flatten(1).sum(1, keepdim=True) < 4).expand(-1, count)
    keep = torch.randint(1, count + 1, (len(target), 1)).to(target.device)
    drop = torch.arange(count, device=target.device)[None] >= keep
    labels = torch.where(none | drop, torch.full_like(labels, -1), labels)
    return torch.stack([at % w, at // w], -1).float() * 2 + 0.5, labels


def click_loss(model: MedFastSam, image: Tensor, masks: Tensor, has_core: Tensor) -> Tensor:
    """The loss after clicks on the error of a first mask, which is the prior for six in ten.

    Two in five first masks are shifted, so that there is something to correct. The clicked pixels count once more.
    """
    target, core = halved(masks)
    b, device = len(image), image.device
    features = model.lka_encoder(image)
    with torch.no_grad():
        _, dense = model.prompt(features)
        first = model.decode(features, dense)[0].float()[:, 0]  # (B, S/2, S/2)
        shift = int(torch.randint(-20, 21, ()))
        spoil = (torch.rand(b, 1, 1) < 0.4).to(device)
        first = torch.where(spoil, torch.roll(first, (shift, -shift), (1, 2)), first)
        points, labels = error_points(first, target, 6)
        prior = F.avg_pool2d(first[:, None].clamp(-8, 8), 4)  # (B, 1, S/8, S/8)
    use = (torch.rand(b) < 0.6).float().to(device)  # (B,)
    _, dense = model.prompt(features, prior, use)
    logits = model.decode(features, dense, points, labels)[0].float()  # (B, 2, S/2, S/2)
    loss = mask_loss(logits[:, 0], target) + 0.4 * has_core * mask_loss(logits[:, 1], core)  # (B,)
    at = (points[..., 1] // 2).long() * logits.shape[3] + (points[..., 0] // 2).long()  # (B, 6)
    clicked = logits[:, 0].flatten(1).gather(1, at)  # (B, 6)
    missed = F.binary_cross_entropy_with_logits(clicked, labels.clamp_min(0), reduction="none") * (labels >= 0)
    return (loss + 0.3 * missed.mean(1)).mean()
