"""Double entries: rows that say again what another row says, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from mems_lca.errors import Place
from mems_lca.study.measured import Dataset
from mems_lca.study.records.notes import Notes


class Doubles:
    """Finds rows with a key that came before. They are refused, or dropped where the dataset of the later says so.

    A row that says something else under the same key is refused even then: nobody can know which of the two holds.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._first: dict[Hashable, tuple[Hashable, Callable[[], str], Place]] = {}

    def again(
        self, key: Hashable, says: Hashable, place: Place, dataset: Dataset, name: Callable[[], str],
        show: Callable[[], str],
    ) -> bool:  # fmt: skip
        """Whether a row with this key came before; the finding names both places.

        `name` and `show` give what is counted twice, and what the row says of it, for people; only doubles are shown.
        """
        if key not in self._first:
            self._first[key] = (says, show, place)
            return False
        said, show_first, first = self._first[key]
        message, shown = f"double entry: {name()} stands also in {first}", show()
        if said != says:
            expected = f"{show_first()} as there, or one row only"
            self._notes.error("double", f"{message} and says something else", place, shown, expected)
        elif dataset.duplicates == "drop":
            self._notes.warn("double", f"{message}; this row was dropped", place, shown)
        else:
            expected = "one row, or `duplicates: drop` in the study"
            self._notes.error("double", message, place, shown, expected)
        return True
