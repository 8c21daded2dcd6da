"""The wheel: what is in it, and that it works away from the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tree import ROOT, files

PACK = "mems_lca/_pack/"
PACK_FOLDERS = ("inventories", "factors", "reports")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the repository as it is now."""
    out = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """An empty folder to work in, which is not the repository."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def test_wheel_carries_the_pack_and_nothing_else(wheel: Path) -> None:
    packed = {name.removeprefix(PACK) for name in _names(wheel) if name.startswith(PACK)}
    assert packed == {path.as_posix() for path in files(*PACK_FOLDERS)}


def test_wheel_carries_each_module_once(wheel: Path) -> None:
    shipped = [name for name in _names(wheel) if not name.startswith(PACK) and ".dist-info/" not in name]
    assert sorted(shipped) == sorted(path.relative_to("src").as_posix() for path in files("src"))


def test_wheel_announces_types_licence_and_command(wheel: Path) -> None:
    names = _names(wheel)
    assert "mems_lca/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
    assert "mems-lca = mems_lca.cli:main" in zipfile.ZipFile(wheel).read(entry_points).decode()


@pytest.mark.slow
def test_installed_wheel_runs_the_demo_and_leaves_home_alone(wheel: Path, home: Path, elsewhere: Path) -> None:
    python = _install(wheel, elsewhere.parent / "venv")
    environment = _environment(home)
    where = _run(python, "-c", "import mems_lca; print(mems_lca.__file__)", cwd=elsewhere, env=environment)
    assert Path(where.strip()).is_relative_to(python.parents[1]), "the wheel is not what is imported"

    _run(python.parent / "mems-lca", "demo", "--out", "out", cwd=elsewhere, env=environment)

    out = elsewhere / "out"
    assert zipfile.is_zipfile(out / "accelerometer.xlsx")
    result = json.loads((out / "accelerometer.json").read_text(encoding="utf-8"))
    assert result["schema"] == "mems-lca/result/1"
    assert [path.name for path in elsewhere.iterdir()] == ["out"]
    assert list(home.iterdir()) == []


def _names(wheel: Path) -> list[str]:
    return zipfile.ZipFile(wheel).namelist()


def _install(wheel: Path, venv: Path) -> Path:
    """Python of a new environment that has the wheel, and sees the packages of this one behind it."""
    _run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv.parent)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    _run(*pip, "--no-index", "--no-deps", wheel, cwd=venv.parent)
    # Lines of a .pth file come after the environment's own packages, and the .pth files of the folders that
    # they name are not read: an editable install of mems_lca there stays out of sight.
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    site = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=venv.parent)
    (Path(site.strip()) / "behind.pth").write_text("\n".join(sorted(paths)) + "\n", encoding="utf-8")
    return python


def _environment(home: Path) -> dict[str, str]:
    """The environment of a user whose home is empty; nothing leads back to the repository."""
    kept = {"PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"}
    variables = {name: value for name, value in os.environ.items() if name in kept}
    homes = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
    return variables | dict.fromkeys(homes, str(home))


def _run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Output of a command that must succeed; its messages are shown when it does not."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout
