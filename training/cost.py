"""What a model costs: parameters, floating-point operations, pictures a second."""

from __future__ import annotations

import copy
import time

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode


def parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())


@torch.no_grad()
def flops(model: nn.Module, side: int) -> int:
    """Operations of convolutions and matrix products for one picture; a multiplication and an addition are two."""
    model = copy.deepcopy(model).eval().requires_grad_(False)  # the counter follows gradients where there are any
    with FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, 3, side, side))
    return counter.get_total_flops()


@torch.no_grad()
def pictures_per_second(model: nn.Module, side: int, runs: int = 5) -> float:
    """By the median of some runs after one to warm up, on the CPU, with PyTorch's present number of threads."""
    model, image, seconds = model.eval(), torch.zeros(1, 3, side, side), []
    for _ in range(runs + 1):
        start = time.perf_counter()
        model(image)
        seconds.append(time.perf_counter() - start)
    return 1 / sorted(seconds[1:])[runs // 2]


def cost(model: nn.Module, side: int, runs: int = 5) -> dict[str, float]:
    return {
        "parameters": parameters(model),
        "flops": flops(model, side),
        "fps": pictures_per_second(model, side, runs),
        "cost_side": side,
    }
