"""The index of evidence in a result: what each entry supports, and the primary values that nothing proves."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from mems_lca.analysis.assess import assess_bound
from mems_lca.analysis.evidence_index import without_folders
from mems_lca.analysis.result import Result
from mems_lca.face import bind_study
from packs import Data, read, route, step, study, write

TEXT = b"42\n"
ETCH = step({"input": "electricity", "amount": "energy * time"}, parameters={"energy": "2 kW", "time": "1 h"})


def assessed(root: Path, *, proof: Path | None = None, **more: Any) -> Result:
    write(root, steps={"etch": ETCH}, routes=more.pop("routes", {"line": route("etch")}), study=study(**more))
    (root / "inventories" / "studies" / "log.csv").write_bytes(TEXT)
    return assess_bound(bind_study(read(root)), "0.0.0")


def evidence(**more: Any) -> Data:
    return {"log": {"file": "log.csv", "owner": "Wang", "date": "2025-06-30", "sign_off": "Li"}, **more}


def test_nothing_without_evidence(tmp_path: Path) -> None:
    body = assessed(tmp_path).body
    assert "evidence" not in body
    assert not any("evidence" in cell for cell in body["trace"]["cells"])


def test_entries_with_what_they_support(tmp_path: Path) -> None:
    body = assessed(
        tmp_path,
        evidence=evidence(bill={"meter": "M-1"}),
        set={"etch.energy": {"value": "3 kW", "evidence": "log"}, "etch.time": "2 h"},
        factors={"electricity@CN-JS": {"direct": {"value": "0.6 kg CO2e/kWh", "evidence": "bill"}}},
    ).body
    log, bill = body["evidence"]
    assert log == {
        "id": "log",
        "file": "log.csv",
        "sha256": hashlib.sha256(TEXT).hexdigest(),
        "bytes": 3,
        "meter": "",
        "owner": "Wang",
        "date": "2025-06-30",
        "sign_off": "Li",
        "note": "",
        "supports": ["etch.energy"],
        "status": "hash_taken",
    }
    assert (bill["file"], bill["sha256"], bill["status"]) == (None, None, "no_file")
    assert bill["supports"] == ["factors.electricity@CN-JS.direct"]
    assert body["evidence_counts"] == {"primary_values": 3, "with_evidence": 2, "without": ["etch.time"]}
    marked = {cell["path"]: cell["evidence"] for cell in body["trace"]["cells"] if "evidence" in cell}
    assert marked == {"line.etch.energy": "log", "factors.electricity@CN-JS.direct": "bill"}


def test_values_of_routes_stand_by_their_own_path(tmp_path: Path) -> None:
    named = {"step": "etch", "set": {"energy": {"value": "4 kW", "evidence": "log"}}}
    body = assessed(tmp_path, routes={"line": route(named)}, evidence=evidence()).body
    assert body["evidence"][0]["supports"] == ["line.etch.energy"]
    assert body["evidence_counts"] == {"primary_values": 1, "with_evidence": 1, "without": []}


def test_a_stated_hash_that_agrees(tmp_path: Path) -> None:
    given = evidence(log={"file": "log.csv", "sha256": hashlib.sha256(TEXT).hexdigest()})
    body = assessed(tmp_path, evidence=given, set={"etch.time": {"value": "2 h", "evidence": "log"}}).body
    assert body["evidence"][0]["status"] == "hash_agrees"


def test_the_same_bytes_wherever_the_files_lie(tmp_path: Path) -> None:
    texts = []
    for name in ("here", "there"):
        far = tmp_path / name / "far" / "log.csv"
        far.parent.mkdir(parents=True)
        far.write_bytes(TEXT)
        given = {"etch.time": {"value": "2 h", "evidence": "log"}}
        texts.append(assessed(tmp_path / name, evidence={"log": {"file": str(far)}}, set=given).text)
    assert texts[0] == texts[1]
    assert str(tmp_path) not in texts[0]


def test_absolute_files_are_named_without_their_folders() -> None:
    raw: Data = {
        "goal": "/not/a/file",
        "evidence": {"a": {"file": "C:\\logs\\a.csv"}, "b": {"file": "sub/b.csv", "note": "/as/it/is"}},
        "measured": {"wafer_starts": {"file": "/data/starts.csv"}, "readings": [{"file": "/data/r.csv"}]},
    }
    assert without_folders(raw) == {
        "goal": "/not/a/file",
        "evidence": {"a": {"file": "a.csv"}, "b": {"file": "sub/b.csv", "note": "/as/it/is"}},
        "measured": {"wafer_starts": {"file": "starts.csv"}, "readings": [{"file": "r.csv"}]},
    }
    plain = {"goal": "none"}
    assert without_folders(plain) is plain
