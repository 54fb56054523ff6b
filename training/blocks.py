"""The two boxes inside the LKA-Encoder, heterogeneous heads (HEH) and general adapter (GA), and the block around them.

Shapes: B batch, C channels, H x W a map, N tokens, h heads, d channels a head.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class LayerNorm2d(nn.Module):
    """LayerNorm over the channels of a (B, C, H, W) map."""

    def __init__(self, channels: int, eps: float = 1e-6):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        if torch.onnx.is_in_onnx_export():
            # plain arithmetic: WebAssembly runs it faster than two transpositions of the map
            mean = x.mean(1, keepdim=True)  # (B, 1, H, W)
            var = (x - mean).square().mean(1, keepdim=True)  # (B, 1, H, W)
            x = (x - mean) / torch.sqrt(var + self.eps)  # (B, C, H, W)
            return x * self.weight[:, None, None] + self.bias[:, None, None]  # (B, C, H, W)
        x = x.permute(0, 2, 3, 1)  # (B, H, W, C)
        x = F.layer_norm(x, self.weight.shape, self.weight, self.bias, self.eps)  # (B, H, W, C)
        return x.permute(0, 3, 1, 2)  # (B, C, H, W)


class Mlp(nn.Module):
    """LayerNorm, linear, GELU, linear."""

    def __init__(self, dim: int, hidden: int):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fc1 = nn.Linear(dim, hidden)
        self.fc2 = nn.Linear(hidden, dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.gelu(self.fc1(self.norm(x))))  # (B, N, C)


class WindowAttention(nn.Module):
    """Attention of all pixels of a window to each other, with a learned bias by offset (TinyViT, arXiv 2207.10666).

    Queries and keys have `qk` channels a head, values dim / heads. A window may be smaller than `window`: the
    offsets that occur are the same.
    """

    def __init__(self, dim: int, heads: int, window: int, qk: int):
        super().__init__()
        self.heads, self.window, self.qk = heads, window, qk
        self.qkv = nn.Linear(dim, dim + 2 * heads * qk)
        self.bias = nn.Parameter(torch.zeros(heads, window * window))
        ys, xs = torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")
        dy = (ys.flatten()[:, None] - ys.flatten()[None]).abs()  # (N, N)
        dx = (xs.flatten()[:, None] - xs.flatten()[None]).abs()  # (N, N)
        offsets = (dy * window + dx).view(window, window, window, window)
        self.register_buffer("offsets", offsets, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        b, n, c = x.shape
        k, d = int(n**0.5), c // self.heads
        qkv = self.qkv(x).view(b, n, self.heads, 2 * self.qk + d)  # (B, N, h, 2 qk + d)
        q, key, v = qkv.permute(0, 2, 1, 3).split([self.qk, self.qk, d], dim=3)  # 2 x (B, h, N, qk), (B, h, N, d)
        offsets = self.offsets[:k, :k, :k, :k].reshape(-1)  # (N * N,)
        bias = self.bias[:, offsets].view(1, self.heads, n, n)  # (1, h, N, N)
        weights = ((q * self.qk**-0.5) @ key.transpose(-2, -1) + bias).softmax(-1)  # (B, h, N, N)
        return (weights @ v).transpose(1, 2).reshape(b, n, c)  # (B, N, C)


class HeterogeneousHeads(nn.Module):
    """HEH: heads with natural-image knowledge, and medical heads that read what those found.

    The medical heads' output is added through a gate that starts near zero, so that training starts from the
    natural heads alone. `medical=False` leaves the natural heads alone.
    """

    def __init__(self, dim: int, heads: int, window: int, qk: int, medical: bool = True):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.natural = WindowAttention(dim, heads, window, qk)
        self.medical = WindowAttention(dim, heads, window, qk) if medical else None
        if medical:
            self.gate = nn.Parameter(torch.full((dim,), 1e-2))
        self.proj = nn.Linear(dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(x)  # (B, N, C)
        y = self.natural(x)  # (B, N, C)
        if self.medical is not None:
            y = y + self.gate * self.medical(y + x)  # (B, N, C)
        return self.proj(y)  # (B, N, C)


class GeneralAdapter(Mlp):
    """GA: a gated MLP beside a block's own, for what natural images did not teach."""

    def __init__(self, dim: int, hidden: int):
        super().__init__(dim, hidden)
        self.gate = nn.Parameter(torch.full((dim,), 1e-2))

    def forward(self, x: Tensor) -> Tensor:
        return self.gate * super().forward(x)  # (B, N, C)


class KnowledgeBlock(nn.Module):
    """Window attention with HEH, a local depthwise convolution, and an MLP beside the GA.

    `local` maps (B, C, H, W) to itself; `residual` adds its input to its output.
    """

    def __init__(
        self,
        dim: int,
        heads: int,
        window: int,
        hidden: int,
        adapter: int,
        local: nn.Module,
        residual: bool,
        qk: int | None = None,
        heh: bool = True,
        ga: bool = True,
    ):
        super().__init__()
        self.window, self.residual = window, residual
        self.heh = HeterogeneousHeads(dim, heads, window, qk or dim // heads, medical=heh)
        self.local = local
        self.mlp = Mlp(dim, hidden)
        self.ga = GeneralAdapter(dim, adapter) if ga else None

    def forward(self, x: Tensor) -> Tensor:
        b, c, h, w = x.shape
        k = min(self.window, h, w)
        y = x.view(b, c, h // k, k, w // k, k).permute(0, 2, 4, 3, 5, 1)  # (B, H/k, W/k, k, k, C)
        y = self.heh(y.reshape(-1, k * k, c))  # (B * windows, k * k, C)
        y = y.view(b, h // k, w // k, k, k, c).permute(0, 5, 1, 3, 2, 4).reshape(b, c, h, w)  # (B, C, H, W)
        x = x + y  # (B, C, H, W)
        x = x + self.local(x) if self.residual else self.local(x)  # (B, C, H, W)
        t = x.flatten(2).transpose(1, 2)  # (B, N, C)
        y = self.mlp(t)  # (B, N, C)
        if self.ga is not None:
            y = y + self.ga(t)  # (B, N, C)
        return (t + y).transpose(1, 2).reshape(b, c, h, w)  # (B, C, H, W)
