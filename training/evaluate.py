"""Measures a model on sets, picture by picture, and writes the numbers with their intervals.

    python training/evaluate.py --sets DATA/isic_holdout.tar DATA/busi_test.tar --out training/results/evaluation.json

Scores are means over pictures of the foreground, at the mask's own resolution, without clicks and without clean-up.
Intervals are 95 %, from pictures drawn again with replacement.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from tqdm import tqdm

import data
import metrics
from machine import facts
from model import SHIPPED_WEIGHTS, SIDE, MedFastSam, load_model
from predict import OVERLAP_PX, autocast, predict, squash

POOR_IOU = 0.65  # below this a lesion's mask counts as failed (ISIC-2018's threshold)


def evaluate_picture(model, s: data.ImageSet, i: int, side: int, overlap: int, device, bf16: bool) -> dict:
    """All scores of one picture, JSON values; `bins` for the calibration of its pixels."""
    image = s.images[i][None].float().to(device)  # (1, 3, H, W)
    truth = s.masks[i][0].numpy() > 0  # (H, W)
    with autocast(device, bf16):
        logits, predicted, modality = predict(model, image, s.tiled, side, overlap)
    logits = logits.cpu()  # (2, H, W)
    found = logits[0].numpy() > 0  # (H, W)
    probability = torch.sigmoid(logits).numpy()  # (2, H, W)
    scores = {
        "id": s.ids[i],
        "dice": metrics.dice(found, truth),
        "iou": metrics.iou(found, truth),
        "hd95_px": metrics.hd95(found, truth),
        "predicted_iou": predicted,
        "modality_right": int(modality.argmax()) == s.modality,
        "bins": metrics.calibration_bins(probability[0], truth),
    }
    if s.instances[i] is not None:
        objects = metrics.split_objects(probability[0], probability[1])
        scores["objects"] = metrics.object_scores(s.instances[i], objects)
    return scores


@torch.no_grad()
def click_scores(model: MedFastSam, s: data.ImageSet, i: int, side: int, clicks=(0, 1, 3), device="cpu", bf16=False) -> dict:
    """Dice after so many clicks, each in the middle of the largest error; whole pictures, at half the side."""
    image = squash(s.images[i][None].float().to(device), side)  # (1, 3, S, S)
    truth = F.interpolate(s.masks[i][None, :1].float(), (side // 2, side // 2), mode="area")[0, 0] > 0.5  # (S/2, S/2)
    truth, result = truth.numpy(), {}
    with autocast(device, bf16):
        features = model.lka_encoder(image)
        _, dense = model.prompt(features)
        points, labels = [], []
        for k in range(max(clicks) + 1):
            given = (torch.tensor([points], device=device), torch.tensor([labels], device=device)) if points else ()
            logits = model.decode(features, dense, *given)[0][:, :1].float()  # (1, 1, S/2, S/2)
            found = logits[0, 0].cpu().numpy() > 0
            if k in clicks:
                result[k] = metrics.dice(found, truth)
            wrong = np.pad((found != truth).astype(np.uint8), 1)
            depth = cv2.distanceTransform(wrong, cv2.DIST_L2, 5)[1:-1, 1:-1]  # (S/2, S/2)
            y, x = np.unravel_index(depth.argmax(), depth.shape)
            points.append([float(x) * 2 + 0.5, float(y) * 2 + 0.5])
            labels.append(float(truth[y, x]))
            prior = F.avg_pool2d(logits.clamp(-8, 8), 4)  # (1, 1, S/8, S/8)
            _, dense = model.prompt(features, prior, torch.ones(1, device=device))
    return result


def resized(s: data.ImageSet, side: int) -> data.ImageSet:
    """A set of whole pictures with all of them, and their masks, brought to side x side before anything is measured.

    Tables of earlier weights were made so: pictures by OpenCV (cubic when smaller, by area when larger), masks to the
    nearest pixel. Scores at the mask's own resolution differ by some tenths of a point.
    """
    s = s.part(range(len(s)))
    for i, (image, mask) in enumerate(zip(s.images, s.masks)):
        h, w = image.shape[1:]
        if s.tiled or (h, w) == (side, side):
            continue
        how = cv2.INTER_CUBIC if h < side else cv2.INTER_AREA
        image = cv2.resize(image.permute(1, 2, 0).numpy(), (side, side), interpolation=how)  # (S, S, 3)
        mask = cv2.resize(mask.permute(1, 2, 0).numpy(), (side, side), interpolation=cv2.INTER_NEAREST)  # (S, S, 2)
        s.images[i], s.masks[i] = torch.from_numpy(image).permute(2, 0, 1), torch.from_numpy(mask).permute(2, 0, 1)
    return s


def mean_and_interval(values) -> dict:
    low, high = metrics.bootstrap(values)
    return {"mean": float(np.mean(values)), "low": low, "high": high}


def evaluate_clicks(model, s: data.ImageSet, count: int, side: int = SIDE, device="cpu", bf16: bool = False) -> dict:
    """Mean Dice after 0, 1 and 3 clicks, of `count` evenly spread pictures."""
    model, clicks = model.to(device).eval(), {}
    for i in tqdm(data.spread(len(s), count), desc=f"{s.name}, clicks", leave=False):
        for k, v in click_scores(model, s, i, side, device=device, bf16=bf16).items():
            clicks.setdefault(k, []).append(v)
    return {"pictures": len(clicks[0])} | {f"dice_{k}": mean_and_interval(v) for k, v in clicks.items()}


def summarise(scores: list[dict]) -> dict:
    """One set's table from its pictures' scores; Dice and the like in 0..1."""
    ious = [p["iou"] for p in scores]
    result = {
        "pictures": len(scores),
        **{name: mean_and_interval([p[name] for p in scores]) for name in ("dice", "iou", "hd95_px")},
        "worst_dice": min(p["dice"] for p in scores),
        "below_iou_0.65": mean_and_interval([float(v < POOR_IOU) for v in ious]),
        "modality_right": float(np.mean([p["modality_right"] for p in scores])),
        "ece": metrics.ece(sum(p["bins"] for p in scores)),
        "predicted_iou": metrics.predicted_iou_scores([p["predicted_iou"] for p in scores], ious),
    }
    objects = [p["objects"] for p in scores if "objects" in p]
    if objects:
        result["objects"] = {name: mean_and_interval([o[name] for o in objects]) for name in ("aji", "pq", "dq", "sq")}
        result["objects"] |= {
            name: sum(o[name] for o in objects) for name in ("objects", "found", "merged", "split", "missed", "ghost")
        }
    return result


def evaluate(model, s: data.ImageSet, side: int = SIDE, overlap: int = OVERLAP_PX, device="cpu", bf16: bool = False) -> dict:
    """The table of one set, without clicks. Cost: one encoder run a picture or tile."""
    model = model.to(device).eval()
    at = tqdm(range(len(s)), desc=s.name, leave=False)
    return summarise([evaluate_picture(model, s, i, side, overlap, device, bf16) for i in at])


def line(name: str, r: dict) -> str:
    """`busi_test: Dice 83.56 (79.1-87.2), IoU 75.06, ...` for the terminal."""
    percent = lambda v: f"{100 * v:.2f}"
    span = lambda v: f"{percent(v['mean'])} ({percent(v['low'])} to {percent(v['high'])})"
    text = f"{name}: {r['pictures']} pictures, Dice {span(r['dice'])}, IoU {span(r['iou'])}, HD95 {r['hd95_px']['mean']:.1f} px"
    text += f", IoU below 0.65 {percent(r['below_iou_0.65']['mean'])} %, ECE {percent(r['ece'])} %"
    if "objects" in r:
        o = r["objects"]
        text += f", AJI {percent(o['aji']['mean'])}, PQ {percent(o['pq']['mean'])} (DQ {percent(o['dq']['mean'])}, SQ {percent(o['sq']['mean'])})"
    if "clicks" in r:
        text += ", Dice after clicks " + " / ".join(percent(r["clicks"][f"dice_{k}"]["mean"]) for k in (0, 1, 3))
    return text


def reasons_against(old: dict, new: dict, most_lost: float = 0.003) -> list[str]:
    """Why new weights must not take the place of the old ones, by the Dice of all sets that both were measured on.

    No set may lose more than `most_lost`, and the mean over sets must rise. Empty where nothing speaks against it.
    """
    names = sorted(set(old["sets"]) & set(new["sets"]))
    gain = {name: new["sets"][name]["dice"]["mean"] - old["sets"][name]["dice"]["mean"] for name in names}
    for name in names:
        print(f"{name}: Dice {100 * gain[name]:+.2f}")
    reasons = [f"{name} loses {-100 * lost:.2f} points of Dice" for name, lost in gain.items() if lost < -most_lost]
    if not names or sum(gain.values()) <= 0:
        reasons.append("the mean over sets does not rise")
    return reasons


def main(argv: list[str] | None = None) -> dict:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weights", default=SHIPPED_WEIGHTS)
    p.add_argument(
        "--sets", nargs="+", required=True, metavar="SET.tar", help="NAME.tar, or NAME.tar:150 for 150 spread pictures"
    )
    p.add_argument("--out", help="JSON of all numbers; sets in it that are not measured now are kept")
    p.add_argument("--compare", type=Path, help="JSON of other weights: fails where these must not take their place")
    p.add_argument("--clicks", type=int, default=0, help="spread pictures of each whole-picture set that get clicks")
    p.add_argument("--only-clicks", action="store_true", help="keep what --out has of the sets, measure clicks alone")
    p.add_argument("--overlap", type=int, default=OVERLAP_PX, help="of tiles, in pixels")
    p.add_argument("--side", type=int, default=SIDE)
    p.add_argument("--at-side", action="store_true", help="score whole pictures at side x side, as earlier tables were")
    p.add_argument("--limit", type=int, default=0, help="pictures a set, evenly spread; 0 for all")
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--bf16", action="store_true")
    p.add_argument("--threads", type=int, default=0)
    a = p.parse_args(argv)
    if a.threads:
        torch.set_num_threads(a.threads)
    model = load_model(a.weights)
    out = Path(a.out) if a.out else None
    results = json.loads(out.read_text()) if out and out.exists() else {"sets": {}}
    for path in a.sets:
        path, _, limit = path.partition(":")
        s = data.load_packed(path, int(limit or a.limit), modalities=model.config.modalities)
        s = resized(s, a.side) if a.at_side else s
        start = time.time()
        name = f"{s.name}@{a.side}" if a.at_side and not s.tiled else s.name
        measured = results["sets"].get(name, {})
        if a.only_clicks and not measured:
            raise SystemExit(f"{a.out} has no {name} yet: measure it without --only-clicks first.")
        if not a.only_clicks:
            measured |= evaluate(model, s, a.side, a.overlap, a.device, a.bf16)
            measured |= {"seconds": round(time.time() - start), "overlap_px": a.overlap, "at_side": a.at_side, **facts(a.device)}
        if a.clicks and not s.tiled:
            measured["clicks"] = evaluate_clicks(model, s, a.clicks, a.side, a.device, a.bf16)
        results["sets"][name] = measured
        print(line(s.name, measured), flush=True)
        if out:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    if a.compare:
        reasons = reasons_against(json.loads(a.compare.read_text()), results)
        if reasons:
            raise SystemExit("Keep the old weights: " + "; ".join(reasons) + ".")
    return results


if __name__ == "__main__":
    main()
