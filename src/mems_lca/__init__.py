"""Life-cycle assessment and carbon footprint of MEMS: inventories with units, Brightway underneath, live workbooks.

study = read_study("accelerometer")          # a shipped study, or a path
result = assess(study)                       # immutable; result.to_json(), Result.from_json(text)
write_report(result, "out/accelerometer.xlsx")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mems_lca.analysis.gas import gas_footprint
    from mems_lca.analysis.result import Result
    from mems_lca.errors import Finding, MemsLcaError
    from mems_lca.face import assess, check, check_file, read_study, write_report
    from mems_lca.face_book import write_template
    from mems_lca.face_lots import lot_footprints, write_lots
    from mems_lca.face_measured import gas_ledger, write_ledger
    from mems_lca.face_whatif import (
        abatement_curve,
        compare,
        envelope,
        measure_effects,
        smallest_set,
        substitute,
        sweep,
        uncertainty,
    )
    from mems_lca.library.library import open_library
    from mems_lca.units import Quantity

__version__ = "0.1.0"

_HOMES = {
    "Finding": "mems_lca.errors",
    "MemsLcaError": "mems_lca.errors",
    "Quantity": "mems_lca.units",
    "Result": "mems_lca.analysis.result",
    "abatement_curve": "mems_lca.face_whatif",
    "assess": "mems_lca.face",
    "at_each_location": "mems_lca.face",
    "check": "mems_lca.face",
    "check_file": "mems_lca.face",
    "compare": "mems_lca.face_whatif",
    "envelope": "mems_lca.face_whatif",
    "gas_footprint": "mems_lca.analysis.gas",
    "gas_ledger": "mems_lca.face_measured",
    "lot_footprints": "mems_lca.face_lots",
    "measure_effects": "mems_lca.face_whatif",
    "open_library": "mems_lca.library.library",
    "read_study": "mems_lca.face",
    "smallest_set": "mems_lca.face_whatif",
    "substitute": "mems_lca.face_whatif",
    "sweep": "mems_lca.face_whatif",
    "uncertainty": "mems_lca.face_whatif",
    "with_sites": "mems_lca.face",
    "write_ledger": "mems_lca.face_measured",
    "write_lots": "mems_lca.face_lots",
    "write_report": "mems_lca.face",
    "write_template": "mems_lca.face_book",
}

__all__ = [
    "Finding",
    "MemsLcaError",
    "Quantity",
    "Result",
    "__version__",
    "abatement_curve",
    "assess",
    "at_each_location",
    "check",
    "check_file",
    "compare",
    "envelope",
    "gas_footprint",
    "gas_ledger",
    "lot_footprints",
    "measure_effects",
    "open_library",
    "read_study",
    "smallest_set",
    "substitute",
    "sweep",
    "uncertainty",
    "with_sites",
    "write_ledger",
    "write_lots",
    "write_report",
    "write_template",
]


def __getattr__(name: str) -> Any:
    """Names of the public face, imported when they are first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
