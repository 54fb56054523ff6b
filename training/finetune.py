"""Teaches the shipped model a kind of picture of your own, from a folder, in minutes on a CPU.

    python training/finetune.py my-wells --modality wells --mode whole --out my-model
    python training/export.py --app --from my-model wells-1

The folder holds images/ and masks/ (see data.py) and licence.txt, one line. The trunk stays as it is: it holds the
knowledge of natural and medical pictures, and 50 pictures would rather spoil it. Neck, CP-Encoder and MSF-Decoder
learn. A fifth of the pictures is kept back to measure on. OUT gets weights.pt, the three graphs, descriptor-stats.json,
golden/, modality.json, results.json, MODEL_CARD.md and before-and-after.jpg, which shows pictures kept back: a person's
outline, that of the model before, that after.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import data
import evaluate
import export
import stats
from machine import facts
from metrics import iou
from model import SHIPPED_WEIGHTS, SIDE, MedFastSam, load_model, save_weights
from predict import predict
from train import Options, draw, med_fastsam_loss, parameter_groups, precision_for, train

OBJECTS = ("region", "components", "instances")


def with_modality(model: MedFastSam, name: str) -> MedFastSam:
    """The same model with one more modality, which it never says yet; unchanged if it knows the name."""
    if name in model.config.modalities:
        return model
    grown = MedFastSam(replace(model.config, modalities=(*model.config.modalities, name)))
    state = model.state_dict()
    head = "lka_encoder.modality"
    state[f"{head}.weight"] = torch.cat([state[f"{head}.weight"], torch.zeros(1, 320)])  # (K + 1, 320)
    state[f"{head}.bias"] = torch.cat([state[f"{head}.bias"], torch.tensor([-20.0])])  # (K + 1,)
    grown.load_state_dict(state)
    return grown.eval()


def fit_modality(model: MedFastSam, at: int, known: dict, own: np.ndarray) -> float:
    """Fits the row of one modality so that own views (N, 320) are told from the known classes; the other rows stay.

    The known classes' descriptors are drawn from their statistics. Returns the share of both told right.
    """
    x, y = stats.drawn_like(known, len(own))
    keep = y != at  # where the modality is known already, its own pictures take its place
    x = torch.tensor(np.concatenate([x[keep], own]))  # (N', 320)
    y = torch.tensor(np.concatenate([y[keep], np.full(len(own), at)]))  # (N',)
    head = model.lka_encoder.modality
    weight, bias = head.weight.detach().double(), head.bias.detach().double()
    scale = x.std(0) + 1e-6
    w = torch.zeros(320, dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    fixed = x @ weight.T + bias  # (N', K + 1)
    optimizer = torch.optim.LBFGS([w, b], max_iter=200, line_search_fn="strong_wolfe")

    def logits():
        row = (x - x.mean(0)) / scale @ w + b  # (N',)
        return torch.cat([fixed[:, :at], row[:, None], fixed[:, at + 1 :]], 1)  # (N', K + 1)

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(logits(), y) + 1e-3 * w.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    with torch.no_grad():
        head.weight[at] = (w / scale).float()
        head.bias[at] = (b - (w / scale) @ x.mean(0)).float()
        return (logits().argmax(1) == y).double().mean().item()


def expected_seconds(model: MedFastSam, s: data.ImageSet, options: Options, names, device) -> float:
    """How long training will take, from one step at each of its two sides."""
    model, loss_of, seconds = copy.deepcopy(model).to(device).train(), med_fastsam_loss(options), []
    parameter_groups(model, options)  # freezes what stays
    for side, times in ((options.side // 2, 3), (options.side, 1)):
        batch = draw([s], names, options.batch * times, side, device)
        start = time.time()
        loss_of(model, *batch)[0].backward()
        seconds.append(time.time() - start)
    return options.steps * (options.small * seconds[0] + (1 - options.small) * seconds[1])


def drawn_masks(model: MedFastSam) -> dict[str, np.ndarray]:
    """Masks of the drawn pictures of known modalities, (H, W) bool: what training must not change much."""
    masks = {}
    for name, (drawn, seed, tiled) in export.GOLDEN.items():
        image = torch.from_numpy(drawn(seed)[0]).permute(2, 0, 1)[None].float()  # (1, 3, H, W)
        masks[name] = (predict(model, image, tiled)[0][0] > 0).numpy()
    return masks


def outlined(image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The picture (H, W, 3) with the mask's outlines in yellow, at 512 pixels' width."""
    scale = 512 / image.shape[1]
    size = (512, round(image.shape[0] * scale))
    image = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    mask = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(np.ascontiguousarray(image), contours, -1, (255, 230, 0), 2, cv2.LINE_AA)


