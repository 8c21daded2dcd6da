"""The shipped claims: their verdicts, from one run."""

from __future__ import annotations

import re

import pytest

from mems_lca.analysis.claims import JudgedClaim, JudgedClaims
from mems_lca.analysis.claims_text import filled
from mems_lca.library.pages import escaped
from mems_lca.reporting.claims_page import claims_markdown
from mems_lca.reporting.pages import shipped_claims
from packs import shipped_library

VERDICTS = {
    "C1": "differs", "C2": "contradicted", "C3": "depends", "C4": "contradicted", "C5": "differs", "C6": "differs",
    "C7": "differs", "C8": "depends", "C9": "differs", "C10": "holds", "C11": "differs", "C12": "depends",
    "C13": "holds", "C14": "holds", "C15": "contradicted", "C16": "differs", "C17": "depends", "C18": "differs",
    "C19": "not_computable", "C20": "depends", "C21": "holds", "C22": "depends", "C23": "not_computable",
    "C24": "contradicted", "C25": "contradicted", "C26": "not_computable", "C27": "holds", "C28": "holds",
    "C29": "not_computable", "C30": "depends", "C31": "depends", "C32": "depends", "C33": "depends",
}  # fmt: skip


@pytest.fixture(scope="module")
def judged() -> JudgedClaims:
    """All claims, each study and variant calculated once."""
    return shipped_claims(shipped_library())


def of(judged: JudgedClaims, name: str) -> JudgedClaim:
    return next(entry for entry in judged.judged if entry.id == name)


def value(claim: JudgedClaim, name: str) -> float:
    number = next(entry.value for entry in claim.entries if entry.name == name)
    assert number is not None
    return number


def test_verdicts(judged: JudgedClaims) -> None:
    assert {entry.id: entry.verdict for entry in judged.judged} == VERDICTS
    assert sum(entry.verdict != "not_computable" for entry in judged.judged) >= 27


def test_only_claims_that_say_so_are_not_computable(judged: JudgedClaims) -> None:
    stated = {entry.id for entry in judged.judged if entry.claim.not_computable is not None}
    assert {entry.id for entry in judged.judged if entry.verdict == "not_computable"} == stated
    lacking = [(entry.id, check.reason) for entry in judged.judged for check in entry.checks if check.reason]
    assert lacking == []


def test_logic_is_doubtful_beside_published_fabs(judged: JudgedClaims) -> None:
    assert [check.verdict for check in of(judged, "C1").checks] == ["differs", "doubtful", "doubtful"]


def test_dose_lacks_the_fluorine_that_the_silicon_needs(judged: JudgedClaims) -> None:
    claim = of(judged, "C2")
    assert value(claim, "dose_mass") == pytest.approx(0.782e-3, rel=1e-3)
    assert value(claim, "least_mass") == pytest.approx(0.7317e-3 * 2.71 / 0.78047, rel=1e-3)
    assert [check.verdict for check in claim.checks] == ["contradicted", "doubtful", "contradicted"]


def test_wafers_and_intensity_do_not_make_the_energy(judged: JudgedClaims) -> None:
    claim = of(judged, "C4")
    year, terawatt_hour = 31557600.0, 3.6e15
    low, high = (value(claim, name) * year / terawatt_hour for name in ("energy_low", "energy_high"))
    assert (low, high) == (pytest.approx(0.6786, rel=1e-3), pytest.approx(0.8671, rel=1e-3))
    assert value(claim, "coal_by_heat") * year == pytest.approx(0.258e9, rel=1e-2)
    assert value(claim, "coal_by_plant") * year == pytest.approx(0.63e9, rel=1e-3)
    assert [check.verdict for check in claim.checks] == ["contradicted", "contradicted"]


def test_saving_of_precious_metals_is_that_of_a_mix(judged: JudgedClaims) -> None:
    claim = of(judged, "C5")
    assert value(claim, "implied") == pytest.approx(7323, rel=1e-3)
    assert value(claim, "silver_saves") < value(claim, "implied") < value(claim, "gold_saves")
    assert 0.4 < value(claim, "gold_needed") < 0.55


