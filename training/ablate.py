"""Table 3 of the paper: HEH, GA, CP-Encoder and MSF-Decoder off in turn, and the ImageNet weights.

    python training/ablate.py --train DATA/isic_train.tar --test DATA/isic_holdout.tar --out training/results/table-3.json
    python training/ablate.py ... --trunk tinyvit

Each row is trained alike from its start: the trunk's ImageNet weights (the last row: random numbers), all else random.
"""

from __future__ import annotations

import argparse

import torch

from model import MedFastSam, ModelConfig
from peers import add_budget, fill_table, measure, options_of, sets_of
from trunks import TRUNKS, EfficientNetLite

ROWS = {
    "whole": {},
    "without HEH": {"heh": False},
    "without GA": {"ga": False},
    "without CP-Encoder": {"cp": False},
    "without MSF-Decoder": {"msf": False},
    "without ImageNet weights": {},
}


def build(row: str, trunk: str, seed: int = 1) -> MedFastSam:
    torch.manual_seed(seed)
    model = MedFastSam(ModelConfig(trunk=trunk, **ROWS[row]))
    if isinstance(model.lka_encoder.trunk, EfficientNetLite) and row != "without ImageNet weights":
        model.lka_encoder.trunk.load_imagenet()
    return model


def main(argv: list[str] | None = None) -> dict:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_budget(p)
    p.add_argument("--trunk", choices=TRUNKS, default="efficientnet-lite0")
    a = p.parse_args(argv)
    if a.threads:
        torch.set_num_threads(a.threads)
    train_set, test_set = sets_of(a)

    def run(row):
        def go():
            # batch norms that hold ImageNet's statistics stay; those of random numbers learn their own
            taught = a.trunk != "tinyvit" and row != "without ImageNet weights"
            folder = a.runs / f"{a.out.stem}-{row.lower().replace(' ', '-')}"
            return measure(
                row, build(row, a.trunk, a.seed), train_set, test_set, options_of(a), folder, a.device, a.cost_side, taught
            )

        return go

    rows = [row for row in ROWS if a.trunk != "tinyvit" or row != "without ImageNet weights"]
    return fill_table(a, {row: run(row) for row in rows})


if __name__ == "__main__":
    main()