def before_and_after(old: MedFastSam, new: MedFastSam, s: data.ImageSet, side: int, shown: int = 3) -> np.ndarray:
    """Pictures kept back, one a row: a person's outline, that of the model before training, that after; RGB."""
    rows = []
    for i in range(min(shown, len(s))):
        image = s.images[i][None].float()  # (1, 3, H, W)
        masks = [s.masks[i][0].numpy() > 0, *((predict(m, image, s.tiled, side)[0][0] > 0).numpy() for m in (old, new))]
        rows.append(np.concatenate([outlined(s.images[i].permute(1, 2, 0).numpy(), m) for m in masks], 1))
    return np.concatenate([cv2.resize(r, (r.shape[1], rows[0].shape[0])) for r in rows])


def contract_entry(a: argparse.Namespace) -> dict:
    """The modality as the app's contract has it: how it is read, and the defaults for making objects of it."""
    return {
        "name": a.modality,
        "mode": a.mode,
        "scaledByPixelSize": False,
        "threshold": 0.5,
        "objects": a.objects,
        "keepLargest": False,
        "fillHoles": not a.keep_holes,
        "minAreaPx": a.min_area,
        "maturity": "early",
        "noun": a.noun,
    }


def card(a: argparse.Namespace, results: dict) -> str:
    """A short model card of the person's own model."""
    percent = lambda v: f"{100 * v['mean']:.1f} ({100 * v['low']:.1f} to {100 * v['high']:.1f})"
    before, after = results["before"], results["after"]
    same = ", ".join(f"{k} {v:.3f}" for k, v in results["same_mask_of_drawn"].items())
    return f"""# Model card: {a.modality}, from Med-FastSAM's weights

**Not a medical device.** Unverified: measured only on the {after["pictures"]} pictures below, which come from the same
folder as the {results["trained_on"]} that it was trained on.

| | Dice, % | IoU, % | HD95, px | worst Dice, % |
| --- | --- | --- | --- | --- |
| before training | {percent(before["dice"])} | {percent(before["iou"])} | {before["hd95_px"]["mean"]:.1f} | {100 * before["worst_dice"]:.1f} |
| after training | {percent(after["dice"])} | {percent(after["iou"])} | {after["hd95_px"]["mean"]:.1f} | {100 * after["worst_dice"]:.1f} |

Means over pictures, in brackets 95 % intervals. Pictures are read {"whole" if a.mode == "whole" else "in tiles"}.

Terms of the pictures: {results["licence"]} Terms of the weights that it started from: research use only.

The neck, the CP-Encoder and the MSF-Decoder have changed, so other kinds of pictures are no longer segmented as the
shipped weights do it: IoU of old and new mask of a drawn picture: {same}. Use the shipped weights for those.

{results["options"]["steps"]} steps in {results["seconds"]} s on {results["machine"]}, {results["date"]}.
"""


