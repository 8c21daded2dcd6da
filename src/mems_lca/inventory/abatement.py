"""Point-of-use abatement of a route: what passes it, the exhaust it treats, and the CF4 that a flame forms anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mems_lca.inventory.balances import fluorine_part, molar_mass
from mems_lca.inventory.evidence import of_factor
from mems_lca.inventory.plasma import formed_cf4, passed_abatement
from mems_lca.inventory.shop import Shop, over
from mems_lca.library.bound import BoundRoute
from mems_lca.library.pedigree import Evidence
from mems_lca.study.formula import Expr, Num, Ref
from mems_lca.study.route import BURNERS, Abatement
from mems_lca.study.uncertainty import Uncertainty
from mems_lca.units import Quantity

# The table whose rate stands in where that of the study prints no F2 of a remote plasma.
REMOTE_TABLE = "epa-i11"
_DILUTION_NOTE = "A dry pump is purged with 20 to 50 slm of nitrogen beside some 0.4 slm of process gas."
# Share of the fluorine of F2 and of destroyed NF3 that a flame turns to CF4: an assumption, with this reasoning.
CF4_FORMED = 0.1
_FORMATION_NOTE = (
    "Share of the fluorine of F2 that reaches a hydrocarbon flame, and of NF3 destroyed in it, that leaves "
    "as CF4: 0.116 kg per kg F2 and 0.093 per kg NF3. Reporting rules and makers name a few to some ten "
    "per cent; no document with measurements was opened."
)
_REMOTE_NOTE = "kg F2 per kg NF3 fed to a remote plasma, from the table for 150 and 200 mm wafers: others print no F2."


@dataclass(frozen=True)
class PointOfUse:
    """The abatement of a route that treats a gas fed to a tool; `unit` is the supply step of its utilities."""

    shop: Shop
    route: BoundRoute
    abatement: Abatement

    @property
    def unit(self) -> str:
        """The product that stands for the unit's fuel, electricity, water and air, per cubic metre of exhaust."""
        return BURNERS[self.abatement.burner]

    def passed(self, gas: str) -> Expr:
        """1 - a d UT for a gas at the tool's exhaust."""
        return passed_abatement(self._treated(), self._destruction(gas), self._uptime())

    def exhaust(self, gas: str, used: Ref) -> Ref:
        """Exhaust through the unit for a gas fed to the tool, m3 at 0 degC and 101.325 kPa per unit of the process."""
        ledger, label = self.shop.ledger, f"Exhaust treated for {gas}"
        key = f"{used.key}/exhaust"
        if self.shop.factors.gas(gas).molar_mass is None:
            message = f"{gas}: a mixture without molar mass, its exhaust volume is not counted"
            self.shop.warn("no_molar_mass", message, gas)
            return ledger.derive(key, Num(0.0), "m**3", label, "amount")
        volume = over(used / molar_mass(self.shop, gas), ledger.unit("Nm3"))
        return ledger.derive(key, volume * self._treated() * (self._dilution() + 1), "m**3", label, group="amount")

    def cf4_from_flame(self, gas: str, kind: str, used: Ref, uncontrolled: Mapping[str, Ref]) -> Expr | None:
        """CF4 that a hydrocarbon flame forms from NF3 and F2, kg per unit of the process; None where there is none."""
        if self.abatement.burner != "fuel":
            return None
        fluorine: Expr = Num(0.0)
        for source, amount in self._oxidisers(gas, kind, used, uncontrolled):
            if (part := fluorine_part(self.shop, source)) is not None:
                fluorine = fluorine + amount * part
        carried = fluorine_part(self.shop, "CF4")
        if fluorine == Num(0.0) or carried is None:
            return None
        share = self._assumed(
            "cf4_formed", CF4_FORMED, 2.5, "Share of F2 and NF3 fluorine that a flame turns to CF4", _FORMATION_NOTE
        )
        return formed_cf4(fluorine * self._treated() * self._uptime(), share, carried)

    def _oxidisers(self, gas: str, kind: str, used: Ref, uncontrolled: Mapping[str, Ref]) -> list[tuple[str, Expr]]:
        """NF3 that the unit destroys and F2 in the exhaust, kg.

        F2 of a remote plasma enters by the published rate where the table prints none.
        """
        found: list[tuple[str, Expr]] = []
        if "NF3" in uncontrolled:
            found.append(("NF3", uncontrolled["NF3"] * self._destruction("NF3")))
        if "F2" in uncontrolled:
            found.append(("F2", uncontrolled["F2"]))
        if gas == "NF3" and kind == "clean_remote" and "F2" not in uncontrolled:
            row = self.shop.factors.utilisation(REMOTE_TABLE, kind, gas)
            if row is not None and (rate := row.byproducts.get("F2")) is not None:
                label = "F2 from NF3 in a remote plasma"
                ref = self._entered("f2_from_remote_nf3", Quantity(rate.value, ""), label, rate.source, _REMOTE_NOTE)
                found.append(("F2", used * ref))
        return found

    def _treated(self) -> Ref:
        return self._given("fraction_treated", self.abatement.fraction_treated, "Share of gas treated")

    def _uptime(self) -> Ref:
        return self._given("uptime", self.abatement.uptime, "Uptime of abatement")

    def _dilution(self) -> Ref:
        given, label = self.abatement.dilution, "Exhaust per volume of process gas (pump purge)"
        if given is None:
            return self._assumed("dilution", 75.0, 1.6, label, _DILUTION_NOTE)
        return self._entered("dilution", given.value, label, given.source or "assumption", given.note)

    def _destruction(self, gas: str) -> Ref:
        rule = self.abatement.destruction
        label = f"Destruction efficiency of {gas}"
        name = f"destruction_{gas}"
        factor = self.shop.factors.destruction(rule, gas) if isinstance(rule, str) else None
        if factor is not None and factor.value > 0:
            found, evidence = Quantity(factor.value, ""), of_factor("destruction", factor, "emission")
            return self._entered(name, found, label, factor.source, factor.note, evidence=evidence)
        if not isinstance(rule, str) and gas in rule and rule[gas].canonical > 0:
            return self._given(name, rule[gas], label)
        named = f"set {rule}" if isinstance(rule, str) else f"the map of route {self.route.name}"
        message = f"{gas} has no destruction efficiency of its own in {named}: d = 0, none of it is destroyed"
        self.shop.warn("no_destruction", message, gas)
        note = "no destruction efficiency of its own: none is counted"
        return self._entered(name, Quantity(0.0, ""), label, "definition", note)

    def _given(self, name: str, value: Quantity, label: str) -> Ref:
        return self._entered(name, value, label, self.abatement.source or "given:route", self.abatement.note)

    def _assumed(self, name: str, value: float, gsd: float, label: str, note: str) -> Ref:
        spread = Uncertainty(lognormal=gsd)
        return self._entered(name, Quantity(value, ""), label, "assumption", note, spread)

    def _entered(
        self,
        name: str,
        value: Quantity,
        label: str,
        source: str,
        note: str,
        spread: Uncertainty | None = None,
        evidence: Evidence | None = None,
    ) -> Ref:
        return self.shop.ledger.enter(
            f"{self.route.id}.abatement.{name}",
            value,
            label=f"{label}, route {self.route.id}",
            paths=self.route.key_paths("abatement", name),
            kind="" if name == "dilution" else "share",
            source=source,
            note=note,
            uncertainty=spread,
            evidence=evidence,
        )


def point_of_use(shop: Shop, route: BoundRoute, gas: str) -> PointOfUse | None:
    """The abatement that treats a gas fed to the tools of a route."""
    if route.abatement is None or gas not in route.abatement.gases:
        return None
    return PointOfUse(shop, replace(route, inner=route.abatement_of), route.abatement)
