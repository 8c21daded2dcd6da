"""Making of process gases and chemicals: published flows, losses that follow the warming potentials, by-products."""

from __future__ import annotations

from functools import cache

import pytest

from mems_lca import read_study
from mems_lca.analysis.calculated import Calculated
from mems_lca.face import bind_study
from mems_lca.inventory.build import build_inventory
from packs import route, run, shipped_library, step, study, supply_of

GRID = 0.6205
"""kg CO2e/kWh, life-cycle footprint of electricity in China, 2023."""
FLUORINATED = sorted(
    name
    for name in shipped_library().names("steps")
    if name.startswith("gas_") and shipped_library().factors.gas(name.removeprefix("gas_")).kind == "fluorinated"
)
AR6 = {"SF6": 25_200, "NF3": 17_400, "c-C4F8": 10_200, "CHF3": 14_600, "HCFC-22": 1_960, "N2O": 273, "CFC-113": 6_520}


@cache
def made(product: str, unit: str = "kg", method: str = "ipcc_ar6_gwp100", values: tuple[str, ...] = ()) -> Calculated:
    """One unit of a product drawn by a step; `values` are pairs of path and value."""
    draw = step({"input": product, "amount": "m"}, parameters={"m": f"1 {unit}"})
    given = dict(zip(values[::2], values[1::2], strict=True))
    return run(steps={"draw": draw}, routes={"line": route("draw")}, study=study(method=method), values=given)


def parts(calculated: Calculated, supplier: str = "") -> dict[str, float]:
    """kg CO2e by flow or input, of one supply step or of the whole chain."""
    found: dict[str, float] = {}
    for row in calculated.rows:
        counted = row.indicator == "climate_change" and row.accounting != "market"
        if counted and (not supplier or row.process == f"line.{supplier}@fab"):
            key = row.input or row.flow
            found[key] = found.get(key, 0.0) + row.per_wafer
    return found


def footprint(calculated: Calculated) -> float:
    return sum(parts(calculated).values())


def parameter(name: str, key: str) -> float:
    return shipped_library().step(name).parameters[key].value.magnitude


# ---------------------------------------------------------------- published flows


@pytest.mark.parametrize(
    ("name", "key", "value", "source"),
    [
        ("gas_NF3", "electricity_use", 43, "iea-pvps-lci-2020"),
        ("gas_NF3", "production_loss", 0.012, "iea-pvps-lci-2026"),
        ("gas_NF3", "fluorine_use", 1.693333, "iea-pvps-lci-2026"),
        ("gas_NF3", "ammonia_use", 0.252901, "iea-pvps-lci-2026"),
        ("hydrofluoric_acid", "electricity_use", 2.55919, "iea-pvps-lci-2026"),
        ("hydrofluoric_acid", "heat_use", 1.1235, "iea-pvps-lci-2026"),
        ("hydrofluoric_acid", "fluorspar_use", 2.053, "iea-pvps-lci-2026"),
        ("hydrofluoric_acid", "sulfuric_acid_use", 5.5, "iea-pvps-lci-2026"),
        ("silane", "electricity_use", 25, "iea-pvps-lci-2026"),
        ("silane", "heat_use", 179.36, "iea-pvps-lci-2026"),
        ("gas_SF6", "production_loss", 0.08, "ipcc-2006-v3-ch3"),
        ("gas_CF4", "production_loss", 0.005, "ipcc-2006-v3-ch3"),
        ("gas_CHF3", "production_loss", 0.005, "ipcc-2006-v3-ch3"),
        ("chlorodifluoromethane", "hfc23_formed", 0.03, "ipcc-2006-v3-ch3"),
        ("chlorodifluoromethane", "hfc23_abated", 0.49, "efctc-2021-hfc23"),
        ("tetrafluoroethylene", "c4f8_emitted", 0.003, "muehle-2022-c4f8"),
        ("nitric_acid_50", "n2o_formed", 0.007, "ipcc-2006-v3-ch3"),
        ("fluorine", "cell_heat", 35, "lookchem-fluorine"),
    ],
)
def test_published_parameter(name: str, key: str, value: float, source: str) -> None:
    found = shipped_library().step(name).parameters[key]
    assert (found.value.magnitude, found.source) == (value, source)


def test_nitrogen_trifluoride_of_the_photovoltaic_inventories() -> None:
    """43 kWh x 0.6205 = 26.68, 0.012 kg x 17,400 = 208.8, ammonia 0.2529 kg x 2.64 = 0.668: 236.1, and fluorine."""
    found = parts(made("gas_NF3"), "gas_NF3")
    assert found["electricity"] == pytest.approx(43 * GRID)
    assert found["NF3"] == pytest.approx(0.012 * AR6["NF3"])
    assert found["electricity"] + found["NF3"] + found["ammonia"] == pytest.approx(236.1, abs=0.1)
    whole = footprint(made("gas_NF3"))
    assert whole > 236.1
    assert whole - 236.1 == pytest.approx(22.5, abs=2)