def main(argv: list[str] | None = None) -> dict:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=Path)
    p.add_argument("--modality", required=True, help="name of the kind of picture, new or known")
    p.add_argument("--mode", choices=("whole", "tiled"), required=True, help="squashed to one square, or tiles at its own scale")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--objects", choices=OBJECTS, default="components", help="how the app makes objects of a mask")
    p.add_argument("--noun", default="object")
    p.add_argument("--min-area", type=int, default=0, help="smallest object in pixels")
    p.add_argument("--keep-holes", action="store_true")
    p.add_argument("--masks", choices=("auto", "binary", "colour", "instances"), default="auto")
    p.add_argument("--colours", nargs="*", default=[], metavar="RRGGBB")
    p.add_argument("--licence", default="")
    p.add_argument("--weights", type=Path, default=SHIPPED_WEIGHTS)
    p.add_argument("--stats", type=Path, default=export.ROOT / "public/models" / export.STATS, help="of --weights")
    p.add_argument("--steps", type=int, default=150)
    p.add_argument("--batch", type=int, default=4)
    p.add_argument("--side", type=int, default=SIDE)
    p.add_argument("--lr", type=float, default=5e-4)
    p.add_argument("--views", type=int, default=96, help="crops that the statistics of the new modality are made of")
    p.add_argument("--all", action="store_true", help="train the trunk too: for hundreds of pictures")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    a = p.parse_args(argv)
    if a.threads:
        torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    model = with_modality(load_model(a.weights), a.modality)
    names = model.config.modalities
    at = names.index(a.modality)
    pictures = data.load_folder(a.folder, at, a.mode == "tiled", a.licence, a.masks, a.colours)
    if len(pictures) < 5:
        raise data.UnreadableSet(f"{a.folder} has {len(pictures)} pictures: at least 5 are needed, 30 and more are better.")
    order = np.random.default_rng(a.seed).permutation(len(pictures)).tolist()
    kept = max(2, len(pictures) // 5)
    test_set, train_set = pictures.part(sorted(order[:kept])), pictures.part(sorted(order[kept:]))
    frozen = "lka_encoder.modality" if a.all else "lka_encoder.trunk,lka_encoder.modality"
    options = Options(
        a.steps, a.batch, a.batch, a.side, small=0.5, lr=a.lr, warmup=max(1, a.steps // 10), seed=a.seed,
        precision=precision_for(a.device) if torch.device(a.device).type == "cuda" else "float32", freeze=frozen,
    )  # fmt: skip
    print(f"{len(train_set)} pictures to learn from, {kept} to measure on. {pictures.licence}", flush=True)
    before, old_masks = evaluate.evaluate(model, test_set, a.side, device=a.device), drawn_masks(model.cpu())
    minutes = expected_seconds(model, train_set, options, names, a.device) / 60
    print(f"Training will take about {minutes:.0f} min." if minutes > 1 else "Training will take about a minute.", flush=True)
    start, cpu_start = time.time(), time.process_time()
    mean = train(copy.deepcopy(model), [train_set], options, a.out / "run", names, a.device)
    seconds, cpu_seconds = round(time.time() - start), round(time.process_time() - cpu_start)
    after = evaluate.evaluate(mean, test_set, a.side, device=a.device)
    known = json.loads(a.stats.read_text())
    own = stats.views(mean, train_set, a.views, a.side, a.device)
    right = fit_modality(mean.cpu(), at, known, own)
    save_weights(mean, a.out / "weights.pt")
    (a.out / "modality.json").write_text(json.dumps(contract_entry(a), indent=1) + "\n")
    (a.out / export.STATS).write_text(json.dumps(stats.add_class(known, a.modality, own)))
    new_masks = drawn_masks(mean)
    results = {
        "before": before, "after": after, "trained_on": len(train_set), "licence": pictures.licence, "seconds": seconds, "cpu_seconds": cpu_seconds,
        "modality_right": right, "options": asdict(options), **facts(a.device),
        "same_mask_of_drawn": {k: iou(old_masks[k], new_masks[k]) for k in old_masks},
    }  # fmt: skip
    (a.out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (a.out / "MODEL_CARD.md").write_text(card(a, results))
    shown = before_and_after(model, mean, test_set, a.side)  # (H, W, 3)
    cv2.imwrite(str(a.out / "before-and-after.jpg"), shown[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])
    export.export_graphs(mean, a.out)
    export.write_golden(load_model(a.out / "weights.pt"), a.out / "golden")
    print(evaluate.line("before", before), evaluate.line("after", after), sep="\n")
    if after["dice"]["mean"] <= before["dice"]["mean"]:
        print("It did not get better: check the masks, and try more --steps or --all.")
    return results


if __name__ == "__main__":
    main()
