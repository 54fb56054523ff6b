"""Sets of pictures with masks: packed as NAME.tar, or any folder of one's own; and their augmentation.

A packed set holds images/ID.* (RGB), masks/ID.png (object above 127) and, for cells, instances/ID.png (16-bit
numbers). A folder holds images/ and masks/ with equal stems, or pictures with NAME_mask.* beside them; its masks are
binary, colour-coded or 16-bit instances. Shapes: n samples, H x W a picture, S the side of a crop.
"""

from __future__ import annotations

import math
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from model import MODALITIES

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
MASK_TAILS = ("", "_mask", "-mask", "_segmentation", "_seg", "_label", "_labels", "_manual1")


class UnreadableSet(ValueError):
    """A set that cannot be read as it is; the message says which file, why, and what to do."""


@dataclass(frozen=True)
class SetCard:
    """What must be known of a public set: what it shows, how it is read, and its owner's terms as generally stated."""

    modality: str
    tiled: bool
    licence: str
    evaluation_only: bool = False
    weight: float = 0
    scale: tuple[float, float] = (0.5, 2.0)
    limit: int = 0


# weights, scales and limits are those of the shipped weights' training
SETS = {
    "isic_train": SetCard("dermoscopy", False, "ISIC-2018 Task 1: CC0, as the challenge states", weight=9),
    "isic_holdout": SetCard("dermoscopy", False, "ISIC-2018 Task 1: CC0, as the challenge states", True),
    "ham10000": SetCard("dermoscopy", False, "HAM10000: CC BY-NC 4.0", weight=7, limit=5000),
    "ph2": SetCard("dermoscopy", False, "PH2: research and education", True),
    "monuseg_train": SetCard("histology", True, "MoNuSeg 2018: CC BY-NC-SA 4.0", weight=14),
    "monuseg_test": SetCard("histology", True, "MoNuSeg 2018: CC BY-NC-SA 4.0", True),
    "tnbc": SetCard("histology", True, "TNBC (Naylor et al.): CC BY 4.0", True),
    "dsb_bright": SetCard("histology", True, "Data Science Bowl 2018: CC0", weight=2, scale=(0.7, 2.0)),
    "glioma_train": SetCard("histology", True, "GBM40 and TCGA-LGG sets: no stated licence", weight=2, scale=(0.6, 1.6)),
    "dsb_fluo": SetCard("fluorescence", True, "Data Science Bowl 2018: CC0", weight=3, scale=(0.7, 2.0), limit=160),
    "kvasir": SetCard("endoscopy", False, "Kvasir-SEG: research and education", weight=9),
    "cvc": SetCard("endoscopy", False, "CVC-ClinicDB: research", True),
    "busi_train": SetCard("ultrasound", False, "BUSI: free with citation", weight=6),
    "busi_test": SetCard("ultrasound", False, "BUSI: free with citation", True),
    "fundus_train": SetCard("fundus", True, "DRIVE and CHASE-DB1: research", weight=6, scale=(0.8, 2.2)),
    "fundus_test": SetCard("fundus", True, "DRIVE: research", True),
}


@dataclass
class ImageSet:
    """Pictures in memory as uint8, at their own sizes."""

    name: str
    ids: list[str]
    images: list[Tensor]  # each (3, H, W) uint8, RGB
    masks: list[Tensor]  # each (2, H, W) uint8 0 or 1: object, core
    instances: list[np.ndarray | None]  # each (H, W) int32, 0 background; None where only a mask is known
    modality: int
    tiled: bool  # tiles at native scale, or the whole picture squashed
    licence: str
    scale: tuple[float, float] = (0.5, 2.0)
    weight: float = 1

    @property
    def has_core(self) -> bool:
        """Whether the core is known apart from the object: only where objects are."""
        return any(i is not None for i in self.instances)

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, at: Iterable[int]) -> ImageSet:
        """The pictures at these places."""
        at = list(at)
        pick = lambda values: [values[i] for i in at]
        return ImageSet(
            self.name, pick(self.ids), pick(self.images), pick(self.masks), pick(self.instances),
            self.modality, self.tiled, self.licence, self.scale, self.weight,
        )  # fmt: skip


def core_of(instances: np.ndarray, radius: int = 2) -> np.ndarray:
    """Pixels whose whole (2 radius + 1)^2 neighbourhood is one object: (H, W) numbers -> (H, W) uint8 0 or 1."""
    x = instances.astype(np.float32)
    k = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
    return ((x > 0) & (cv2.dilate(x, k) == cv2.erode(x, k))).astype(np.uint8)


