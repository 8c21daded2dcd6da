"""The exchanges of a step as written in a file: what is drawn, emitted, wasted, returned or recovered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Tag, model_validator
from pydantic.types import Discriminator

from mems_lca.study.elements import Element
from mems_lca.study.fields import Formula, Model
from mems_lca.study.formula import Expr, references
from mems_lca.study.stages import Stage
from mems_lca.study.uncertainty import Scores


class _Exchange(Model):
    """`pedigree` holds for the parameters in the formulas of the exchange that state none themselves."""

    amount: Formula
    note: str = ""
    source: str = ""
    stage: Stage | None = None
    pedigree: Scores | None = None

    @model_validator(mode="after")
    def _pedigree_of_something(self) -> Self:
        if self.pedigree is not None and not any(references(formula) for formula in self.formulas()):
            raise ValueError("found a pedigree on plain numbers, expected it on an exchange over parameters")
        return self

    def formulas(self) -> Iterator[Expr]:
        """Every formula of the exchange."""
        for name in ("amount", "silicon", "polymer", "dry"):
            if (formula := getattr(self, name, None)) is not None:
                yield formula
        yield from getattr(self, "contains", {}).values()


class _Carrier(_Exchange):
    """`contains` is the mass of elements in the exchange, where the library's composition of it does not hold."""

    contains: dict[Element, Formula] = {}


class InputExchange(_Carrier):
    """Draws a product; `at` names the place of a background electricity."""

    input: str
    at: str = ""


class GasExchange(_Exchange):
    """Feeds a process gas (substance or mass); expands into emissions, by-products, abatement and supply.

    `silicon` is the mass of silicon that it carries to the scrubber, `polymer` the mass of its fluorine that does not
    get there, because it stays in polymer that another exchange of the step takes away.
    """

    gas: str
    process: Literal["etch", "clean_in_situ", "clean_remote", "clean_thermal"] = "etch"
    silicon: Formula | None = None
    polymer: Formula | None = None


class EmissionExchange(_Carrier):
    """An elementary flow to or from nature."""

    emission: str


class WasteCode(Model):
    """Codes of a waste in the lists of the European Union, China and the United States."""

    eu: str = ""
    cn: str = ""
    us: str = ""


class WasteExchange(_Carrier):
    """A waste as on the manifest (wet), with its dry fraction and its treatment."""

    waste: str
    hazardous: bool
    code: WasteCode = WasteCode()
    dry: Formula | None = None
    treatment: str = ""
    on_site: bool = False


class RecoveredExchange(_Carrier):
    """Material recovered from the device at its end, which stands in for a primary product: outside the total.

    `recycling` is the route by which the next user gets it; without it, the one by which the metal of the primary
    product comes from electronic scrap, else from scrap.
    """

    recovered: str
    recycling: str = ""


class PerAreaExchange(_Carrier):
    """All gases of a published set per area of substrate, for lines without recipes; `amount` is the area."""

    per_area: str


class OutputExchange(_Carrier):
    """A product returned to the pool of the same product on this site (in-fab reclaim)."""

    output: str


_KINDS: dict[str, type[_Exchange]] = {
    "input": InputExchange,
    "gas": GasExchange,
    "emission": EmissionExchange,
    "waste": WasteExchange,
    "output": OutputExchange,
    "per_area": PerAreaExchange,
    "recovered": RecoveredExchange,
}


def _exchange_kind(value: Any) -> str | None:
    if isinstance(value, dict):
        found = [kind for kind in _KINDS if kind in value]
        return found[0] if len(found) == 1 else None
    return next((kind for kind, model in _KINDS.items() if isinstance(value, model)), None)


AnyExchange = (
    InputExchange
    | GasExchange
    | EmissionExchange
    | WasteExchange
    | OutputExchange
    | PerAreaExchange
    | RecoveredExchange
)
Exchange = Annotated[
    Annotated[InputExchange, Tag("input")]
    | Annotated[GasExchange, Tag("gas")]
    | Annotated[EmissionExchange, Tag("emission")]
    | Annotated[WasteExchange, Tag("waste")]
    | Annotated[OutputExchange, Tag("output")]
    | Annotated[PerAreaExchange, Tag("per_area")]
    | Annotated[RecoveredExchange, Tag("recovered")],
    Discriminator(
        _exchange_kind,
        custom_error_type="exchange_kind",
        custom_error_message=f"an exchange has exactly one of the keys {', '.join(_KINDS)}",
    ),
]