def test_hydrogen_fluoride() -> None:
    """2.55919 kWh, 1.1235 MJ, 5.5 kg of sulphuric acid: 1.588 + 0.065 + 0.245 = 1.898; fluorspar and freight on top."""
    found = parts(made("hydrofluoric_acid"), "hydrofluoric_acid")
    assert found["electricity"] + found["process_heat"] + found["sulfuric_acid"] == pytest.approx(1.898, abs=0.001)
    assert footprint(made("hydrofluoric_acid")) == pytest.approx(2.29, abs=0.05)


def test_electrolysis_of_fluorine_by_hand() -> None:
    """(35 MJ/kg + 2 x 96,485 C/mol x 2.9 V / 0.0379968 kg/mol) / 0.95 = 52.35 MJ = 14.54 kWh, and 2 kWh of cooling."""
    cell = (35e6 + 2 * 96485.33212 * 2.9 / 37.9968e-3) / 0.95 / 3.6e6
    assert cell == pytest.approx(14.54, abs=0.01)
    assert parts(made("fluorine"), "fluorine")["electricity"] == pytest.approx((cell + 2) * GRID)


def test_electricity_of_electrochemical_fluorination_by_hand() -> None:
    """16 electrons at 6 V over 45 % yield: 16 x 96,485 x 6 / 0.21603 x 1.005 / 0.45 / 0.95 = 28.0 kWh/kg, and 6.03."""
    cell = 16 * 96485.33212 * 6 / 216.0302e-3 * 1.005 / 0.45 / 0.95 / 3.6e6
    assert parts(made("gas_c-C4F8O"), "gas_c-C4F8O")["electricity"] == pytest.approx((cell + 1.005 * 6) * GRID)


@pytest.mark.parametrize(("product", "published"), [("oxygen", 0.46), ("argon", 1.55)])
def test_air_gases_add_delivery_to_what_was_published_for_china(product: str, published: float) -> None:
    """kg CO2e per Nm3; 5 % evaporate between the plant and the tank."""
    found = parts(made(product, "Nm3"))
    assert found[f"{product}_separated"] == pytest.approx(published / 0.95)
    assert footprint(made(product, "Nm3")) < 2 * published


def test_footprint_of_a_refrigerant_is_near_the_published_one() -> None:
    """McCulloch and Lindley 2003: 4.52 + 2.1 = 6.6 kg CO2e/kg at a potential of 1,300; 7.0 at 1,530 of AR6."""
    found = parts(made("gas_HFC-134a"))
    assert found["CO2"] == pytest.approx(4.52)
    assert found["HFC-134a"] == pytest.approx(2.1 / 1300 * 1530)


# ---------------------------------------------------------------- losses


@pytest.mark.parametrize("name", FLUORINATED)
def test_every_fluorinated_gas_is_lost_in_its_making(name: str) -> None:
    gas = name.removeprefix("gas_")
    calculated = made(name)
    lost = [
        calculated.inventory.values[exchange.amount]
        for exchange in calculated.inventory.processes[f"line.{name}@fab"].exchanges
        if exchange.flow == gas
    ]
    assert sum(lost) > 0
    assert all(row.scope == "3.1" and row.stage == "raw_materials" for row in calculated.rows if row.flow == gas)


def test_all_process_gases_with_a_table_row_are_made_by_a_step() -> None:
    expected = {"SF6", "NF3", "CF4", "C2F6", "C3F8", "CHF3", "CH2F2", "C4F6", "c-C4F8", "c-C4F8O", "C6F14", "HFC-134a"}
    assert {name.removeprefix("gas_") for name in FLUORINATED} == expected


@pytest.mark.parametrize(
    ("product", "gas", "loss"), [("gas_SF6", "SF6", 0.08), ("gas_c-C4F8", "c-C4F8", 0.005), ("gas_CF4", "CF4", 0.005)]
)
def test_losses_follow_the_set_of_potentials(product: str, gas: str, loss: float) -> None:
    found = {}
    for name, method in (("sar", "ipcc_sar_gwp100"), ("ar6", "ipcc_ar6_gwp100")):
        found[name] = parts(made(product, method=method), product)[gas]
        factor = shipped_library().factors.gwp(gas, name)
        assert factor is not None
        assert found[name] == pytest.approx(loss * factor.value)
    assert found["sar"] != found["ar6"]


def test_sulphur_hexafluoride_by_grade() -> None:
    """The two defaults of the guidelines, 8 % and 0.2 %, are thirty times apart: 2,030 against 65 kg CO2e/kg."""
    low = made("gas_SF6", values=("line.gas_SF6@fab.production_loss", "0.002"))
    assert footprint(made("gas_SF6")) == pytest.approx(0.08 * AR6["SF6"] + 15, rel=0.01)
    assert footprint(low) == pytest.approx(0.002 * AR6["SF6"] + 14, rel=0.05)


