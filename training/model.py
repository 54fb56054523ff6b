"""Med-FastSAM: LKA-Encoder -> CP-Encoder -> MSF-Decoder.

The three stages of "Med-FastSAM: Improving Transfer Efficiency of SAM to Domain-Generalised Medical Image
Segmentation" (Luo et al., BMVC 2024). Shapes: B batch, S side of the image in pixels (a multiple of 256, or 64 to
256 for tests of speed), K modalities, n clicks. An image is RGB, float32, 0..255; the encoder normalises it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from blocks import KnowledgeBlock, LayerNorm2d, Mlp
from trunks import DEEP_CHANNELS, DETAIL_CHANNELS, TRUNKS, upsample

MODALITIES = ("dermoscopy", "histology", "fluorescence", "endoscopy", "ultrasound", "fundus")
SIDE = 512
SHIPPED_WEIGHTS = Path(__file__).parent / "weights" / "med-fastsam.pt"


@dataclass(frozen=True)
class ModelConfig:
    """What a model is made of; stored with its weights. The four switches are the rows of the paper's Table 3."""

    trunk: str = "efficientnet-lite0"
    modalities: tuple[str, ...] = MODALITIES
    heh: bool = True
    ga: bool = True
    cp: bool = True
    msf: bool = True


class Features(NamedTuple):
    """What the LKA-Encoder makes of an image."""

    embedding: Tensor  # (B, 256, S/16, S/16)
    detail_2: Tensor  # (B, 16, S/2, S/2)
    detail_4: Tensor  # (B, 32, S/4, S/4)
    detail_8: Tensor  # (B, 64, S/8, S/8)
    modality: Tensor  # (B, K) logits
    descriptor: Tensor  # (B, 320) pooled deep map, for telling unfamiliar images


class Output(NamedTuple):
    masks: Tensor  # (B, 2, S/2, S/2) logits: object, object core
    iou: Tensor  # (B, 1) predicted IoU, 0..1
    coarse: Tensor  # (B, 1, S/8, S/8) logits
    modality: Tensor  # (B, K) logits
    descriptor: Tensor  # (B, 320)


# --------------------------------------------------------------------------------------------------- LKA-Encoder


