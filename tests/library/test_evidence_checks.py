"""Evidence of a study: names, files and hashes, and what is said where they do not fit."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from mems_lca.errors import StudyError
from mems_lca.face import bind_study, with_values
from mems_lca.library import evidence_checks
from mems_lca.library.bound import BoundStudy
from mems_lca.library.evidence_checks import uses
from packs import Data, read, route, step, study, write

TEXT = b"month,kWh\n2025-01,12\n"
SHA = hashlib.sha256(TEXT).hexdigest()


def pack(root: Path, evidence: Data, set_: Data | None = None, **more: Any) -> Path:
    """A line of one step with a parameter, and a file beside the study."""
    write(
        root,
        steps={"etch": step({"input": "electricity", "amount": "energy"}, parameters={"energy": "2 kWh"})},
        routes={"line": route("etch", **more.pop("route", {}))},
        study=study(evidence=evidence, set=set_ or {}, **more),
    )
    folder = root / "inventories" / "studies" / "proof"
    folder.mkdir(exist_ok=True)
    (folder / "meter.csv").write_bytes(TEXT)
    return root


def bound(root: Path, evidence: Data, set_: Data | None = None, **more: Any) -> BoundStudy:
    return bind_study(read(pack(root, evidence, set_, **more)))


def findings(root: Path, evidence: Data, set_: Data | None = None, **more: Any) -> list[str]:
    with pytest.raises(StudyError) as raised:
        bound(root, evidence, set_, **more)
    return [finding.line() for finding in raised.value.findings]


GIVEN: Data = {"etch.energy": {"value": "3 kWh", "evidence": "log"}}


def test_the_hash_of_a_file_is_taken(tmp_path: Path) -> None:
    found = bound(tmp_path, {"log": {"file": "proof/meter.csv", "owner": "Facilities"}}, GIVEN)
    assert (found.proofs["log"].name, found.proofs["log"].sha256) == ("meter.csv", SHA)
    assert found.proofs["log"].bytes == len(TEXT)
    assert [finding.code for finding in found.findings] == []


def test_a_stated_hash_holds_in_either_case(tmp_path: Path) -> None:
    assert bound(tmp_path, {"log": {"file": "proof/meter.csv", "sha256": SHA.upper()}}, GIVEN).proofs["log"]


def test_another_hash_is_an_error_at_its_place(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, {"log": {"file": "proof/meter.csv", "sha256": "0" * 64}}, GIVEN)
    assert "evidence.log.sha256" in line
    assert "[evidence_hash]" in line
    assert SHA in line


def test_every_error_at_once_with_the_nearest_name(tmp_path: Path) -> None:
    lines = findings(
        tmp_path,
        {
            "log": {"file": "proof/metre.csv"},
            "folder": {"file": "proof"},
            "above": {"file": "../../secret.csv"},
        },
        {"etch.energy": {"value": "3 kWh", "evidence": "lgo"}},
    )
    assert [line.rpartition("[")[2] for line in lines] == [*["evidence_file]"] * 3, "unknown_evidence]"]
    assert "No such file" in lines[0]
    assert "this is none" in lines[1]
    assert "outside the study's folder" in lines[2]
    assert "did you mean 'log'?" in lines[3]
    assert "set.etch.energy.evidence" in lines[3]


def test_a_link_out_of_the_folder_is_refused_and_an_absolute_path_is_not(tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere.csv"
    secret.write_bytes(TEXT)
    root = pack(tmp_path / "pack", {"log": {"file": "proof/link.csv"}}, GIVEN)
    (root / "inventories" / "studies" / "proof" / "link.csv").symlink_to(secret)
    with pytest.raises(StudyError, match="outside the study's folder"):
        bind_study(read(root))
    found = bound(tmp_path / "other", {"log": {"file": str(secret)}}, GIVEN)
    assert found.proofs["log"].name == "elsewhere.csv"


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_checks, "MOST_BYTES", 10)
    monkeypatch.setattr(evidence_checks, "_sha256", lambda *_: pytest.fail("it was read"))
    (line,) = findings(tmp_path, {"log": {"file": "proof/meter.csv"}}, GIVEN)
    assert f"has {len(TEXT)} bytes" in line


def test_a_file_that_changes_has_another_hash(tmp_path: Path) -> None:
    root = pack(tmp_path, {"log": {"file": "proof/meter.csv"}}, GIVEN)
    first = bind_study(read(root)).proofs["log"].sha256
    (root / "inventories" / "studies" / "proof" / "meter.csv").write_bytes(TEXT + b"x")
    assert bind_study(read(root)).proofs["log"].sha256 == hashlib.sha256(TEXT + b"x").hexdigest() != first


def test_evidence_that_supports_nothing_is_a_warning(tmp_path: Path) -> None:
    found = bound(tmp_path, {"log": {"meter": "M-1"}, "spare": {"meter": "M-2"}}, GIVEN)
    assert [(finding.severity, finding.code) for finding in found.findings] == [("warning", "evidence_unused")]
    assert "spare" in found.findings[0].message
    assert found.proofs == {}


def test_a_route_and_a_step_name_evidence_of_the_study(tmp_path: Path) -> None:
    named = {"step": "etch", "set": {"energy": {"value": "4 kWh", "evidence": "log"}}}
    steps = {"etch": step({"input": "electricity", "amount": "energy"}, parameters={"energy": "2 kWh"})}
    root = write(tmp_path, steps=steps, routes={"line": route(named)}, study=study())
    with pytest.raises(StudyError, match=r"line\.yaml.*no evidence of this name.*'log'"):
        bind_study(read(root))
    write(tmp_path, study=study(evidence={"log": {"meter": "M-1"}}))
    assert bind_study(read(root)).findings == ()
    steps["etch"]["parameters"]["energy"]["evidence"] = "lot"
    write(tmp_path, steps=steps)
    with pytest.raises(StudyError, match=r"etch\.yaml.*no evidence of this name.*did you mean 'log'"):
        bind_study(read(root))


def test_what_can_name_evidence_and_what_is_primary(tmp_path: Path) -> None:
    given: Data = {
        "etch.energy": {"value": "3 kWh", "evidence": "log"},
        "line.etch.energy": {"value": "4 kWh", "source": "assumption", "note": "guessed"},
    }
    gold = {"gold_mined": {"climate_change": {"value": "12500 kg CO2e/kg", "source": "fritz-2020-gold"}}}
    measured = {
        "site": "fab",
        "products": {"line": "A"},
        "meters": {"main": {"carrier": "electricity", "evidence": "log"}},
        "wafer_starts": {"file": "starts.csv"},
        "readings": [{"file": "a.csv"}, {"file": "b.csv", "evidence": "log"}],
    }
    root = pack(tmp_path, {"log": {"meter": "M"}}, given, factors=gold, measured=measured)
    found = [(use.path, use.role, use.evidence) for use in uses(read(root).study)]
    assert found == [
        ("etch.energy", "primary", "log"),
        ("line.etch.energy", "assumption", ""),
        ("factors.gold_mined.climate_change", "sourced", ""),
        ("measured.meters.main", "primary", "log"),
        ("measured.wafer_starts", "primary", ""),
        ("measured.readings.0", "primary", ""),
        ("measured.readings.1", "primary", "log"),
    ]


def test_a_value_of_the_command_line_has_no_evidence(tmp_path: Path) -> None:
    root = pack(tmp_path, {"log": {"meter": "M"}}, GIVEN)
    found = bind_study(with_values(read(root), {"etch.energy": "5 kWh"}))
    assert [finding.code for finding in found.findings] == ["evidence_unused"]