def test_what_is_lost_is_made_in_excess() -> None:
    """1.08 kg made of 0.78049 kg of fluorine each, over a yield of 93 %."""
    assert supply_of(made("gas_SF6"), "line.fluorine@fab") == pytest.approx(1.08 * 0.78049 / 0.93, rel=1e-4)


# ---------------------------------------------------------------- the chain of HCFC-22


def test_by_products_of_the_ring() -> None:
    """Per kg of c-C4F8: 1.005 / 0.9 kg of C2F4, 1.72905 / 0.9 kg of HCFC-22 for each, 0.03 x 0.51 of it HFC-23."""
    calculated = made("gas_c-C4F8")
    ethylene = 1.005 / 0.9
    hcfc = ethylene * 1.72905 / 0.9
    assert supply_of(calculated, "line.chlorodifluoromethane@fab") == pytest.approx(hcfc, rel=1e-4)
    assert parts(calculated)["CHF3"] == pytest.approx(hcfc * 0.03 * 0.51 * AR6["CHF3"], rel=1e-4)
    assert parts(calculated, "tetrafluoroethylene")["c-C4F8"] == pytest.approx(hcfc * 0.003 * AR6["c-C4F8"], rel=1e-4)
    assert parts(calculated)["HCFC-22"] == pytest.approx(hcfc * 0.005 * AR6["HCFC-22"], rel=1e-4)
    assert footprint(calculated) == pytest.approx(633, abs=5)


@pytest.mark.parametrize(("share", "expected"), [("0", 1093), ("0.98", 172)])
def test_share_of_burnt_hfc23_decides(share: str, expected: float) -> None:
    calculated = made("gas_c-C4F8", values=("line.chlorodifluoromethane@fab.hfc23_abated", share))
    assert footprint(calculated) == pytest.approx(expected, abs=8)


def test_butadiene_is_not_free_of_warming_upstream() -> None:
    """C4F6 itself has 0.004; what is lost of CFC-113 has not: 2.31268 x 1.005 / 0.55 x 0.005 kg x 6,520 = 138."""
    found = parts(made("gas_C4F6"))
    assert found["CFC-113"] == pytest.approx(2.31268 * 1.005 / 0.55 * 0.005 * AR6["CFC-113"], rel=1e-4)
    assert found["C4F6"] < 1e-3


# ---------------------------------------------------------------- chemicals


def test_nitrous_oxide_of_nitric_acid() -> None:
    """0.5 kg of HNO3 with 0.007 kg of N2O each."""
    found = parts(made("nitric_acid_50"))
    assert found["N2O"] == pytest.approx(0.5 * 0.007 * AR6["N2O"])
    assert found["ammonia"] == pytest.approx(0.5 * 0.27028 / 0.95 * 2.64, rel=1e-4)


def test_nitrous_oxide_gas_carries_that_of_its_acid() -> None:
    found = parts(made("nitrous_oxide"))
    acid = 1.43167 * 1.005 / 0.9
    assert found["N2O"] == pytest.approx((0.005 + acid * 0.007) * AR6["N2O"], rel=1e-4)


@pytest.mark.parametrize(
    ("product", "unit", "low", "high"),
    [
        ("pgmea", "kg", 2.5, 4.5),
        ("tmah", "kg", 4, 10),
        ("hmds", "kg", 7.33, 20),
        ("tetraethyl_orthosilicate", "kg", 3, 8),
        ("trichlorosilane", "kg", 3, 8),
        ("dichlorosilane", "kg", 5, 14),
        ("silane", "kg", 25, 70),
        ("ammonium_fluoride", "kg", 2, 5),
        ("liquid_nitrogen", "kg", 0.24, 0.6),
        ("helium", "Nm3", 1, 6),
    ],
)
def test_stoichiometric_supply_is_of_the_expected_size(product: str, unit: str, low: float, high: float) -> None:
    """kg CO2e per unit; bounds from the figures that the notes of the steps name."""
    assert low < footprint(made(product, unit)) < high


@pytest.mark.parametrize(
    ("product", "value"),
    [("isopropanol", 2.3219), ("acetone", 2.5435), ("potassium_hydroxide", 2.63), ("acetic_acid", 1.524)],
)
def test_published_factor_in_place_of_an_assumption(product: str, value: float) -> None:
    (row,) = shipped_library().factors.product_factors(product)
    assert (row.factor.value, row.factor.kind) == (value, "derived" if product == "acetic_acid" else "published")


# ---------------------------------------------------------------- names with a hyphen, and coverage


@pytest.mark.parametrize("path", ["grey.gas_c-C4F8@fab.production_loss", 'grey."gas_c-C4F8@fab".production_loss'])
def test_path_of_a_step_with_a_hyphen(path: str) -> None:
    bound = bind_study(read_study("accelerometer"), values={path: "0.05"})
    cells = build_inventory(bound).cells
    values = {route: cells[f"{route}.gas_c-C4F8@fab.production_loss"].given for route in ("grey", "green")}
    assert {route: given.magnitude for route, given in values.items() if given} == {"grey": 0.05, "green": 0.005}
