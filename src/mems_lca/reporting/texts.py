"""Labels and texts of the reports in English and Chinese, read from reports/texts.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mems_lca.errors import ReportError, nearest
from mems_lca.library.packs import shipped_pack

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Texts:
    """All texts in one language."""

    lang: str
    entries: Mapping[str, str]
    sentences: Mapping[str, str]

    def __call__(self, key: str, **parts: object) -> str:
        """The text of a key, with its parts filled in. Raises ReportError for a key that the table does not have."""
        if key not in self.entries:
            raise ReportError.single(
                "text", "reports/texts.csv has no text of this key", found=key, nearest=nearest(key, self.entries)
            )
        return self.entries[key].format(**parts) if parts else self.entries[key]

    def label(self, kind: str, name: str) -> str:
        """The label of an identifier such as ("stage", "use"); one that is not in the table is made readable."""
        return self.entries.get(f"{kind}.{name}") or readable(name)

    def has(self, key: str) -> bool:
        """Whether the table has this key."""
        return key in self.entries

    def sentence(self, english: str) -> str:
        """A sentence of the engine in this language; one that the table does not have stays English."""
        return self.sentences.get(english, english)


def readable(name: str) -> str:
    """An identifier as words: "gold_mined" is "Gold mined"."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


@cache
def read_texts(lang: str) -> Texts:
    """The texts of a language. Raises ReportError when there are none."""
    file = shipped_pack().report_file("texts.csv")
    if file is None or lang not in LANGUAGES:
        found = lang if file else "no reports/texts.csv"
        raise ReportError.single("lang", "there are no texts in this language", found=found, expected="en, zh")
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    entries = {row["key"]: row[lang] for row in rows}
    sentences = {row["en"]: row[lang] for row in rows if row["key"].startswith("sentence.")}
    return Texts(lang, entries, sentences)
