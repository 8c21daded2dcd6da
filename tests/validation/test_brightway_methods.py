"""Our global warming potentials against the method "IPCC 2021" that ships inside bw2io (data/lcia).

The packaged method names elementary flows of ecoinvent. It has thirteen of our gases: CO2, fossil and non-fossil
CH4, N2O, SF6, NF3, CF4, C2F6, C5F12, CHF3, CH2F2, C2HF5 and HFC-134a. Process gases that it has not are counted as
zero, without a word, by an inventory that is linked to it.
"""

from __future__ import annotations

import importlib.util
import json
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from packs import shipped_factors

BOTH = {
    "CO2": "Carbon dioxide, fossil",
    "CH4-fossil": "Methane, fossil",
    "CH4-nonfossil": "Methane, non-fossil",
    "N2O": "Dinitrogen monoxide",
    "SF6": "Sulfur hexafluoride",
    "NF3": "Nitrogen fluoride",
    "CF4": "Methane, tetrafluoro-, R-14",
    "C2F6": "Ethane, hexafluoro-, HFC-116",
    "C5F12": "Perfluoropentane",
    "CHF3": "Methane, trifluoro-, HFC-23",
    "CH2F2": "Methane, difluoro-, HFC-32",
    "C2HF5": "Ethane, pentafluoro-, HFC-125",
    "HFC-134a": "Ethane, 1,1,1,2-tetrafluoro-, HFC-134a",
}
# By the words that any name of them would hold.
MISSING = {
    "c-C4F8": ("octafluorocyclobutane", "cyclobutane", "318"),
    "C3F8": ("octafluoro", "perfluoropropane", "218"),
    "C4F6": ("butadiene", "perfluorobutadiene"),
    "c-C4F8O": ("furan", "oxolane", "c4f8o"),
    "CH3F": ("methane, fluoro-", "hfc-41"),
    "C6F14": ("perfluorohexane", "tetradecafluoro"),
    "c-C5F8": ("cyclopentene",),
}


def packaged_methods() -> list[dict[str, Any]]:
    """Every method of the package; read without importing it, which would make a project in the user's home."""
    spec = importlib.util.find_spec("bw2io")
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).parent / "data" / "lcia" / "lcia_39_ecoinvent.zip"
    with zipfile.ZipFile(file) as archive:
        found: list[dict[str, Any]] = json.loads(archive.read("data.json"))
    return found


def factors(methods: list[dict[str, Any]], horizon: int) -> dict[str, float]:
    """Factors of the packaged method by flow, which are the same in every compartment of the air."""
    name = ["IPCC 2021", "climate change", f"global warming potential (GWP{horizon})"]
    (found,) = [entry for entry in methods if entry["name"] == name]
    assert found["unit"] == "kg CO2-Eq"
    values: defaultdict[str, set[float]] = defaultdict(set)
    for exchange in found["exchanges"]:
        values[exchange["name"]].add(exchange["amount"])
    assert all(len(entry) == 1 for entry in values.values())
    return {flow: entry.pop() for flow, entry in values.items()}


@pytest.fixture(scope="module")
def packaged() -> dict[int, dict[str, float]]:
    methods = packaged_methods()
    return {horizon: factors(methods, horizon) for horizon in (20, 100, 500)}


@pytest.mark.parametrize("horizon", [20, 100, 500])
@pytest.mark.parametrize("gas", sorted(BOTH))
def test_same_potential(packaged: dict[int, dict[str, float]], gas: str, horizon: int) -> None:
    ours = shipped_factors().gwp(gas, "ar6", horizon)
    if ours is None:
        # The supplement has one value for methane over 500 years, which divides it by no origin.
        assert (gas[:3], horizon) == ("CH4", 500)
        return
    assert ours.value == packaged[horizon][BOTH[gas]]


@pytest.mark.parametrize("gas", sorted(MISSING))
def test_process_gas_that_the_packaged_method_lacks_is_in_ours(packaged: dict[int, dict[str, float]], gas: str) -> None:
    hits = [flow for flow in packaged[100] if any(word in flow.lower() for word in MISSING[gas])]
    # The chlorofluorocarbons of ecoinvent hold similar words.
    assert [flow for flow in hits if "chloro" not in flow and flow not in BOTH.values()] == []
    ours = shipped_factors().gwp(gas, "ar6")
    assert ours is not None
    assert ours.value > 0


def test_no_fluorinated_flow_of_the_packaged_method_is_overlooked(packaged: dict[int, dict[str, float]]) -> None:
    """What is left beside those above holds chlorine or bromine, or is no gas of a plasma tool."""
    fluorinated = {flow for flow in packaged[100] if "fluor" in flow.lower()} - set(BOTH.values())
    refrigerants = {"Ethane, 1,1,1-trifluoro-, HFC-143a", "Ethane, 1,1-difluoro-, HFC-152a"}
    assert {flow for flow in fluorinated - refrigerants if "chloro" not in flow and "bromo" not in flow} == set()