def test_swap_of_the_gas_is_worse_and_not_better(judged: JudgedClaims) -> None:
    claim = of(judged, "C15")
    assert value(claim, "gwp_c4f8o") == 13900
    assert value(claim, "clean_ratio") == pytest.approx(5844 / 1758, rel=2e-3)
    assert value(claim, "all_ratio") == pytest.approx(3463 / 2564, rel=2e-3)
    assert value(claim, "all_own") == pytest.approx(0.66, abs=0.01)
    assert value(claim, "clean_own") == pytest.approx(4486 / 1608, rel=2e-3)
    assert {check.verdict for check in claim.checks if check.check.name.en != "GWP of C4F8"} == {"contradicted"}


def test_scope_three_by_perspective(judged: JudgedClaims) -> None:
    claim = of(judged, "C22")
    assert value(claim, "idm") < value(claim, "foundry") < 0.65 < value(claim, "fabless")
    assert value(claim, "fabless") == pytest.approx(1.0)
    assert value(claim, "idm_total") == pytest.approx(value(claim, "fabless_total"))
    assert [check.verdict for check in claim.checks] == ["contradicted", "contradicted", "holds"]


def test_ranking_turns_round_with_the_key_of_allocation(judged: JudgedClaims) -> None:
    claim = of(judged, "C24")
    assert value(claim, "even") > 1
    assert all(value(claim, key) < 1 for key in ("area", "layers", "time"))


def test_water_of_a_device(judged: JudgedClaims) -> None:
    claim = of(judged, "C25")
    assert value(claim, "per_device") == pytest.approx(1.2e-3)
    assert value(claim, "area") == pytest.approx(0.146e-4, rel=1e-2)


def test_carbon_per_unit_of_performance(judged: JudgedClaims) -> None:
    claim = of(judged, "C14")
    assert value(claim, "per_lsb") == pytest.approx(value(claim, "per_device") / 4096)
    assert value(claim, "per_kpa") == pytest.approx(value(claim, "sensor") / 110e3)


def test_scarcity_follows_the_factors_of_the_places(judged: JudgedClaims) -> None:
    assert [check.ratios[0] for check in of(judged, "C28").checks] == pytest.approx([1, 1, 1])


def test_every_text_has_both_languages(judged: JudgedClaims) -> None:
    for entry in judged.judged:
        claim = entry.claim
        texts = [claim.short, claim.text, *(check.name for check in claim.checks)]
        texts += [text for text in (claim.not_computable, claim.left_out, claim.note) if text is not None]
        assert [text.en for text in texts if not re.search("[\u4e00-\u9fff]", text.zh)] == [], entry.id
        for text in texts:
            assert "{" not in filled(text.zh, entry)


def test_every_quantity_is_used(judged: JudgedClaims) -> None:
    from mems_lca.library.claim_checks import NAMED
    from mems_lca.study.formula import references

    idle = []
    for entry in judged.judged:
        claim = entry.claim
        formulas = [formula for check in claim.checks for _, formula in check.formulas()]
        formulas += [derived.formula for derived in claim.derived.values()]
        used = {name for formula in formulas for name in references(formula)}
        used |= {match[1] for match in NAMED.finditer(claim.note.en if claim.note else "")}
        idle += [f"{entry.id}.{name}" for _, name in claim.names() if name not in used]
    assert idle == []


def test_page_has_every_claim_and_whole_tables(judged: JudgedClaims) -> None:
    text = claims_markdown(shipped_library(), judged)
    for entry in judged.judged:
        assert f"\n## {entry.id}: {entry.claim.short.en}\n" in text
        assert f"> {escaped(entry.claim.text.en)}" in text
    for block in text.split("\n\n"):
        if block.startswith("|"):
            assert len({len(re.split(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1, block[:200]
    sources = set(re.findall(r"\(sources\.md#([a-z0-9-]+)\)", text))
    assert sources <= shipped_library().factors.source_ids()
    assert {"cn-micromachinery-2026", "nrc-2000-tce", "wang-2023-water-cycle"} <= sources
