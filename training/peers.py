"""Tables 1 and 2 of the paper: train on one source, test on another, Med-FastSAM and its peers alike.

    python training/peers.py --train DATA/isic_train.tar --test DATA/ph2.tar --out training/results/table-1.json
    python training/peers.py --train DATA/monuseg_train.tar --test DATA/tnbc.tar --out training/results/table-2.json

All start as they come out of their library (Med-FastSAM with its trunk's ImageNet weights; SAM's weights are in no
package) and get the same crops, steps and rate. SAM-like peers get no prompt: SAM's embedding for "no mask".
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import data
import evaluate
from cost import cost
from losses import hard_iou, mask_loss
from machine import facts
from model import MODALITIES, MedFastSam, ModelConfig, Output
from train import Options, train

IMAGENET_MEAN, IMAGENET_STD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)


class Peer(nn.Module):
    """Any network of mask logits behind Med-FastSAM's interface: image (B, 3, S, S) 0..255 -> Output."""

    def __init__(self, network: nn.Module, modalities: int = len(MODALITIES)):
        super().__init__()
        self.network, self.modalities = network, modalities
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(IMAGENET_STD).view(1, 3, 1, 1), persistent=False)

    def forward(self, image: Tensor) -> Output:
        b, _, side, _ = image.shape
        logits = self.network((image - self.mean) / self.std)  # (B, 1, any, any)
        logits = F.interpolate(logits, (side // 2, side // 2), mode="bilinear", align_corners=False)  # (B, 1, S/2, S/2)
        nothing = torch.zeros(b, self.modalities, device=image.device)
        return Output(logits.expand(-1, 2, -1, -1), torch.ones(b, 1, device=image.device), logits, nothing, nothing)


class PromptFreeSam(nn.Module):
    """SAM's decoder on an image encoder, without a prompt: (B, 3, S, S) -> (B, 1, S/4, S/4)."""

    def __init__(self, encoder: nn.Module, prompt_encoder: nn.Module, decoder: nn.Module):
        super().__init__()
        self.encoder, self.prompt_encoder, self.decoder = encoder, prompt_encoder, decoder

    def forward(self, image: Tensor) -> Tensor:
        embedding = self.encoder(image)  # (B, 256, S/16, S/16)
        sparse, dense = self.prompt_encoder(points=None, boxes=None, masks=None)  # (1, 0, 256), (1, 256, S/16, S/16)
        position = self.prompt_encoder.get_dense_pe()  # (1, 256, S/16, S/16)
        # SAM's decoder takes one picture at a time
        masks = [self.decoder(e[None], position, sparse, dense, multimask_output=False)[0] for e in embedding]
        return torch.cat(masks)  # (B, 1, S/4, S/4)


def sam_parts(side: int) -> tuple[nn.Module, nn.Module]:
    """SAM's prompt encoder and mask decoder for pictures of this side."""
    from segment_anything.modeling import MaskDecoder, PromptEncoder, TwoWayTransformer

    grid = side // 16
    prompt = PromptEncoder(embed_dim=256, image_embedding_size=(grid, grid), input_image_size=(side, side), mask_in_chans=16)
    transformer = TwoWayTransformer(depth=2, embedding_dim=256, mlp_dim=2048, num_heads=8)
    return prompt, MaskDecoder(num_multimask_outputs=3, transformer=transformer, transformer_dim=256)


def u_net(side: int) -> nn.Module:
    from monai.networks.nets import BasicUNet

    return BasicUNet(spatial_dims=2, in_channels=3, out_channels=1, features=(32, 64, 128, 256, 512, 32))


def nn_u_net(side: int) -> nn.Module:
    """The network that nnU-Net plans for a 2D set of 512-pixel pictures; at smaller sides without its last stages."""
    from dynamic_network_architectures.architectures.unet import PlainConvUNet

    stages = min(8, max(3, side.bit_length() - 3))
    return PlainConvUNet(
        input_channels=3, n_stages=stages, features_per_stage=[32, 64, 128, 256, 512, 512, 512, 512][:stages],
        conv_op=nn.Conv2d, kernel_sizes=3, strides=[1] + [2] * (stages - 1), n_conv_per_stage=2, num_classes=1,
        n_conv_per_stage_decoder=2, conv_bias=True, norm_op=nn.InstanceNorm2d, norm_op_kwargs={"eps": 1e-5, "affine": True},
        nonlin=nn.LeakyReLU, nonlin_kwargs={"inplace": True},
    )  # fmt: skip


class MobileSamEncoder(nn.Module):
    """MobileSAM's TinyViT and neck at any side: the package's own forward has SAM's 64 x 64 map written into it."""

    def __init__(self, side: int):
        super().__init__()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package registers its TinyViT over timm's
            from mobile_sam.modeling import TinyViT

        self.grid = side // 16
        self.vit = TinyViT(
            img_size=side, in_chans=3, num_classes=1, embed_dims=[64, 128, 160, 320], depths=[2, 2, 6, 2],
            num_heads=[2, 4, 5, 10], window_sizes=[7, 7, 14, 7], drop_path_rate=0.0,
        )  # fmt: skip
        self.vit.head = self.vit.norm_head = nn.Identity()  # of ImageNet's classes: MobileSAM does not run them

    def forward(self, x: Tensor) -> Tensor:
        x = self.vit.patch_embed(x)  # (B, 64, S/4, S/4)
        for layer in self.vit.layers:
            x = layer(x)  # (B, N, C)
        x = x.view(len(x), self.grid, self.grid, -1).permute(0, 3, 1, 2)  # (B, 320, S/16, S/16)
        return self.vit.neck(x)  # (B, 256, S/16, S/16)


def mobile_sam(side: int) -> nn.Module:
    return PromptFreeSam(MobileSamEncoder(side), *sam_parts(side))


def sam_vit_b(side: int) -> nn.Module:
    from segment_anything.modeling import ImageEncoderViT

    encoder = ImageEncoderViT(
        img_size=side, patch_size=16, in_chans=3, embed_dim=768, depth=12, num_heads=12, mlp_ratio=4.0, out_chans=256,
        qkv_bias=True, norm_layer=lambda dim: nn.LayerNorm(dim, eps=1e-6), use_rel_pos=True, window_size=14,
        global_attn_indexes=(2, 5, 8, 11),
    )  # fmt: skip
    return PromptFreeSam(encoder, *sam_parts(side))


class RepVitEncoder(nn.Module):
    """RepViT-M2.3 (timm) down to 1/16, with SAM's neck: (B, 3, S, S) -> (B, 256, S/16, S/16)."""

    def __init__(self):
        super().__init__()
        import timm
        from segment_anything.modeling.common import LayerNorm2d

        self.trunk = timm.create_model("repvit_m2_3", features_only=True, out_indices=(2,))
        channels = self.trunk.feature_info.channels()[-1]
        self.neck = nn.Sequential(
            nn.Conv2d(channels, 256, 1, bias=False), LayerNorm2d(256), nn.Conv2d(256, 256, 3, padding=1, bias=False), LayerNorm2d(256)
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        return self.neck(self.trunk(x)[0])  # (B, 256, S/16, S/16)


def repvit_sam(side: int) -> nn.Module:
    return PromptFreeSam(RepVitEncoder(), *sam_parts(side))


PEERS: dict[str, Callable[[int], nn.Module]] = {
    "U-Net": u_net,
    "nnU-Net": nn_u_net,
    "MobileSAM": mobile_sam,
    "SAM ViT-B": sam_vit_b,
    "RepViT-SAM": repvit_sam,
}
OURS = "Med-FastSAM"
# the paper compares with these too
NOT_CARRIED = {
    "EfficientSAM": "no kept package has its architecture: `efficientsam` is EfficientViT-SAM, `osam-efficientsam` wraps ONNX files",
    "ACC-UNet": "no package on PyPI has its architecture",
}


def peer_loss(model: nn.Module, image: Tensor, masks: Tensor, modality: Tensor, has_core: Tensor):
    """The mask's loss alone: peers have no core, coarse mask or predicted IoU."""
    target = (F.avg_pool2d(masks[:, :1], 2) > 0.5).float()[:, 0]  # (B, S/2, S/2)
    logits = model(image).masks[:, 0].float()  # (B, S/2, S/2)
    return mask_loss(logits, target).mean(), hard_iou(logits.detach(), target)


def build(name: str, side: int, seed: int = 1) -> nn.Module:
    """A model as its row starts."""
    torch.manual_seed(seed)
    if name != OURS:
        return Peer(PEERS[name](side))
    model = MedFastSam(ModelConfig())
    model.lka_encoder.trunk.load_imagenet()
    return model


def measure(
    name: str,
    model: nn.Module,
    train_set: data.ImageSet,
    test_set: data.ImageSet,
    options: Options,
    folder: Path,
    device: str,
    cost_side: int,
    keep_batch_norms: bool,
) -> dict:
    """Trains and tests one row: scores, seconds of training, cost at `cost_side`."""
    start = time.time()
    ours = isinstance(model, MedFastSam)
    mean = train(
        model, [train_set], options, folder, device=device, keep_batch_norms=keep_batch_norms,
        loss_of=None if ours else peer_loss,
    )  # fmt: skip
    seconds = time.time() - start
    r = evaluate.evaluate(mean, test_set, options.side, device=device)
    row = {k: r[k] for k in ("dice", "iou", "hd95_px", "worst_dice")} | {"training_seconds": round(seconds)}
    return row | cost_of(name, model, cost_side)


def cost_of(name: str, model: nn.Module, side: int) -> dict:
    """Cost at the side that matters, for which SAM-like peers must be built anew."""
    return cost(model.cpu() if isinstance(model, MedFastSam) else build(name, side), side, runs=3)


def add_budget(p: argparse.ArgumentParser) -> None:
    """Options of a small budget, alike for both commands."""
    p.add_argument("--train", required=True, metavar="SET.tar[:LIMIT]")
    p.add_argument("--test", required=True, metavar="SET.tar[:LIMIT]")
    p.add_argument("--out", type=Path, required=True, help="JSON of the table; rows in it already are kept")
    p.add_argument("--rows", nargs="+", help="only these rows")
    p.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs", help="folder of checkpoints and logs")
    p.add_argument("--steps", type=int, default=4000)
    p.add_argument("--batch", type=int, default=8)
    p.add_argument("--side", type=int, default=512)
    p.add_argument("--cost-side", type=int, default=512, help="side of the picture that cost is stated for")
    p.add_argument("--lr", type=float, default=5e-4)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")


def options_of(a: argparse.Namespace) -> Options:
    warmup = max(1, a.steps // 20)
    return Options(a.steps, a.batch, a.batch, a.side, small=0, lr=a.lr, warmup=warmup, interactive=0, seed=a.seed)


def sets_of(a: argparse.Namespace) -> tuple[data.ImageSet, data.ImageSet]:
    def load(text):
        path, _, limit = text.partition(":")
        return data.load_packed(path, int(limit or 0))

    return load(a.train), load(a.test)


def fill_table(a: argparse.Namespace, rows: dict[str, Callable[[], dict]]) -> dict:
    """Runs the rows that the file has not, writing after each: a killed command goes on."""
    table = json.loads(a.out.read_text()) if a.out.exists() else {"rows": {}}
    about = {"train": a.train.rsplit("/", 1)[-1], "test": a.test.rsplit("/", 1)[-1], "options": asdict(options_of(a))}
    if table["rows"] and table["about"] != about:
        raise SystemExit(f"{a.out} holds a table of another budget or other sets: remove it or name another file.")
    table["about"] = about
    a.out.parent.mkdir(parents=True, exist_ok=True)
    for name, run in rows.items():
        if name in table["rows"] or (a.rows and name not in a.rows):
            continue
        table["rows"][name] = run() | facts(a.device)
        a.out.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n")
        print(f"{name}: Dice {100 * table['rows'][name]['dice']['mean']:.2f}", flush=True)
    return table


def main(argv: list[str] | None = None) -> dict:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_budget(p)
    a = p.parse_args(argv)
    if a.threads:
        torch.set_num_threads(a.threads)
    train_set, test_set = sets_of(a)
    folder = lambda name: a.runs / f"{a.out.stem}-{name.lower().replace(' ', '-')}"

    def row(name):
        return lambda: measure(
            name,
            build(name, a.side, a.seed),
            train_set,
            test_set,
            options_of(a),
            folder(name),
            a.device,
            a.cost_side,
            name == OURS,
        )

    return fill_table(a, {name: row(name) for name in (OURS, *PEERS)})


if __name__ == "__main__":
    main()
