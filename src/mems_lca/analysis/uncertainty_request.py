"""What is asked of the uncertainty of a study, refused in one line where it makes no sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mems_lca.analysis.indices import KINDS, Kind
from mems_lca.analysis.sampling import METHODS, Method
from mems_lca.analysis.uncertainty_views import CLIMATE
from mems_lca.analysis.watched import Run
from mems_lca.errors import StudyError, nearest
from mems_lca.library.characterisation import Indicator
from mems_lca.study.study import Sampling

_MOST_SAMPLES, _MOST_PROCESSES, _LAST_SEED = 10_000_000, 256, 2**32 - 1


def known_views(indicators: Mapping[str, Indicator]) -> tuple[str, ...]:
    """The names that a view may have: an indicator, or climate change by one account of electricity."""
    return (*indicators, f"{CLIMATE}_location", f"{CLIMATE}_market")


def read_request(
    own: Sampling,
    indicators: Mapping[str, Indicator],
    *,
    samples: int | None,
    seed: int | None,
    method: str,
    processes: int,
    indicator: str,
    indices: str,
) -> tuple[Run, Kind | None]:
    """The run, by default the study's own, and the kind of indices wanted. Raises StudyError."""
    if samples is None and own.samples == 0:
        message = "the study asks for no samples"
        raise StudyError.single("usage", message, found="uncertainty.samples: 0", expected="--samples N, such as 8192")
    wanted = own.samples if samples is None else samples
    _within("--samples", wanted, 1, _MOST_SAMPLES)
    _within("--processes", processes, 1, _MOST_PROCESSES)
    _within("--seed", own.seed if seed is None else seed, 0, _LAST_SEED)
    _among("an indicator", indicator, known_views(indicators))
    how: Method = next((name for name in METHODS if name == (method or own.method)), "sobol")
    if method:
        _among("a method of sampling", method, METHODS)
    if indices:
        _among("a kind of indices", indices, KINDS)
    kind: Kind | None = next((name for name in KINDS if name == indices), None)
    return Run(wanted, own.seed if seed is None else seed, how, processes=processes), kind


def _within(option: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        expected = f"a whole number from {least} to {most:,}"
        raise StudyError.single("usage", option, found=str(value), expected=expected)


def _among(what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        message = f"there is no such {what.partition(' ')[2]}"
        raise StudyError.single("usage", message, found=name, expected=", ".join(known), nearest=nearest(name, known))
