"""MONAI's way to call the model: whole pictures squashed, microscopy and fundus in tiles."""

from __future__ import annotations

import torch
from monai.inferers import Inferer
from torch import Tensor

from predict import predict_tiled, predict_whole


class WholeOrTiled(Inferer):
    """`modality` names what the picture shows; "auto" asks the model, which looks at the squashed picture.

    `tiled` names the modalities that are read in tiles at their own scale.
    """

    def __init__(self, modality: str, tiled: list[str]):
        super().__init__()
        self.modality, self.tiled = modality, tiled

    def __call__(self, inputs: Tensor, network, *args, **kwargs) -> Tensor:
        """(B, 3, W, H) 0..255, MONAI's order of axes for pictures -> probabilities (B, 1, W, H)."""
        names, found = network.config.modalities, []
        if self.modality != "auto" and self.modality not in names:
            raise ValueError(f"The model knows {', '.join(names)}, not {self.modality}.")
        for picture in inputs:
            image = torch.as_tensor(picture).transpose(1, 2)[None]  # (1, 3, H, W)
            logits, _, modality = predict_whole(network, image)
            name = names[int(modality.argmax())] if self.modality == "auto" else self.modality
            if name in self.tiled:
                logits, _, _ = predict_tiled(network, image)
            found.append(torch.sigmoid(logits[:1]).transpose(1, 2))  # (1, W, H)
        return torch.stack(found)  # (B, 1, W, H)