class LkaEncoder(nn.Module):
    """Lightweight knowledge aggregation: a trunk with natural-image knowledge, medical HEH and GA in its blocks.

    image (B, 3, S, S) -> Features.
    """

    def __init__(self, trunk: str, modalities: int, heh: bool = True, ga: bool = True):
        super().__init__()
        self.trunk = TRUNKS[trunk](heh=heh, ga=ga)
        self.register_buffer("mean", torch.tensor(self.trunk.mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(self.trunk.std).view(1, 3, 1, 1), persistent=False)
        self.neck = nn.Sequential(nn.Conv2d(DEEP_CHANNELS, 256, 1, bias=False), LayerNorm2d(256))
        self.modality = nn.Linear(DEEP_CHANNELS, modalities)

    def forward(self, image: Tensor) -> Features:
        details, deep = self.trunk((image - self.mean) / self.std)  # details, (B, 320, S/16, S/16)
        descriptor = deep.mean((2, 3))  # (B, 320)
        return Features(self.neck(deep), *details, self.modality(descriptor), descriptor)


# ---------------------------------------------------------------------------------------------------- CP-Encoder


class CpEncoder(nn.Module):
    """Coarse prompt: a coarse mask from the features takes the place of the prompt that SAM asks a person for.

    embedding (B, 256, S/16, S/16), detail_8 (B, 64, S/8, S/8) -> coarse logits (B, 1, S/8, S/8) and dense prompt
    (B, 256, S/16, S/16). Where `use_prior` (B,) is 1, `prior` (B, 1, S/8, S/8; logits) is the prompt instead: an
    earlier or reviewed mask can be sent back in.
    """

    def __init__(self, dim: int = 256, hidden: int = 64, mask_channels: int = 16):
        super().__init__()
        self.reduce = nn.Conv2d(dim, hidden, 1)
        self.detail = nn.Conv2d(DETAIL_CHANNELS[2], hidden, 1)
        self.head = nn.Sequential(
            LayerNorm2d(hidden),
            nn.GELU(),
            nn.Conv2d(hidden, hidden, 3, padding=1, groups=hidden),
            LayerNorm2d(hidden),
            nn.GELU(),
            nn.Conv2d(hidden, 1, 1),
        )
        self.embed_mask = nn.Sequential(
            nn.Conv2d(1, mask_channels, 3, 2, 1), LayerNorm2d(mask_channels), nn.GELU(), nn.Conv2d(mask_channels, dim, 1)
        )

    def forward(self, embedding: Tensor, detail_8: Tensor, prior: Tensor, use_prior: Tensor) -> tuple[Tensor, Tensor]:
        x = upsample(self.reduce(embedding)) + self.detail(detail_8)  # (B, 64, S/8, S/8)
        coarse = self.head(x)  # (B, 1, S/8, S/8)
        w = use_prior.view(-1, 1, 1, 1)  # (B, 1, 1, 1)
        mask = torch.sigmoid(coarse * (1 - w) + prior * w)  # (B, 1, S/8, S/8)
        return coarse, self.embed_mask(2 * mask - 1)  # (B, 256, S/16, S/16)


class NoPrompt(nn.Module):
    """In the place of the CP-Encoder where it is ablated: SAM's learned embedding for "no mask", whatever the image."""

    def __init__(self, dim: int = 256):
        super().__init__()
        self.no_mask = nn.Embedding(1, dim)

    def forward(self, embedding: Tensor, detail_8: Tensor, prior: Tensor, use_prior: Tensor) -> tuple[Tensor, Tensor]:
        dense = self.no_mask.weight.view(1, -1, 1, 1).expand_as(embedding)  # (B, 256, S/16, S/16)
        return torch.zeros_like(detail_8[:, :1]), dense


# --------------------------------------------------------------------------------------------------- MSF-Decoder


class Attention(nn.Module):
    """Attention of queries (B, n, C) to keys and values (B, N, C), C / downsample channels inside."""

    def __init__(self, dim: int, heads: int, downsample: int = 1):
        super().__init__()
        self.heads, inner = heads, dim // downsample
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(dim, inner) for _ in range(3))
        self.out_proj = nn.Linear(inner, dim)

    def split(self, x: Tensor) -> Tensor:
        b, n, c = x.shape
        return x.view(b, n, self.heads, c // self.heads).transpose(1, 2)  # (B, h, n, d)

    def forward(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        q, k, v = self.split(self.q_proj(q)), self.split(self.k_proj(k)), self.split(self.v_proj(v))  # (B, h, n | N, d)
        weights = ((q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1)).softmax(-1)  # (B, h, n, N)
        return self.out_proj((weights @ v).transpose(1, 2).flatten(2))  # (B, n, C)


class TwoWayBlock(nn.Module):
    """SAM's block (arXiv 2304.02643): tokens look at each other, then at the image, then the image at the tokens."""

    def __init__(self, dim: int, heads: int, mlp_dim: int, first: bool):
        super().__init__()
        self.first = first
        self.self_attn = Attention(dim, heads)
        self.token_to_image = Attention(dim, heads, 2)
        self.image_to_token = Attention(dim, heads, 2)
        self.norm1, self.norm2, self.norm3, self.norm4 = (nn.LayerNorm(dim) for _ in range(4))
        self.mlp = nn.Sequential(nn.Linear(dim, mlp_dim), nn.ReLU(), nn.Linear(mlp_dim, dim))

    def forward(self, tokens: Tensor, image: Tensor, token_pe: Tensor, image_pe: Tensor) -> tuple[Tensor, Tensor]:
        if self.first:
            tokens = self.self_attn(tokens, tokens, tokens)  # (B, n, C)
        else:
            q = tokens + token_pe  # (B, n, C)
            tokens = tokens + self.self_attn(q, q, tokens)  # (B, n, C)
        tokens = self.norm1(tokens)  # (B, n, C)
        q, k = tokens + token_pe, image + image_pe  # (B, n, C), (B, N, C)
        tokens = self.norm2(tokens + self.token_to_image(q, k, image))  # (B, n, C)
        tokens = self.norm3(tokens + self.mlp(tokens))  # (B, n, C)
        q = tokens + token_pe  # (B, n, C)
        return tokens, self.norm4(image + self.image_to_token(k, q, tokens))  # (B, n, C), (B, N, C)


class Mlp3(nn.Module):
    """Three linear layers with ReLU: (B, cin) -> (B, cout)."""

    def __init__(self, cin: int, hidden: int, cout: int):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(cin, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, cout)])

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.layers[0](x))  # (B, hidden)
        x = F.relu(self.layers[1](x))  # (B, hidden)
        return self.layers[2](x)  # (B, cout)


