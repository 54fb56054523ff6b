"""Writes the tables of the model card and of docs/training.md from the results, and the card in Hugging Face's form.

python training/card.py --write           replaces the tables in both files
python training/card.py --check           fails where card, contract, results and weights disagree
python training/card.py --hub DIR         a folder that can be uploaded as it is
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from pathlib import Path

from huggingface_hub import EvalResult, ModelCard, ModelCardData
from safetensors.torch import save_file

import ablate
import cost
import export
import peers
from data import SETS
from model import load_model

RESULTS = Path(__file__).parent / "results"
# rows of the card: the set, as the results name it, and what it is
CARD_ROWS = (
    ("ph2", "PH2", "dermoscopy, a hospital not trained on"),
    ("isic_holdout@512", "ISIC-2018 hold-out", "dermoscopy"),
    ("monuseg_test", "MoNuSeg official test", "H&E histology"),
    ("tnbc", "TNBC", "H&E histology, tissue not trained on"),
    ("busi_test@512", "BUSI test", "breast ultrasound"),
    ("cvc@512", "CVC, every fourth", "colonoscopy, a centre not trained on"),
    ("fundus_test", "DRIVE", "retinal vessels"),
)
CARD_HEAD = (
    "| set | kind | pictures | Dice | IoU | worst Dice | modality recognised |\n| --- | --- | --- | --- | --- | --- | --- |"
)
CLICKED = (("isic_holdout@512", "ISIC-2018 hold-out"), ("busi_test@512", "BUSI"), ("cvc@512", "CVC"))


class CardMismatch(AssertionError):
    """A card says other numbers than contract, results or weights."""


def read(name: str) -> dict:
    path = RESULTS / name
    return json.loads(path.read_text()) if path.exists() else {}


def mean_of(value) -> float:
    """Stated numbers are plain, measured ones have an interval."""
    return value["mean"] if isinstance(value, dict) else value


def percent(value, digits: int = 2) -> str:
    return f"{100 * mean_of(value):.{digits}f}"


def span(value: dict, digits: int = 1) -> str:
    return f"{percent(value, 2)} ({100 * value['low']:.{digits}f}–{100 * value['high']:.{digits}f})"


def all_sets() -> dict:
    measured = read("evaluation.json")["sets"]
    # the hold-out's pictures have 512 x 512 pixels: both ways to score are one
    measured.setdefault("isic_holdout@512", measured["isic_holdout"])
    return read("stated.json")["sets"] | measured


def card_table() -> str:
    sets, rows = all_sets(), [CARD_HEAD]
    for name, title, kind in CARD_ROWS:
        r = sets[name]
        right = percent(r["modality_right"], 1).removesuffix(".0")
        rows.append(
            f"| {title} | {kind} | {r['pictures']} | {percent(r['dice'])} | {percent(r['iou'])} | {percent(r['worst_dice'], 1)} | {right} |"
        )
    return "\n".join(rows)


def clicks_line() -> str:
    """`ISIC-2018 hold-out 93.2 / 94.5 / 95.8 (50 pictures), BUSI ...`"""
    sets, parts = all_sets(), []
    for name, title in CLICKED:
        c = sets[name]["clicks"]
        after = " / ".join(percent(c[f"dice_{k}"], 1) for k in (0, 1, 3))
        parts.append(f"{title} {after} ({c['pictures']}{' pictures' if not parts else ''})")
    return ", ".join(parts)


def evaluation_table() -> str:
    rows = [
        "| set | images | Dice | IoU | HD95, px | IoU below 0.65 | ECE | predicted IoU: r | poor masks found |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    measured = read("evaluation.json")["sets"]
    for name, r in sorted(measured.items()):
        p = r["predicted_iou"]
        found = "–" if p["found"] is None else f"{100 * p['found']:.0f} % of {p['poor']}"
        rows.append(
            f"| {name} | {r['pictures']} | {span(r['dice'])} | {span(r['iou'])} | {r['hd95_px']['mean']:.1f} "
            f"| {percent(r['below_iou_0.65'], 1)} % | {percent(r['ece'], 1)} % | {'–' if p['r'] is None else format(p['r'], '.2f')} | {found} |"
        )
    return "\n".join(rows)


def budget_line(table: dict) -> str:
    o, rows = table["about"]["options"], table["rows"].values()
    dates, machines = sorted({r["date"] for r in rows}), sorted({r["machine"] for r in rows})
    return (
        f"Trained on {table['about']['train']}, tested on {table['about']['test']}: {o['steps']} steps of {o['batch']} images "
        f"at {o['side']} × {o['side']}, rate {o['lr']:g}; {', '.join(dates)}, {', '.join(machines)}."
    )


def rows_of(table: dict, order) -> list[str]:
    rows = [
        "| | Dice | IoU | parameters, M | GFLOPs | images a second | training, s |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in order:
        r = table["rows"].get(name)
        if r is None:
            rows.append(f"| {name} | not run at this budget | | | | | |")
            continue
        rows.append(
            f"| {name} | {span(r['dice'])} | {span(r['iou'])} | {r['parameters'] / 1e6:.2f} | {r['flops'] / 1e9:.1f} "
            f"| {r['fps']:.2f} | {r['training_seconds']} |"
        )
    return rows


def comparison_table(file: str) -> str:
    table = read(file)
    if not table:
        return "Not run yet."
    rows = rows_of(table, (peers.OURS, *peers.PEERS))
    rows += [f"| {name} | not trained: {why} | | | | | |" for name, why in peers.NOT_CARRIED.items()]
    return "\n".join([*rows, "", budget_line(table)])


def ablation_table(file: str) -> str:
    table = read(file)
    return "\n".join([*rows_of(table, ablate.ROWS), "", budget_line(table)]) if table else "Not run yet."


def wells_lines() -> str:
    """What fine-tuning on the drawn well plates gave."""
    r = read("wells.json")
    if not r:
        return "Not run yet."
    o, same = r["options"], ", ".join(f"{name} {value:.2f}" for name, value in r["same_mask_of_drawn"].items())
    return (
        f"The commands above: {o['steps']} steps of {o['batch']} images, learned from {r['trained_on']} plates in {r['seconds']} s "
        f"on a busy machine, {r['cpu_seconds']} s of which one thread computed ({r['date']}, {r['machine']}). On the "
        f"{r['after']['pictures']} plates that were kept back, Dice was {span(r['before']['dice'])} before and "
        f"{span(r['after']['dice'])} after. IoU of the old and the new mask of a drawn image of other kinds: {same}."
    )


DOC_TABLES = {
    "wells": wells_lines,
    "evaluation": evaluation_table,
    "table 1": lambda: comparison_table("table-1.json"),
    "table 2": lambda: comparison_table("table-2.json"),
    "table 3": lambda: ablation_table("table-3.json"),
    "licences": lambda: "\n".join(
        ["| set | kind | terms, as its owners state them |", "| --- | --- | --- |"]
        + [f"| {n} | {c.modality}{', evaluation only' if c.evaluation_only else ''} | {c.licence} |" for n, c in SETS.items()]
    ),
}


def with_doc_tables(text: str) -> str:
    """docs/training.md with what stands between `<!-- NAME -->` and `<!-- /NAME -->` written anew."""
    for name, table in DOC_TABLES.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        text = re.sub(f"{begin}.*?{end}", lambda _: f"{begin}\n\n{table()}\n\n{end}", text, flags=re.DOTALL)
    return text


def with_card_table(text: str) -> str:
    """MODEL_CARD.md with its table of sets and its line of clicks written anew."""
    table = re.escape(CARD_HEAD) + r"(\n\|.*)*"
    if not re.search(table, text):
        raise CardMismatch("MODEL_CARD.md has no table of sets with the known head")
    text = re.sub(table, lambda _: card_table(), text, count=1)
    return re.sub(r"(\(Dice after 0 / 1 / 3\): ).*?\(\d+\)\.(?= |\n)", lambda m: f"{m[1]}{clicks_line()}.", text, count=1)


def assert_card(root: Path = export.ROOT) -> None:
    """Raises CardMismatch with the first line that differs."""
    contract = json.loads((root / "src/model/contract.json").read_text())
    card = (root / "public/models/MODEL_CARD.md").read_text()
    docs = (root / "docs/training.md").read_text()
    for file, text, want in (("MODEL_CARD.md", card, with_card_table(card)), ("docs/training.md", docs, with_doc_tables(docs))):
        for have, due in zip(text.split("\n"), want.split("\n")):
            if have != due:
                raise CardMismatch(f"{file} says\n{have}\nthe results say\n{due}")
    size = sum(g["bytes"] for g in contract["graphs"].values())
    said = (
        f"# Model card: Med-FastSAM weights {contract['weights']['version']}",
        f"{cost.parameters(load_model()) / 1e6:.1f} million parameters, {size / 1e6:.1f} MB",
        *(f"`{g['file']}`" for g in contract["graphs"].values()),
    )
    for words in said:
        if words not in card:
            raise CardMismatch(f"MODEL_CARD.md does not say: {words}")


def hub_card(root: Path = export.ROOT) -> ModelCard:
    """The model card with the header that Hugging Face reads."""
    contract = json.loads((root / "src/model/contract.json").read_text())
    sets = all_sets()
    results = [
        EvalResult(
            task_type="image-segmentation", task_name="Prompt-free segmentation", dataset_type=name.partition("@")[0],
            dataset_name=title, metric_type=metric, metric_name=label, metric_value=float(percent(sets[name][metric])),
        )
        for name, title, _ in CARD_ROWS
        for metric, label in (("dice", "Dice, mean over pictures, %"), ("iou", "IoU, mean over pictures, %"))
    ]  # fmt: skip
    header = ModelCardData(
        model_name="Med-FastSAM", license="other", license_name="research-use-only", license_link="LICENSE.md",
        library_name="onnx", pipeline_tag="image-segmentation", eval_results=results,
        tags=["medical", *(m["name"] for m in contract["modalities"]), "segment-anything", "onnx", "pytorch"],
    )  # fmt: skip
    return ModelCard(f"---\n{header.to_yaml()}\n---\n\n{(root / 'public/models/MODEL_CARD.md').read_text()}")


def write_hub(out: Path, root: Path = export.ROOT) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    models = root / "public/models"
    for file in (*export.GRAPHS.values(), export.STATS, *export.SELF_TEST):
        shutil.copyfile(models / file, out / file)
    contract = json.loads((root / "src/model/contract.json").read_text())
    model = load_model()
    save_file(
        {k: v.contiguous().half() for k, v in model.state_dict().items() if v.is_floating_point()}, out / "model.safetensors"
    )
    (out / "config.json").write_text(json.dumps({"trunk": model.config.trunk, **contract}, indent=1) + "\n")
    (out / "LICENSE.md").write_text(contract["weights"]["licence"] + "\n")
    hub_card(root).save(out / "README.md")
    return out


def main(argv: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--write", action="store_true")
    p.add_argument("--check", action="store_true")
    p.add_argument("--hub", type=Path)
    p.add_argument("--root", type=Path, default=export.ROOT, help=argparse.SUPPRESS)
    a = p.parse_args(argv)
    if a.write:
        for path, renew in (
            (a.root / "public/models/MODEL_CARD.md", with_card_table),
            (a.root / "docs/training.md", with_doc_tables),
        ):
            path.write_text(renew(path.read_text()))
    if a.check:
        assert_card(a.root)
        print("Card, contract, results and weights agree.")
    if a.hub:
        print(write_hub(a.hub, a.root))


if __name__ == "__main__":
    main()