def spread(count: int, limit: int) -> list[int]:
    """At most `limit` places, evenly spread over 0..count-1; 0 for all."""
    return [i * count // limit for i in range(limit)] if limit and count > limit else list(range(count))


def as_tensors(image: np.ndarray, mask: np.ndarray, instances: np.ndarray | None) -> tuple[Tensor, Tensor]:
    core = mask if instances is None else core_of(instances)
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))), torch.from_numpy(np.stack([mask, core]))


# ------------------------------------------------------------------------------------------------- packed sets


def load_packed(path: str | Path, limit: int = 0, card: SetCard | None = None, modalities=MODALITIES) -> ImageSet:
    """Reads NAME.tar; `limit` pictures spread over it, 0 for all. The card is that of NAME in SETS unless given."""
    path = Path(path)
    card = card or SETS.get(path.stem)
    if card is None:
        raise UnreadableSet(f"{path.name} is no known set: name one of {', '.join(SETS)}, or give modality and tiled.")
    files = {}
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isfile():
                files[member.name.lstrip("./")] = tar.extractfile(member).read()
    pictures = {Path(n).stem: n for n in files if n.startswith("images/")}
    ids = sorted(pictures)
    ids = [ids[i] for i in spread(len(ids), limit)]
    decode = lambda name, flags: cv2.imdecode(np.frombuffer(files[name], np.uint8), flags)
    images, masks, instances = [], [], []
    for i in ids:
        image = decode(pictures[i], cv2.IMREAD_COLOR_RGB)  # (H, W, 3)
        mask = (decode(f"masks/{i}.png", cv2.IMREAD_GRAYSCALE) > 127).astype(np.uint8)  # (H, W)
        numbers = f"instances/{i}.png"
        objects = decode(numbers, cv2.IMREAD_UNCHANGED).astype(np.int32) if numbers in files else None
        image, mask = as_tensors(image, mask, objects)
        images.append(image), masks.append(mask), instances.append(objects)
    return ImageSet(
        path.stem, ids, images, masks, instances, modalities.index(card.modality), card.tiled, card.licence,
        card.scale, card.weight or 1,
    )  # fmt: skip


# -------------------------------------------------------------------------------------------------- own folders


def read_mask(path: Path, kind: str = "auto", colours: Iterable[str] = ()) -> tuple[np.ndarray, np.ndarray | None]:
    """A mask file -> object (H, W) uint8 0 or 1, and object numbers (H, W) int32 where the file tells objects apart.

    kind: `binary` (object above half of the brightest possible value, or the brighter of two values), `colour` (pixels
    of the given colours, as RRGGBB; without colours, all that is not black), `instances` (grey value = number of the
    object), or `auto`: 16 bits are instances, unequal channels are colours, two values are binary. A transparent
    pixel is background.
    """
    raw = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if raw is None:
        raise UnreadableSet(f"{path} cannot be read as a picture.")
    seen = np.ones(raw.shape[:2], bool)
    if raw.ndim == 3 and raw.shape[2] == 4:
        seen = raw[..., 3] > 0
        raw = raw[..., :3]
        if kind == "auto" and not raw[seen].any():  # black on nothing: the alpha channel is the mask
            return seen.astype(np.uint8), None
    grey = raw.ndim == 2 or (raw == raw[..., :1]).all()
    if kind == "auto":
        kind = "colour" if not grey else "instances" if raw.dtype == np.uint16 else "binary"
        values = np.unique(raw)
        if kind == "binary" and len(values) > 2 and values[-1] < 128:
            raise UnreadableSet(
                f"{path.name} has {len(values)} grey values up to {values[-1]}: say whether masks are binary or instances."
            )
    if kind == "colour":
        rgb = raw[..., ::-1] if raw.ndim == 3 else np.repeat(raw[..., None], 3, 2)
        wanted = [tuple(bytes.fromhex(c.lstrip("#"))) for c in colours]
        found = np.any([(rgb == np.array(c)).all(2) for c in wanted], 0) if wanted else rgb.any(2)
        return (found & seen).astype(np.uint8), None
    flat = raw if raw.ndim == 2 else raw[..., 0]
    if kind == "instances":
        numbers = np.where(seen, flat, 0).astype(np.int32)
        return (numbers > 0).astype(np.uint8), numbers
    values = np.unique(flat)
    two = len(values) <= 2  # 0 and 1, or 0 and 255: the brighter is the object
    above = values[0] if two and len(values) == 2 else np.iinfo(flat.dtype).max // 2
    return ((flat > above) & seen).astype(np.uint8), None


