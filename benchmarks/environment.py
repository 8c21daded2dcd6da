"""An environment of its own for a tool whose requirements contradict ours, made once from a file of pins."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path


def environment(folder: Path, pins: Path) -> Path:
    """The Python of an environment that has what `pins` names; made where it is missing or the file has changed.

    Raises CalledProcessError with the output of pip, as where there is no network.
    """
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / f"ready-{hashlib.sha256(pins.read_bytes()).hexdigest()[:12]}"
    if not stamp.exists():
        print(f"Making {folder.name} from {pins.name}: once, a minute or two ...", file=sys.stderr, flush=True)
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(pins)])
        stamp.touch()
    return python


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
