"""Trains Med-FastSAM on packed sets and folders, on a GPU or a CPU. A killed run goes on where it was saved.

    python training/train.py --sets DATA/*_train.tar DATA/ham10000.tar DATA/kvasir.tar --out training/runs/joint
    python training/train.py --sets ... --init training/weights/med-fastsam.pt --lr 2e-4 --out training/runs/longer
    tensorboard --logdir training/runs

OUT gets checkpoint.pt (all that the next step needs), weights.pt (the running mean of the weights, float16) and the
log. From nothing, the Lite trunks start from their ImageNet weights.
"""

from __future__ import annotations

import argparse
import copy
import math
import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.tensorboard import SummaryWriter
from tqdm import tqdm

import data
from losses import click_loss, prompt_free_loss
from machine import has_fast_bf16
from model import MODALITIES, MedFastSam, ModelConfig, load_model, save_weights
from trunks import TRUNKS, EfficientNetLite


class TrainingDiverged(RuntimeError):
    """Losses were not finite for many steps in a row."""


class OtherRun(RuntimeError):
    """The folder holds the checkpoint of a run with other options."""


@dataclass
class Options:
    """What a run is, apart from model and sets. A checkpoint goes on only with equal options."""

    steps: int = 4000
    batch: int = 8
    micro: int = 4  # samples that go through the model at once
    side: int = 512
    small: float = 0.4  # share of the steps at half the side, with three times the samples
    lr: float = 5e-4
    fresh_rate: float = 1.0  # of parts without ImageNet weights, in units of lr
    warmup: int = 150
    interactive: float = 0.28  # share of the samples trained on clicks
    seed: int = 1
    precision: str = "float32"  # or bf16, fp16
    freeze: str = ""  # comma-separated beginnings of parameters' names that stay


def precision_for(device: str | torch.device) -> str:
    """bf16 where the device computes in it by itself; fp16 on older CUDA cards; else float32."""
    if has_fast_bf16(device):
        return "bf16"
    return "fp16" if torch.device(device).type == "cuda" else "float32"


def draw(sets: Sequence[data.ImageSet], names: Sequence[str], n: int, side: int, device) -> tuple[Tensor, ...]:
    """n augmented samples of the weighted sets: images (n, 3, S, S), masks (n, 2, S, S), modality (n,), has_core (n,)."""
    weights = torch.tensor([s.weight for s in sets], dtype=torch.float32)
    counts = torch.bincount(torch.multinomial(weights, n, replacement=True), minlength=len(sets)).tolist()
    images, masks, kinds, cores = [], [], [], []
    for s, count in zip(sets, counts):
        if count == 0:
            continue
        image, mask = data.sample(s, count, side, device)
        images.append(data.augment(image, names[s.modality], s.tiled))
        masks.append(mask)
        kinds += [s.modality] * count
        cores += [float(s.has_core)] * count
    order = torch.randperm(n)  # so that each part of the batch holds all kinds
    image = torch.cat(images)[order].contiguous(memory_format=torch.channels_last)  # (n, 3, S, S)
    kinds, cores = torch.tensor(kinds)[order].to(device), torch.tensor(cores)[order].to(device)  # (n,), (n,)
    return image, torch.cat(masks)[order.to(device)], kinds, cores


def parameter_groups(model: nn.Module, options: Options) -> list[dict]:
    """No decay on vectors and tokens; parts without ImageNet weights learn at `fresh_rate`; frozen ones are left out."""
    frozen = tuple(name for name in options.freeze.split(",") if name)
    taught = ("lka_encoder.trunk.stem", "lka_encoder.trunk.stages")
    fresh, old, plain = [], [], []
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(not (frozen and name.startswith(frozen)))
        if not parameter.requires_grad:
            continue
        vector = parameter.ndim <= 1 or "bias" in name or "token" in name or "embedding" in name
        (plain if vector else old if name.startswith(taught) else fresh).append(parameter)
    groups = ((fresh, 0.05, options.fresh_rate), (old, 0.02, 1.0), (plain, 0.0, 1.0))
    return [{"params": q, "weight_decay": decay, "rate": rate} for q, decay, rate in groups if q]