def pairs_of(folder: Path) -> list[tuple[str, Path, Path]]:
    """ID, picture and mask of each pair. UnreadableSet names the pictures without a mask, and the names tried."""
    if not folder.is_dir():
        raise UnreadableSet(f"{folder} is no folder.")
    apart = (folder / "images").is_dir()
    where = folder / "masks" if apart else folder
    if not where.is_dir():
        raise UnreadableSet(f"{folder} has images/ but no masks/.")
    pictures = lambda d: [p for p in sorted(d.iterdir()) if p.suffix.lower() in PICTURE_ENDINGS]
    masks = {p.stem: p for p in pictures(where)}
    is_mask = lambda p: not apart and any(tail and p.stem.endswith(tail) for tail in MASK_TAILS)
    found, missing = [], []
    for picture in pictures(folder / "images" if apart else folder):
        if is_mask(picture):
            continue
        tails = MASK_TAILS if apart else MASK_TAILS[1:]
        mask = next((masks[picture.stem + t] for t in tails if picture.stem + t in masks), None)
        if mask is None:
            missing.append(picture.name)
        else:
            found.append((picture.stem, picture, mask))
    if missing:
        shown = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
        raise UnreadableSet(f"{len(missing)} pictures in {folder} have no mask: {shown}. Tried NAME, NAME_mask and the like.")
    if not found:
        raise UnreadableSet(f"{folder} has no pictures ({', '.join(PICTURE_ENDINGS)}).")
    return found


def load_folder(
    folder: str | Path,
    modality: int,
    tiled: bool,
    licence: str = "",
    kind: str = "auto",
    colours: Iterable[str] = (),
    scale: tuple[float, float] = (0.5, 2.0),
    limit: int = 0,
) -> ImageSet:
    """Reads a folder of one's own. Its licence line is `licence`, or the first line of licence.txt in the folder.

    Raises UnreadableSet for a picture without a mask, a mask of another size, a kind of mask that cannot be told, or
    a set without a licence line.
    """
    folder = Path(folder)
    stated = folder / "licence.txt"
    licence = licence or (stated.read_text().strip().split("\n")[0] if stated.exists() else "")
    if not licence:
        raise UnreadableSet(f"State the terms of {folder}: write one line into {stated}, or pass --licence.")
    pairs = pairs_of(folder)
    pairs = [pairs[i] for i in spread(len(pairs), limit)]
    images, masks, instances = [], [], []
    for _, picture, mask_path in pairs:
        image = cv2.imread(str(picture), cv2.IMREAD_COLOR_RGB)  # (H, W, 3)
        if image is None:
            raise UnreadableSet(f"{picture} cannot be read as a picture.")
        mask, objects = read_mask(mask_path, kind, colours)  # (H, W)
        if mask.shape != image.shape[:2]:
            size = lambda a: f"{a.shape[1]} x {a.shape[0]}"
            raise UnreadableSet(f"{picture.name} has {size(image)} pixels, its mask {mask_path.name} has {size(mask)}.")
        image, mask = as_tensors(image, mask, objects)
        images.append(image), masks.append(mask), instances.append(objects)
    ids = [i for i, _, _ in pairs]
    return ImageSet(folder.name, ids, images, masks, instances, modality, tiled, licence, scale)


# --------------------------------------------------------------------------------------------------- augmentation


def rand(n: int, low: float, high: float) -> Tensor:
    return torch.rand(n) * (high - low) + low  # (n,)


def crop_maps(sizes: Tensor, tiled: bool, side: int, scale: tuple[float, float]) -> Tensor:
    """Random turns, flips, zooms and places for pictures of these sizes (n, 2; height, width) -> affine maps (n, 2, 3)."""
    n = len(sizes)
    h, w = sizes.unbind(1)  # (n,)
    angle = rand(n, -math.pi, math.pi)  # (n,)
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)  # (n,)
    aspect = torch.exp(rand(n, -0.15, 0.15))  # (n,)
    if tiled:
        zoom = torch.exp(rand(n, math.log(scale[0]), math.log(scale[1])))  # (n,)
        across, down = side / zoom * aspect, side / zoom / aspect  # source pixels
        cx, cy = torch.rand(n) * w, torch.rand(n) * h
        # the centre keeps half a tile from the edge where the picture allows it
        mx, my = (across / 2).minimum(w / 2), (down / 2).minimum(h / 2)
        cx, cy = cx.maximum(mx).minimum(w - mx), cy.maximum(my).minimum(h - my)
    else:
        zoom = torch.exp(rand(n, -0.25, 0.45))  # (n,)
        across, down = w / zoom * aspect, h / zoom / aspect
        room_x, room_y = (w - across).abs() / 2 + 0.04 * w, (h - down).abs() / 2 + 0.04 * h
        cx, cy = w / 2 + rand(n, -1, 1) * room_x, h / 2 + rand(n, -1, 1) * room_y
        quarters = torch.randint(4, (n,)) * (math.pi / 2)  # half of them are turned by quarters only
        angle = torch.where(torch.rand(n) < 0.5, quarters, angle)
    c, s = angle.cos(), angle.sin()
    x = torch.stack([c * across * flip / w, -s * across / w, 2 * cx / w - 1], 1)  # (n, 3)
    y = torch.stack([s * down * flip / h, c * down / h, 2 * cy / h - 1], 1)  # (n, 3)
    return torch.stack([x, y], 1)  # (n, 2, 3)