def upscale(cin: int, cout: int) -> nn.Sequential:
    """(B, cin, H, W) -> (B, cout, 2H, 2W)."""
    return nn.Sequential(nn.ConvTranspose2d(cin, cout, 2, 2), LayerNorm2d(cout), nn.GELU())


class Fuse(nn.Sequential):
    """Joins an upscaled map with the detail of its scale: 2 x (B, C, H, W) -> (B, C, H, W)."""

    def __init__(self, channels: int):
        super().__init__(
            nn.Conv2d(2 * channels, channels, 1),
            nn.Conv2d(channels, channels, 3, padding=1, groups=channels),
            LayerNorm2d(channels),
            nn.GELU(),
        )

    def forward(self, x: Tensor, detail: Tensor) -> Tensor:
        return super().forward(torch.cat([x, detail], 1))  # (B, C, H, W)


class MsfDecoder(nn.Module):
    """Multi-scale features: SAM's two-way transformer, then joins with the details at 1/8, 1/4 and 1/2.

    embedding and dense prompt (B, 256, S/16, S/16), the three details, points (B, n, 2; x, y in input pixels,
    centres at +0.5) with labels (B, n; 1 belongs, 0 does not, -1 no point) -> mask logits (B, 2, S/2, S/2; object,
    core) and predicted IoU (B, 1). Without clicks: one point with label -1. `msf=False` upscales the embedding alone
    to S/4, as SAM does, and stretches the logits to S/2.
    """

    def __init__(self, dim: int = 256, depth: int = 2, heads: int = 8, mlp_dim: int = 256, masks: int = 2, msf: bool = True):
        super().__init__()
        self.masks, self.msf = masks, msf
        self.register_buffer("gaussian", torch.randn(2, dim // 2))
        self.point_embeddings = nn.Embedding(2, dim)
        self.not_a_point = nn.Parameter(torch.zeros(dim))
        self.iou_token = nn.Embedding(1, dim)
        self.mask_tokens = nn.Embedding(masks, dim)
        self.layers = nn.ModuleList([TwoWayBlock(dim, heads, mlp_dim, i == 0) for i in range(depth)])
        self.final_token_to_image = Attention(dim, heads, 2)
        self.norm_final = nn.LayerNorm(dim)
        self.up8, self.up4 = upscale(dim, 64), upscale(64, 32)
        if msf:
            self.up2 = upscale(32, 16)
            self.fuse8, self.fuse4, self.fuse2 = Fuse(64), Fuse(32), Fuse(16)
            self.embed = nn.Conv2d(16, 16, 1)
        else:
            self.embed = nn.Conv2d(32, 16, 1)
        self.hypernetworks = nn.ModuleList([Mlp3(dim, dim, 16) for _ in range(masks)])
        self.mask_bias = nn.Parameter(torch.zeros(masks))
        self.iou_head = Mlp3(dim, 256, 1)

    def encode_position(self, xy: Tensor) -> Tensor:
        """xy (..., 2) in 0..1 -> random Fourier features (..., 256)."""
        a = (2 * xy - 1) @ self.gaussian * (2 * torch.pi)  # (..., 128)
        return torch.cat([a.sin(), a.cos()], -1)  # (..., 256)

    def image_position(self, h: int, w: int) -> Tensor:
        ys = (torch.arange(h, device=self.gaussian.device, dtype=torch.float32) + 0.5) / h  # (h,)
        xs = (torch.arange(w, device=self.gaussian.device, dtype=torch.float32) + 0.5) / w  # (w,)
        grid = torch.stack([xs[None].expand(h, w), ys[:, None].expand(h, w)], -1)  # (h, w, 2)
        return self.encode_position(grid).view(1, h * w, -1)  # (1, N, 256)

    def encode_points(self, points: Tensor, labels: Tensor, side: float) -> Tensor:
        position = self.encode_position((points + 0.5) / side)  # (B, n, 256)
        real = (labels >= 0).to(position.dtype)[..., None]  # (B, n, 1)
        positive = (labels > 0).to(position.dtype)[..., None]  # (B, n, 1)
        kind = positive * self.point_embeddings.weight[1] + (1 - positive) * self.point_embeddings.weight[0]  # (B, n, 256)
        return real * (position + kind) + (1 - real) * self.not_a_point  # (B, n, 256)

    def forward(
        self,
        embedding: Tensor,
        dense: Tensor,
        detail_2: Tensor,
        detail_4: Tensor,
        detail_8: Tensor,
        points: Tensor,
        labels: Tensor,
    ) -> tuple[Tensor, Tensor]:
        b, c, h, w = embedding.shape
        image = (embedding + dense).flatten(2).transpose(1, 2)  # (B, N, 256)
        image_pe = self.image_position(h, w).to(image.dtype)  # (1, N, 256)
        learned = torch.cat([self.iou_token.weight, self.mask_tokens.weight], 0)  # (3, 256)
        clicks = self.encode_points(points, labels, 16.0 * w).to(learned.dtype)  # (B, n, 256)
        tokens = torch.cat([learned[None].expand(b, -1, -1), clicks], 1)  # (B, 3 + n, 256)
        token_pe = tokens
        for layer in self.layers:
            tokens, image = layer(tokens, image, token_pe, image_pe)  # (B, 3 + n, 256), (B, N, 256)
        found = self.final_token_to_image(tokens + token_pe, image + image_pe, image)  # (B, 3 + n, 256)
        tokens = self.norm_final(tokens + found)  # (B, 3 + n, 256)
        x = self.up8(image.transpose(1, 2).view(b, c, h, w))  # (B, 64, S/8, S/8)
        if self.msf:
            x = self.up4(self.fuse8(x, detail_8))  # (B, 32, S/4, S/4)
            x = self.up2(self.fuse4(x, detail_4))  # (B, 16, S/2, S/2)
            x = self.embed(self.fuse2(x, detail_2))  # (B, 16, S/2, S/2)
        else:
            x = self.embed(self.up4(x))  # (B, 16, S/4, S/4)
        weights = torch.stack([mlp(tokens[:, 1 + i]) for i, mlp in enumerate(self.hypernetworks)], 1)  # (B, 2, 16)
        times = 8 if self.msf else 4
        logits = (weights @ x.flatten(2)).view(b, self.masks, times * h, times * w)  # (B, 2, S/2, S/2), or S/4
        logits = logits + self.mask_bias.view(1, -1, 1, 1)
        if not self.msf:
            logits = upsample(logits)  # (B, 2, S/2, S/2)
        return logits, torch.sigmoid(self.iou_head(tokens[:, 0]))  # (B, 1)


# ------------------------------------------------------------------------------------------------------ together


class MedFastSam(nn.Module):
    def __init__(self, config: ModelConfig = ModelConfig()):
        super().__init__()
        self.config = config
        self.lka_encoder = LkaEncoder(config.trunk, len(config.modalities), config.heh, config.ga)
        self.cp_encoder = CpEncoder() if config.cp else NoPrompt()
        self.msf_decoder = MsfDecoder(msf=config.msf)
        self.apply(initialise)

    def prompt(self, features: Features, prior: Tensor | None = None, use_prior: Tensor | None = None):
        """Coarse logits (B, 1, S/8, S/8) and dense prompt; without a prior the picture alone decides."""
        if prior is None:
            prior = torch.zeros_like(features.detail_8[:, :1])  # (B, 1, S/8, S/8)
        if use_prior is None:
            use_prior = torch.zeros_like(prior[:, 0, 0, 0])  # (B,)
        return self.cp_encoder(features.embedding, features.detail_8, prior, use_prior)

    def decode(self, features: Features, dense: Tensor, points: Tensor | None = None, labels: Tensor | None = None):
        """Mask logits (B, 2, S/2, S/2) and predicted IoU (B, 1)."""
        if points is None:
            b, device = len(dense), dense.device
            points, labels = torch.zeros(b, 1, 2, device=device), -torch.ones(b, 1, device=device)
        return self.msf_decoder(features.embedding, dense, *features[1:4], points, labels)

    def forward(self, image: Tensor) -> Output:
        features = self.lka_encoder(image)
        coarse, dense = self.prompt(features)
        masks, iou = self.decode(features, dense)
        return Output(masks, iou, coarse, features.modality, features.descriptor)


def initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear):
        nn.init.trunc_normal_(module.weight, std=0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


# ------------------------------------------------------------------------------------------------------- weights

# names of the first weights with an EfficientNet-Lite0 trunk, which a bare state dict has, to ours
_FIRST_NAMES: Sequence[tuple[str, str]] = (
    (r"^image_encoder\.(stem|stages|top|lateral|down|middle|detail)\.", r"lka_encoder.trunk.\1."),
    (r"^image_encoder\.", "lka_encoder."),
    (r"^prompt_encoder\.", "cp_encoder."),
    (r"^mask_decoder\.", "msf_decoder."),
    (r"\.attn\.(norm|proj)\.", r".heh.\1."),
    (r"\.attn\.qkv\.", ".heh.natural.qkv."),
    (r"\.attn\.attention_biases$", ".heh.natural.bias"),
    (r"\.attn\.med_qkv\.", ".heh.medical.qkv."),
    (r"\.attn\.med_attention_biases$", ".heh.medical.bias"),
    (r"\.attn\.med_gate$", ".heh.gate"),
    (r"\.mlp_med\.", ".ga."),
    (r"\.med_gate$", ".ga.gate"),
    (r"\.mask_downscaling\.", ".embed_mask."),
    (r"\.cross_attn_", "."),
    (r"\.mlp\.lin1\.", ".mlp.0."),
    (r"\.mlp\.lin2\.", ".mlp.2."),
    (r"\.final_attn_token_to_image\.", ".final_token_to_image."),
    (r"\.norm_final_attn\.", ".norm_final."),
    (r"\.fuse2\.4\.", ".embed."),
    (r"\.output_hypernetworks_mlps\.", ".hypernetworks."),
    (r"\.iou_prediction_head\.", ".iou_head."),
)


def rename_first(name: str) -> str:
    for pattern, ours in _FIRST_NAMES:
        name = re.sub(pattern, ours, name)
    return name


def half(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """float16 on the CPU, as weights are stored; whole numbers stay."""
    return {k: (v.half() if v.is_floating_point() else v).cpu() for k, v in state.items()}


def save_weights(model: MedFastSam, path: str | Path) -> None:
    """One file with the configuration and the float16 state dict."""
    torch.save({"config": asdict(model.config), "state": half(model.state_dict())}, path)


def load_model(path: str | Path = SHIPPED_WEIGHTS) -> MedFastSam:
    """Weights as save_weights wrote them, or a bare state dict of the first Lite0 weights -> float32 model, eval mode."""
    stored = torch.load(path, map_location="cpu", weights_only=True)
    if "state" in stored:
        config = ModelConfig(**stored["config"] | {"modalities": tuple(stored["config"]["modalities"])})
        state = stored["state"]
    else:
        config, state = ModelConfig(), {rename_first(k): v for k, v in stored.items()}
    model = MedFastSam(config)
    model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state.items()})
    return model.eval()


# ------------------------------------------------------------------------------------------------------- folding


@torch.no_grad()
def fold(model: MedFastSam) -> MedFastSam:
    """A copy that computes the same in fewer nodes: batch norms inside convolutions, each GA inside its block's MLP,
    and the identity around a block's local convolution inside its kernel."""
    model = copy.deepcopy(model).eval()
    for parent in list(model.modules()):
        if isinstance(parent, nn.Sequential):
            for i in range(len(parent) - 1):
                if isinstance(parent[i], nn.Conv2d) and isinstance(parent[i + 1], nn.BatchNorm2d):
                    parent[i], parent[i + 1] = fuse_conv_bn_eval(parent[i], parent[i + 1]), nn.Identity()
    for block in model.modules():
        if not isinstance(block, KnowledgeBlock):
            continue
        if block.ga is not None:
            block.mlp, block.ga = join_mlps(block.mlp, block.ga, block.ga.gate), None
        if block.residual:
            block.local.weight[:, 0, 1, 1] += 1
            block.residual = False
    return model


def join_mlps(one: Mlp, other: Mlp, gate: Tensor) -> Mlp:
    """one(x) + gate * other(x) as a single MLP over the same tokens; each keeps its hidden units."""

    def parts(mlp: Mlp, scale: Tensor):
        w1 = mlp.fc1.weight * mlp.norm.weight  # (hidden, C)
        b1 = mlp.fc1.bias + mlp.fc1.weight @ mlp.norm.bias  # (hidden,)
        return w1, b1, scale[:, None] * mlp.fc2.weight, scale * mlp.fc2.bias  # (C, hidden), (C,)

    a, b = parts(one, torch.ones_like(gate)), parts(other, gate)
    joined = Mlp(len(gate), len(a[1]) + len(b[1]))
    joined.fc1.weight.copy_(torch.cat([a[0], b[0]]))
    joined.fc1.bias.copy_(torch.cat([a[1], b[1]]))
    joined.fc2.weight.copy_(torch.cat([a[2], b[2]], 1))
    joined.fc2.bias.copy_(a[3] + b[3])
    return joined
