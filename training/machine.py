"""What a result was made on."""

from __future__ import annotations

import datetime
import platform
from pathlib import Path

import torch


def processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for row in info.read_text().splitlines():
            if row.startswith("model name"):
                return row.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def facts(device: str | torch.device = "cpu") -> dict[str, str]:
    """Date, machine and PyTorch version, for the line under a table."""
    if torch.device(device).type == "cuda":
        machine = torch.cuda.get_device_name(device)
    else:
        machine = f"{processor()}, {torch.get_num_threads()} thread(s)"
    return {"date": datetime.date.today().isoformat(), "machine": machine, "torch": torch.__version__}


def has_fast_bf16(device: str | torch.device = "cpu") -> bool:
    """Whether the device computes in bfloat16 by itself: CUDA from Ampere on, CPUs with AMX or avx512_bf16."""
    if torch.device(device).type == "cuda":
        return torch.cuda.get_device_capability(device)[0] >= 8
    return any(getattr(torch.cpu, name, bool)() for name in ("_is_amx_tile_supported", "_is_avx512_bf16_supported"))
