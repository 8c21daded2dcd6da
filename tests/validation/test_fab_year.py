"""The made-up fab year, worked out by hand from the raw numbers of its tables: nothing here goes through the package.

Twelve months, three products, 40 bottles, six meters; a month that stands twice, and two that are missing. Totals by
meter, shares, amounts per wafer, and the ledger of gases are plain arithmetic below; the package must give the same.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mems_lca.errors import StudyError
from mems_lca.face import assess, bind_study, read_study, with_values
from mems_lca.face_measured import gas_ledger
from mems_lca.inventory.build import build_inventory

FOLDER = Path(__file__).resolve().parents[2] / "inventories" / "studies" / "fab_year"
OWN = "ACC-200"
F = 18.998403162
SHARE_OF_FLUORINE = {
    "SF6": 6 * F / 146.055,
    "CF4": 4 * F / 88.0043,
    "c-C4F8": 8 * F / 200.030,
    "C2F6": 6 * F / 138.0118,
}
C4F8 = 0.2000312
"""kg per mol, as the table of gases prints it."""
# Table I-5 of 40 CFR 98, and the destruction that the route states.
RATES = {"SF6": {"SF6": 0.2}, "c-C4F8": {"c-C4F8": 0.2, "CF4": 0.2, "C2F6": 0.2}, "CF4": {"CF4": 0.7}}
DESTRUCTION = {"SF6": 0.95, "c-C4F8": 0.96, "CF4": 0.80, "C2F6": 0.90}
GWP = {"SF6": 25_200, "CF4": 7_380, "c-C4F8": 10_200, "C2F6": 12_400}


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-12)


# ---------------------------------------------------------------- the raw numbers


def rows(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def started(column: str = "Wafer starts") -> dict[str, float]:
    found: dict[str, float] = {}
    for row in rows("wafer_starts.csv"):
        found[row["Product"]] = found.get(row["Product"], 0) + float(row[column])
    return found


def electricity() -> dict[str, float]:
    """kWh by sub-meter: the second entry of a month does not count, a month that is missing counts nothing."""
    found: dict[str, float] = {}
    seen = set()
    for row in rows("electricity.csv"):
        if (row["meter"], row["month"]) in seen:
            continue
        seen.add((row["meter"], row["month"]))
        kwh = float(row["consumption"]) * {"kWh": 1, "MWh": 1000}[row["uom"]]
        found[row["meter"]] = found.get(row["meter"], 0) + kwh
    return found


def main_meter() -> float:
    """kWh between the first and the last reading of the counter."""
    read = [float(row["Meter reading"]) * {"kWh": 1, "MWh": 1000}[row["Unit"]] for row in rows("main_meter.csv")]
    return read[-1] - read[0]


def water() -> dict[str, float]:
    """m3 by meter; the August of WM-UPW gets the mean rate of the other 334 days."""
    from openpyxl import load_workbook

    found: dict[str, float] = {}
    for meter, month, amount, unit in load_workbook(FOLDER / "water.xlsx").active.iter_rows(values_only=True):
        if month is not None and unit in ("立方米", "m3", "L"):
            found[meter] = found.get(meter, 0) + amount * {"L": 1e-3}.get(unit, 1)
    found["WM-UPW"] += found["WM-UPW"] / 334 * 31
    return found


def bottles(gas: str) -> list[tuple[dict[str, str], float, float, float]]:
    """Each bottle of a gas: its row, and gross weight on and off and tare in kg."""
    found = []
    for row in rows("bottles.csv", ";"):
        if row["Gas"] == gas:
            names = ("Gross weight full", "Gross weight empty", "Tare weight")
            on, off, tare = (float(row[name]) * {"kg": 1, "g": 1e-3}[row["Unit"]] for name in names)
            found.append((row, on, off, tare))
    return found


def used(gas: str) -> float:
    return sum(on - off for _, on, off, _ in bottles(gas))


def left(gas: str, returned: str) -> float:
    return sum(off - tare for row, _, off, tare in bottles(gas) if row["Returned"] == returned)


def uptime(*units: str) -> float:
    logs = [row for row in rows("uptime.csv", ";") if row["Abatement unit"] in units]
    up, running = (sum(float(row[name].replace(",", ".")) for row in logs) for name in ("Up hours", "Gas on hours"))
    return up / running


def by_recipe(gas: str) -> float:
    """kg that the table of recipes says."""
    wafers = started()
    found = [row for row in rows("recipes.csv") if row["gas"] == gas]
    return sum(
        wafers[row["product"]] * float(row["use per wafer"]) * {"g": 1e-3, "kg": 1}[row["unit"]] for row in found
    )


def c4f8_of_own_product() -> float:
    """kg per wafer started by the Bosch recipe: 275 sccm for 4 of 10.5 s, 50 um at 3.84 um/min.

    Of 100 wafers started 100 x 0.999^4 reach the etch (four lithographies before it), with 6 monitors.
    """
    moles = 275e-6 * 101_325 / (8.31446261815324 * 273.15) * (4 / 10.5) * (50 / 3.84)
    return moles * C4F8 * (0.999**4 + 0.06)


# ---------------------------------------------------------------- what the package says


@cache
def ledger() -> Any:
    return gas_ledger(read_study("fab_year"))


@cache
def result() -> dict[str, Any]:
    return assess(read_study("fab_year")).body


def account(name: str) -> dict[str, Any]:
    found = result()["measured"]["routes"]["line"]["accounts"]
    return next(entry for entry in found if name in entry["account"])


def row_of(gas: str) -> Any:
    return next(row for row in ledger().rows if row.gas == gas)


def test_tables_are_what_they_are_said_to_be() -> None:
    assert len(rows("bottles.csv", ";")) == 40
    assert started() == {"ACC-200": 5400, "GYR-200": 3300, "PRS-150": 2300}
    assert len({row["Month"] for row in rows("wafer_starts.csv")}) == 12
    assert len({*electricity(), "EM-MAIN", *water()}) == 6
    doubled = [row for row in rows("electricity.csv") if (row["meter"], row["month"]) == ("EM-DRIE", "May 2025")]
    assert len(doubled) == 2
    assert not [row for row in rows("electricity.csv") if (row["meter"], row["month"]) == ("EM-LITHO", "Nov 2025")]


@pytest.mark.parametrize("part", ["EM-DRIE", "EM-LITHO", "EM-BOND"])
def test_totals_of_sub_meters(part: str) -> None:
    assert account(part)["measured_total"] == near(electricity()[part])


def test_total_of_the_main_meter_is_what_its_parts_leave() -> None:
    assert main_meter() == near(2_473_000)
    assert account("EM-MAIN")["measured_total"] == near(main_meter() - sum(electricity().values()))


def test_totals_of_water() -> None:
    found = water()
    assert account("WM-UPW")["measured_total"] == near(found["WM-UPW"])
    assert account("WM-MAIN")["measured_total"] == near(found["WM-MAIN"] - found["WM-UPW"])


def shares() -> dict[str, float]:
    """The share of the accelerometer by each key."""
    wafers, hours = started(), started("Tool hours")
    area = {product: n * (150 if product == "PRS-150" else 200) ** 2 for product, n in wafers.items()}
    return {
        "EM-MAIN": area[OWN] / sum(area.values()),
        "WM-MAIN": area[OWN] / sum(area.values()),
        "WM-UPW": area[OWN] / sum(area.values()),
        "EM-DRIE": hours[OWN] / (hours[OWN] + hours["GYR-200"]),
        "EM-LITHO": 5400 / 11_000,
        "EM-BOND": 5400 / 7_700,
        "SF6": 5400 / 8_700,
        "c-C4F8": 5400 / 8_700,
        "isopropanol": 5400 / 11_000,
    }


@pytest.mark.parametrize("name", list(shares()))
def test_shares_and_amounts_per_finished_wafer(name: str) -> None:
    found = account(name)
    finished = started("Wafers out")[OWN]
    assert finished == 5076
    assert found["share"] == near(shares()[name])
    assert found["per_wafer"] == near(found["measured_total"] * shares()[name] / finished)


def test_measured_takes_the_place_of_modelled() -> None:
    for entry in result()["measured"]["routes"]["line"]["accounts"]:
        assert entry["modelled"] + entry["rest"] == near(entry["per_wafer"])


def test_chemicals_and_wastes() -> None:
    # Stock at the start and deliveries, less what went back and the stock at the end.
    assert account("isopropanol")["measured_total"] == near(96 + 320 + 320 + 160 - 16 - 128)
    assert account("acetone")["measured_total"] == near(80 + 480 + 480 - 112)
    assert account("hydrogen_peroxide")["measured_total"] == near(150 + 500 + 450 - 125)
    assert account("spent_solvent")["measured_total"] == near(610 + 655 + 590)
    assert account("spent_acid")["measured_total"] == near(1480 + 1520)
    assert account("spent_hydrofluoric_acid")["measured_total"] == near(870 + 905)


@pytest.mark.parametrize(("gas", "number"), [("SF6", 20), ("c-C4F8", 14), ("CF4", 6)])
def test_bottles(gas: str, number: int) -> None:
    found = row_of(gas)
    assert len(found.bottles) == number
    assert found.used == near(used(gas))
    assert found.rest("returned") == near(left(gas, "yes"))
    assert found.rest("vented") == near(left(gas, "no"))
    assert found.rest("on tool") == near(left(gas, ""))


def test_gas_between_store_and_tools() -> None:
    # 19 bottles of 12.5 kg came onto tools within the year; 250 kg were bought, and the store grew by 12.5 kg.
    (supply,) = ledger().supplies
    assert (supply.bought, supply.stored) == (near(250), near(12.5))
    assert supply.mounted == near(19 * 12.5)
    assert supply.missing == pytest.approx(0, abs=1e-9)


def test_planted_rest_is_found() -> None:
    assert used("SF6") - by_recipe("SF6") == near(1.25)
    assert row_of("SF6").unexplained == near(1.25)
    assert row_of("CF4").unexplained == near(0.75)


def test_own_product_without_a_recipe_row_is_what_its_model_says() -> None:
    explained = by_recipe("c-C4F8") + 5400 * c4f8_of_own_product()
    assert row_of("c-C4F8").recipe == near(explained)
    assert row_of("c-C4F8").unexplained == pytest.approx(used("c-C4F8") - explained, abs=1e-9)


UNITS = {"SF6": ("POU-1", "POU-2"), "c-C4F8": ("POU-1", "POU-2"), "CF4": ("POU-3",)}


def emitted(gas: str) -> dict[str, float]:
    """kg from the tools by gas that leaves: rate x used x (1 - d UT); all gas of both groups passes a unit."""
    up = uptime(*UNITS[gas])
    return {name: used(gas) * rate * (1 - DESTRUCTION[name] * up) for name, rate in RATES[gas].items()}


@pytest.mark.parametrize("gas", list(RATES))
def test_emitted_and_destroyed(gas: str) -> None:
    for entry in row_of(gas).leaving:
        before = used(gas) * RATES[gas][entry.gas]
        assert entry.uncontrolled == near(before)
        assert entry.emitted == near(emitted(gas)[entry.gas])
        assert entry.destroyed == near(before * DESTRUCTION[entry.gas] * uptime(*UNITS[gas]))


def test_abatement_rate() -> None:
    before = sum(used(gas) * rate * GWP[name] for gas in RATES for name, rate in RATES[gas].items())
    after = sum(mass * GWP[name] for gas in RATES for name, mass in emitted(gas).items())
    vented = left("CF4", "no") * GWP["CF4"]
    assert ledger().rate(ledger().rows) == near(1 - (after + vented) / (before + vented))
    assert ledger().co2e(ledger().sums("emitted")) == near(after + vented)
    drie = [row for row in ledger().rows if row.tool_group == "DRIE"]
    parts = [(gas, name) for gas in ("SF6", "c-C4F8") for name in RATES[gas]]
    uncontrolled = sum(used(gas) * RATES[gas][name] * GWP[name] for gas, name in parts)
    assert ledger().rate(drie) == near(1 - sum(emitted(gas)[name] * GWP[name] for gas, name in parts) / uncontrolled)
    assert ledger().abatement["DRIE"].evidence == "abatement_test"


def test_three_readings() -> None:
    found = {view.name: view.co2e for view in ledger().views}
    drie = sum(mass * GWP[name] for gas in ("SF6", "c-C4F8") for name, mass in emitted(gas).items())
    # RIE is not certified: its abatement does not count, and the heel that was let out counts as fed.
    assert found["epa"] == near(drie + (used("CF4") + left("CF4", "no")) * 0.7 * GWP["CF4"])
    fed = {gas: used(gas) + left(gas, "yes") + left(gas, "no") for gas in RATES}
    guidelines = sum(fed[gas] * 0.9 * rate * 0.1 * GWP[name] for gas in RATES for name, rate in RATES[gas].items())
    assert found["ipcc"] == near(guidelines)
    recipe = {"SF6": by_recipe("SF6"), "CF4": by_recipe("CF4"), "c-C4F8": row_of("c-C4F8").recipe}
    explained = sum(recipe[gas] / used(gas) * mass * GWP[name] for gas in RATES for name, mass in emitted(gas).items())
    assert found["recipe"] == near(explained)


def test_the_heel_of_the_guidelines_names_its_source() -> None:
    assert (ledger().heel, ledger().heel_source) == (0.1, "ipcc-2006-v3-ch6")
    own = gas_ledger(with_values(read_study("fab_year"), {"measured.heel": "0.05"}))
    assert (own.heel, own.heel_source) == (0.05, "given:study")


@pytest.mark.parametrize("gas", list(RATES))
def test_fluorine(gas: str) -> None:
    found = row_of(gas).fluorine
    assert found.fed == pytest.approx(used(gas) * SHARE_OF_FLUORINE[gas], rel=1e-5)
    leaves = sum(mass * SHARE_OF_FLUORINE[name] for name, mass in emitted(gas).items())
    assert found.emitted == pytest.approx(leaves, rel=1e-5)
    assert abs(found.fed - found.emitted - found.polymer - found.scrubbed) <= 1e-9 * found.fed


def test_polymer_keeps_the_fluorine_that_the_model_says() -> None:
    # 3 % of c-C4F8 by mass ends in polymer of CF2 units; the step's file rounds its molar mass.
    by_hand = used("c-C4F8") * 0.03 * 0.7598175 * 0.20003 / C4F8
    assert row_of("c-C4F8").fluorine.polymer == near(by_hand)


def test_result_carries_the_ledger() -> None:
    record = result()["gas_ledger"]
    assert record["total"]["emitted"] == near(ledger().co2e(ledger().sums("emitted")))
    assert [row["gas"] for row in record["rows"]] == ["SF6", "c-C4F8", "CF4"]


# ---------------------------------------------------------------- what a messy table needs said


def changed(folder: Path, old: str, new: str) -> Path:
    """A copy of the study with its tables in which one text is another."""
    import shutil

    shutil.copytree(FOLDER, folder / "fab_year")
    text = (FOLDER.parent / "fab_year.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    copied = folder / "fab_year.yaml"
    copied.write_text(text.replace(old, new), encoding="utf-8")
    return copied


def test_double_entry_is_refused_at_its_place_unless_it_is_to_be_dropped(tmp_path: Path) -> None:
    copied = changed(tmp_path, "duplicates: drop, ", "")
    with pytest.raises(StudyError) as caught:
        assess(read_study(copied))
    (finding,) = [entry for entry in caught.value.findings if entry.severity == "error"]
    assert finding.place.file.endswith("electricity.csv")
    assert finding.place.line == 15
    assert "EM-DRIE" in finding.message


@pytest.mark.parametrize(
    ("said", "meter", "table"),
    [("gaps: accept, ", "EM-LITHO", "electricity.csv"), ("gaps: interpolate, ", "WM-UPW", "water.xlsx")],
)
def test_gaps_are_refused_unless_it_is_said_what_they_are(tmp_path: Path, said: str, meter: str, table: str) -> None:
    copied = changed(tmp_path, said, "")
    with pytest.raises(StudyError) as caught:
        assess(read_study(copied))
    (finding,) = [entry for entry in caught.value.findings if entry.severity == "error"]
    assert table in str(finding.place)
    assert meter in finding.message


def test_what_was_dropped_and_filled_is_told() -> None:
    told = [entry["text"] for entry in result()["measured"]["findings"]]
    assert sum("double entry" in text for text in told) == 1
    assert sum("no row from 2025-11-01 to 2025-12-01" in text for text in told) == 1
    assert sum("no row from 2025-08-01 to 2025-09-01" in text for text in told) == 1
    assert sum("no row from" in text for text in told) == 2


def test_what_was_dropped_and_filled_has_its_file_and_row() -> None:
    record, named = result()["measured"]["findings"], result()["warnings"]
    for found in (record, named):
        places = {entry["code"]: entry["place"] for entry in found}
        assert places["double"] == "electricity.csv:15 (consumption)"
        assert places["total"] == "water.xlsx:用水!A27"


def test_gas_is_proven_by_its_scales() -> None:
    assert {
        entry["evidence"] for entry in result()["measured"]["routes"]["line"]["accounts"] if entry["kind"] == "gas"
    } == {"scales"}


def test_uptime_of_the_log_takes_the_place_of_the_route_s() -> None:
    # The route states 0.95; SF6 and c-C4F8 of the accelerometer pass POU-1 and POU-2.
    values = build_inventory(bind_study(read_study("fab_year"))).values
    assert values["line.abatement.uptime"] == near(uptime("POU-1", "POU-2"))