def sample(s: ImageSet, n: int, side: int, device: str | torch.device = "cpu") -> tuple[Tensor, Tensor]:
    """n random crops -> images (n, 3, S, S) float32 0..255 and masks (n, 2, S, S) 0 or 1. Edges are mirrored."""
    at = torch.randint(len(s), (n,)).tolist()
    sizes = torch.tensor([s.images[i].shape[1:] for i in at], dtype=torch.float32)  # (n, 2)
    grids = F.affine_grid(crop_maps(sizes, s.tiled, side, s.scale), (n, 3, side, side), align_corners=False).to(device)
    images, masks = [], []
    for i, grid in zip(at, grids):
        both = torch.cat([s.images[i], s.masks[i]]).to(device)[None].float()  # (1, 5, H, W)
        crop = F.grid_sample(both, grid[None], padding_mode="reflection", align_corners=False)  # (1, 5, S, S)
        images.append(crop[:, :3]), masks.append(crop[:, 3:])
    return torch.cat(images), (torch.cat(masks) > 0.5).float()  # (n, 3, S, S), (n, 2, S, S)


# colours of haematoxylin, eosin and DAB as optical densities (Ruifrok and Johnston 2001)
_STAINS = torch.tensor([[0.650, 0.704, 0.286], [0.072, 0.990, 0.105], [0.268, 0.570, 0.776]])


def stain_amounts(x: Tensor) -> Tensor:
    """RGB (n, 3, H, W) 0..255 -> amounts of three stains (n, 3, H, W)."""
    density = -torch.log10((x + 1) / 256)  # (n, 3, H, W)
    stains = F.normalize(_STAINS, dim=1).to(x.device)  # (3, 3)
    return torch.einsum("nchw,cs->nshw", density, torch.linalg.inv(stains))  # (n, 3, H, W)


def stained(amounts: Tensor, stains: Tensor) -> Tensor:
    """Amounts (n, 3, H, W) in the colours (n, 3, 3) -> RGB (n, 3, H, W) 0..255."""
    density = torch.einsum("nshw,nsc->nchw", amounts, stains)  # (n, 3, H, W)
    return (256 * torch.pow(10.0, -density) - 1).clamp(0, 255)


def jitter_stains(x: Tensor, amount: float = 0.25) -> Tensor:
    """Varies amount and colour of haematoxylin and eosin; (n, 3, H, W) 0..255."""
    n = len(x)
    more = rand(n * 3, 1 - amount, 1 + amount).view(n, 3, 1, 1).to(x.device)
    offset = rand(n * 3, -0.24 * amount, 0.24 * amount).view(n, 3, 1, 1).to(x.device)
    stains = F.normalize(_STAINS, dim=1) + torch.randn(n, 3, 3) * 0.04  # (n, 3, 3)
    return stained(stain_amounts(x) * more + offset, stains.to(x.device))


def restain(x: Tensor) -> Tensor:
    """Gives tissue other stains, often brown (DAB) or grey; (n, 3, H, W) 0..255."""
    n = len(x)
    blue, pink, brown = F.normalize(_STAINS, dim=1)
    others = torch.stack([brown, pink, F.normalize(torch.ones(3), dim=0), F.normalize(torch.tensor([0.3, 0.9, 0.8]), dim=0)])
    first = torch.where(torch.rand(n, 1) < 0.3, brown, blue)  # (n, 3)
    second = others[torch.randint(len(others), (n,))]  # (n, 3)
    stains = F.normalize(torch.stack([first, second, second], 1) + torch.randn(n, 3, 3) * 0.06, dim=2).clamp_min(0)
    keep = rand(n * 3, 0.2, 1.5).view(n, 3, 1, 1).to(x.device)
    return stained(stain_amounts(x).clamp_min(0) * keep, stains.to(x.device))