def learning_rate(options: Options, step: int) -> float:
    """Warm-up, then a cosine down to a hundredth."""
    cosine = 0.5 * (1 + math.cos(math.pi * step / options.steps)) * 0.99 + 0.01
    return options.lr * min(1, (step + 1) / options.warmup) * cosine


Loss = Callable[[nn.Module, Tensor, Tensor, Tensor, Tensor], tuple[Tensor, Tensor | None]]


def med_fastsam_loss(options: Options) -> Loss:
    """Loss and IoU (B,) of one part of a batch; IoU is None where clicks were trained."""

    def loss(model, image, masks, modality, has_core):
        if torch.rand(()) < options.interactive:
            return click_loss(model, image, masks, has_core), None
        return prompt_free_loss(model, image, masks, modality, has_core)

    return loss


def train(
    model: nn.Module,
    sets: Sequence[data.ImageSet],
    options: Options,
    out: str | Path,
    names: Sequence[str] = MODALITIES,
    device: str | torch.device = "cpu",
    keep_batch_norms: bool = True,
    loss_of: Loss | None = None,
    save_every: float = 300,
    bar: bool = True,
) -> nn.Module:
    """Trains in place as `options` say and returns the running mean of the weights, in evaluation mode.

    keep_batch_norms: statistics stay as they are, as ImageNet's do. save_every: seconds between checkpoints, or steps
    where negative. Each step's random numbers come from seed and step alone, so a run that was killed and goes on has
    the losses of one that was not.

    Raises OtherRun, TrainingDiverged.
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    model = model.to(device).to(memory_format=torch.channels_last).train()
    mean = copy.deepcopy(model).eval()
    loss_of = loss_of or med_fastsam_loss(options)
    groups = parameter_groups(model, options)
    optimizer = torch.optim.AdamW(groups, lr=options.lr, betas=(0.9, 0.99))
    scaler = torch.amp.GradScaler(torch.device(device).type, enabled=options.precision == "fp16")
    step, checkpoint = 0, out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device, weights_only=True)
        if saved["options"] != asdict(options):
            differ = [k for k, v in asdict(options).items() if saved["options"].get(k) != v]
            raise OtherRun(f"{checkpoint} is of a run with other options ({', '.join(differ)}): remove it or use another --out.")
        for part, name in ((model, "model"), (mean, "mean"), (optimizer, "optimizer"), (scaler, "scaler")):
            part.load_state_dict(saved[name])
        step = saved["step"]
    if keep_batch_norms:
        for layer in model.modules():
            if isinstance(layer, nn.modules.batchnorm._BatchNorm):
                layer.eval()
    dtype = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(options.precision)
    floats = lambda m: [v for v in m.state_dict().values() if v.is_floating_point()]
    trained = [p for g in groups for p in g["params"]]
    mean_values, values = floats(mean), floats(model)
    log = SummaryWriter(str(out), purge_step=step)

    def save() -> None:
        state = {"options": asdict(options), "step": step, "model": model.state_dict(), "mean": mean.state_dict()}
        torch.save(state | {"optimizer": optimizer.state_dict(), "scaler": scaler.state_dict()}, f"{checkpoint}.part")
        os.replace(f"{checkpoint}.part", checkpoint)  # a kill leaves the old or the new one, whole
        log.flush()

    seen, saved_at, broken = defaultdict(list), time.time(), 0
    progress = tqdm(total=options.steps, initial=step, desc=out.name, disable=not bar)
    while step < options.steps:
        torch.manual_seed(options.seed * 1_000_003 + step)
        rate = learning_rate(options, step)
        for group in optimizer.param_groups:
            group["lr"] = rate * group["rate"]
        small = step < options.small * options.steps
        side, times = (options.side // 2, 3) if small else (options.side, 1)
        batch = draw(sets, names, options.batch * times, side, device)
        parts = [t.split(options.micro * times) for t in batch]
        optimizer.zero_grad(set_to_none=True)
        total = 0.0
        for image, masks, kinds, cores in zip(*parts):
            with torch.autocast(torch.device(device).type, dtype, enabled=dtype is not None):
                loss, iou = loss_of(model, image, masks, kinds, cores)
            share = len(image) / len(batch[0])
            scaler.scale(loss * share).backward()
            total += loss.item() * share
            if iou is not None:
                for kind, value in zip(kinds.tolist(), iou.tolist()):
                    seen[names[kind]].append(value)
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        broken = 0 if math.isfinite(total) else broken + 1
        if broken > 20:
            raise TrainingDiverged(f"The loss was not finite in {broken} steps in a row, up to step {step}: lower --lr.")
        if not broken:
            scaler.step(optimizer)
        scaler.update()
        with torch.no_grad():
            torch._foreach_lerp_(mean_values, values, 1 - min(0.999, (1 + step) / (10 + step)))
            for ours, theirs in zip(mean.buffers(), model.buffers()):
                if not ours.is_floating_point():
                    ours.copy_(theirs)
        log.add_scalar("loss", total, step)
        log.add_scalar("lr", rate, step)
        if step % 50 == 49:
            for name, ious in seen.items():
                log.add_scalar(f"iou/{name}", sum(ious) / len(ious), step)
            seen.clear()
        step += 1
        progress.update()
        progress.set_postfix(loss=f"{total:.3f}", refresh=False)
        if step % -save_every == 0 if save_every < 0 else time.time() - saved_at > save_every:
            saved_at = time.time()
            save()
    save()
    progress.close()
    log.close()
    if isinstance(mean, MedFastSam):
        save_weights(mean, out / "weights.pt")
    return mean


def sets_of(packed: Sequence[str], folders: Sequence[str], names: Sequence[str]) -> list[data.ImageSet]:
    """Sets from NAME.tar and PATH:MODALITY:whole|tiled."""
    sets = []
    for path in packed:
        card = data.SETS.get(Path(path).stem)
        sets.append(data.load_packed(path, card.limit if card else 0, modalities=names))
        if card and card.evaluation_only:
            raise data.UnreadableSet(f"{path} is for evaluation only: a model that has seen it cannot be measured on it.")
    for folder in folders:
        path, modality, mode = folder.rsplit(":", 2)
        sets.append(data.load_folder(path, list(names).index(modality), mode == "tiled"))
    for s in sets:
        print(f"{s.name}: {len(s)} pictures, weight {s.weight:g}; {s.licence}", flush=True)
    return sets


def main(argv: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--sets", nargs="+", default=[], metavar="NAME.tar")
    p.add_argument("--folders", nargs="+", default=[], metavar="PATH:MODALITY:whole|tiled")
    p.add_argument("--out", required=True)
    p.add_argument("--init", help="weights to start from; else ImageNet's, where the trunk has them")
    p.add_argument("--trunk", choices=TRUNKS, default="efficientnet-lite0")
    p.add_argument("--no-imagenet", action="store_true", help="start a Lite trunk from random numbers")
    p.add_argument("--off", nargs="*", choices=("heh", "ga", "cp", "msf"), default=[], help="parts to leave out (Table 3)")
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--save-every", type=float, default=300, help="seconds between checkpoints; steps where negative")
    for name, value in asdict(Options()).items():
        if name == "precision":
            p.add_argument("--precision", choices=("auto", "float32", "bf16", "fp16"), default="auto")
        else:
            p.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    a = p.parse_args(argv)
    if a.threads:
        torch.set_num_threads(a.threads)
    config = ModelConfig(trunk=a.trunk, **{part: False for part in a.off})
    torch.manual_seed(a.seed)
    model = load_model(a.init) if a.init else MedFastSam(config)
    taught = bool(a.init)
    if not a.init and not a.no_imagenet and isinstance(model.lka_encoder.trunk, EfficientNetLite):
        print(f"ImageNet: {model.lka_encoder.trunk.load_imagenet()} tensors taken", flush=True)
        taught = True
    sets = sets_of(a.sets, a.folders, model.config.modalities)
    options = Options(**{name: getattr(a, name) for name in asdict(Options())})
    if a.precision == "auto":
        options.precision = precision_for(a.device)
    train(model, sets, options, a.out, model.config.modalities, a.device, keep_batch_norms=taught, save_every=a.save_every)
    print(f"{options.steps} steps are done: {a.out}/weights.pt")


if __name__ == "__main__":
    main()