def jitter_colours(x: Tensor, strength: float = 1.0) -> Tensor:
    """Brightness, contrast, saturation, white balance and gamma; (n, 3, H, W) 0..255."""
    n = len(x)
    v = lambda amount: rand(n, 1 - amount * strength, 1 + amount * strength).view(n, 1, 1, 1).to(x.device)
    x = x * v(0.3)
    mean = x.mean((1, 2, 3), keepdim=True)  # (n, 1, 1, 1)
    x = (x - mean) * v(0.35) + mean
    grey = (x * torch.tensor([0.299, 0.587, 0.114], device=x.device).view(1, 3, 1, 1)).sum(1, keepdim=True)  # (n, 1, H, W)
    x = grey + (x - grey) * v(0.5)
    x = (x * torch.exp(torch.randn(n, 3, 1, 1) * 0.08 * strength).to(x.device)).clamp(0, 255)
    gamma = torch.exp(torch.randn(n, 1, 1, 1) * 0.2 * strength).to(x.device)
    return 255 * (x / 255).clamp_min(1e-4) ** gamma


def blur_and_noise(x: Tensor) -> Tensor:
    """A fifth blurred, a seventh sharpened, all with some noise; (n, 3, H, W) 0..255."""
    n = len(x)
    k = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], device=x.device)
    k = (k[:, None] * k[None]) / 256  # (5, 5)
    soft = F.conv2d(F.pad(x, (2, 2, 2, 2), mode="reflect"), k.expand(3, 1, 5, 5), groups=3)  # (n, 3, H, W)
    r = torch.rand(n, 1, 1, 1).to(x.device)
    x = torch.where(r < 0.2, soft, torch.where(r > 0.85, 2 * x - soft, x))
    noise = torch.randn(x.shape).to(x.device) * (torch.rand(n, 1, 1, 1) ** 3 * 14).to(x.device)
    return (x + noise).clamp(0, 255)


def vignette(x: Tensor) -> Tensor:
    """A quarter of the pictures dark outside a soft circle, as through a dermatoscope's tube; (n, 3, H, W) 0..255."""
    n, _, h, w = x.shape
    v = lambda low, high: rand(n, low, high).view(n, 1, 1)
    ys = torch.linspace(-1, 1, h).view(1, h, 1) - v(-0.15, 0.15)
    xs = torch.linspace(-1, 1, w).view(1, 1, w) - v(-0.15, 0.15)
    r = (xs.square() * v(0.6, 1.3) + ys.square() * v(0.6, 1.3)).sqrt()  # (n, H, W)
    keep = torch.sigmoid((v(0.85, 1.25) - r) * v(6, 40))  # (n, H, W)
    on = (torch.rand(n, 1, 1) < 0.25).float()
    return x * (1 - on * (1 - keep)).unsqueeze(1).to(x.device)


def draw_hairs(x: Tensor, share: float = 0.3) -> Tensor:
    """Dark curved hairs over a share of the pictures; (n, 3, H, W) 0..255."""
    n, _, h, w = x.shape
    out = x.clone()
    for i in range(n):
        if torch.rand(()) > share:
            continue
        rng = np.random.default_rng(int(torch.randint(2**31, ())))
        alpha = np.zeros((h, w), np.float32)
        for _ in range(rng.integers(3, 41)):
            ends = rng.uniform(-0.1, 1.1, (2, 2)) * (w, h)
            middle = ends.mean(0) + rng.standard_normal(2) * 0.12 * w
            t = np.linspace(0, 1, 24)[:, None]
            curve = (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * middle + t * t * ends[1]
            thick = int(rng.choice([1, 1, 2, 2, 3]))
            cv2.polylines(alpha, [curve.round().astype(np.int32)], False, float(rng.uniform(0.4, 0.95)), thick, cv2.LINE_AA)
        a = torch.from_numpy(cv2.GaussianBlur(alpha, (3, 3), 0)).to(x.device)  # (H, W)
        colour = torch.from_numpy(rng.uniform((10, 5, 5), (90, 60, 50)).astype(np.float32)).to(x.device)  # (3,)
        out[i] = x[i] * (1 - a) + colour[:, None, None] * a
    return out


def augment(x: Tensor, modality: str, tiled: bool) -> Tensor:
    """Colours, stains, hairs, blur and noise as they fit the kind of picture; (n, 3, S, S) 0..255."""
    if modality == "histology":
        x = torch.where((torch.rand(len(x), 1, 1, 1) < 0.7).to(x.device), jitter_stains(x), x)
    x = jitter_colours(x, 0.5 if tiled else 1.0)
    if not tiled:
        x = vignette(x)
    if modality == "dermoscopy":
        x = draw_hairs(x)
    return blur_and_noise(x)
