"""The public face of what-if questions: what a study comes to when something in it is another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mems_lca.errors import StudyError
from mems_lca.face import StudyFile, bind_study, with_values

if TYPE_CHECKING:
    from mems_lca.analysis.abatement_curve import Curve
    from mems_lca.analysis.compare_results import Compared
    from mems_lca.analysis.envelope import Envelope
    from mems_lca.analysis.envelope import Progress as Stages
    from mems_lca.analysis.orders import Effects
    from mems_lca.analysis.result import Result
    from mems_lca.analysis.substitution import Substitution
    from mems_lca.analysis.sweep import Prepared, Sweep
    from mems_lca.analysis.targets import Reached
    from mems_lca.analysis.uncertainty_report import Uncertainty
    from mems_lca.analysis.watched import Progress


def substitute(
    study: StudyFile,
    step: str,
    gas: str,
    others: Sequence[str],
    *,
    route: str = "",
    table: str = "",
    rate_ratio: Mapping[str, str | float] | None = None,
    flow_ratio: Mapping[str, str | float] | None = None,
    gwp_values: Mapping[str, str | float] | None = None,
    prices: Mapping[str, str] | None = None,
    carbon_price: str | None = None,
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
) -> Substitution:
    """One process gas at a step (its id in the route) replaced by each of `others`, at equal function.

    `route` is the baseline, and `table` the study's own, unless given. By new gas: `rate_ratio` (new rate over old),
    `flow_ratio` (moles of new per mole of old, or "1.1 kg/kg"; as much fluorine if not given), `prices` ("900 CNY/kg",
    of the old gas, too). `gwp_values` stand in place of those of the study's set, with a warning.

    Raises StudyError, UnitError or LibraryError before anything is calculated: for names that are not there, and for
    a table that does not list all gases in the process of the step; then InventoryError or SolveError.
    """
    from mems_lca.analysis.substitution import substitute_gas
    from mems_lca.analysis.substitution_request import read_request

    request = read_request(
        study.library,
        step,
        gas,
        others,
        route=route,
        rate_ratio=rate_ratio,
        flow_ratio=flow_ratio,
        gwp_values=gwp_values,
        prices=prices,
        carbon_price=carbon_price,
    )
    chosen = {**(values or {}), **({"gas_table": table} if table else {})}
    return substitute_gas(bind_study(study, values=chosen, measures=measures), request)


def uncertainty(
    study: StudyFile,
    *,
    samples: int | None = None,
    seed: int | None = None,
    method: str = "",
    processes: int = 1,
    indicator: str = "climate_change",
    indices: str = "",
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Uncertainty:
    """Intervals of a study, probabilities against its baseline, and what they come from.

    `samples`, `seed` and `method` (sobol or lhs) are the study's own unless given; `processes` share the work without
    changing a byte. `indicator` is what the largest inputs are of, and the `indices`, by sobol or morris. `progress` is
    told how many samples are done; an interrupted run gives what it has, marked as partial.

    Raises StudyError before anything is calculated for what does not exist; then as `assess` does.
    """
    from mems_lca.analysis.uncertainty_report import uncertainty_report
    from mems_lca.analysis.uncertainty_request import read_request

    run, kind = read_request(
        with_values(study, values or {}).study.uncertainty,
        study.library.characterisation.indicators,
        samples=samples,
        seed=seed,
        method=method,
        processes=processes,
        indicator=indicator,
        indices=indices,
    )
    bound = bind_study(study, values=values, measures=measures)
    return uncertainty_report(bound, run, view=indicator, kind=kind, progress=progress)


def measure_effects(
    study: StudyFile,
    route: str = "",
    *,
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
    seed: int = 1,
    progress: Progress | None = None,
) -> Effects:
    """What the measures of a route do, to every indicator, in the file's order, alone, last, and over all orders.

    `route` may be left out where only one has measures; `seed` draws orders where there are too many of them. A handful
    of subsets is solved again with bw2calc. Raises StudyError for a route without measures; then as `assess` does.
    """
    from mems_lca.analysis.orders import effects
    from mems_lca.analysis.subsets import Subsets, measured_route

    if seed < 0:
        raise StudyError.single("seed", "a seed is zero or more", found=str(seed), expected="such as 1")
    bound = bind_study(study, values=values, measures=measures)
    subsets = Subsets(bound, measured_route(bound, route))
    found = effects(subsets, seed=seed, tick=progress)
    subsets.deviation(seed)
    return found


def smallest_set(
    study: StudyFile,
    target: str,
    route: str = "",
    *,
    indicator: str = "climate_change",
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Reached:
    """The fewest measures of a route that reach a target ("-30 %", or "40 g" per functional unit).

    Of sets of one size the cheapest, then that with the largest effect. Raises StudyError for what is no target before
    anything is calculated, and for one that no set reaches with the best that is reachable.
    """
    from mems_lca.analysis.subsets import Subsets, measured_route
    from mems_lca.analysis.targets import indicator_unit, read_target, smallest

    aim = read_target(target, indicator_unit(study.library, indicator), indicator)
    bound = bind_study(study, values=values, measures=measures)
    subsets = Subsets(bound, measured_route(bound, route))
    found = smallest(subsets, aim, indicator, progress)
    subsets.deviation(1)
    return found


def abatement_curve(
    study: StudyFile,
    route: str = "",
    *,
    carbon_price: str = "",
    volume: str = "",
    interest: str | float = "",
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Curve:
    """The marginal abatement cost curve of a route: its measures, the best first, with kg CO2e saved and CNY.

    `carbon_price` is a name of the library or "100 CNY/t", the study's own if not given; `volume` a number of devices
    or wafers a year; `interest` that of investments ("8 %").

    Raises StudyError for what cannot be read before anything is calculated; then as `assess` does.
    """
    from mems_lca.analysis.abatement_curve import abatement_curve as curve_of
    from mems_lca.analysis.investments import INTEREST, read_interest
    from mems_lca.analysis.volumes import read_volume
    from mems_lca.library.carbon_prices import carbon_price as price_of

    rate = INTEREST if interest == "" else read_interest(interest)
    yearly = read_volume(volume) if volume else None
    bound = bind_study(study, values=values, measures=measures)
    price = price_of(study.library, carbon_price or bound.study.carbon_price)
    return curve_of(bound, route, price, interest=rate, volume=yearly, tick=progress)


def compare(
    before: Result,
    after: Result,
    *,
    routes: Sequence[tuple[str, str]] = (),
    indicator: str = "climate_change",
    same_function: str = "",
) -> tuple[Compared, ...]:
    """Two results side by side, by stage, step and flow: pairs of routes, or the routes that both have.

    Raises StudyError with every point in which they differ where functional unit, boundary, method or period are not
    the same; nor the product, unless `same_function` says why both serve the same.
    """
    from mems_lca.analysis.compare_results import compare_results

    return compare_results(before, after, routes=routes, indicator=indicator, same_function=same_function)


def sweep(
    study: StudyFile,
    vary: Mapping[str, Sequence[str | float] | str],
    *,
    sample: str = "grid",
    n: int | None = None,
    seed: int = 1,
    indicators: Sequence[str] = ("climate_change",),
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
) -> Sweep:
    """The study at many sets of values: `vary` gives each path a list, or a range such as "200 sccm : 400 sccm : 5".

    A grid holds every combination; "lhs" and "sobol" draw `n` points of a seed between the ends of ranges. `indicators`
    may be "all". Raises StudyError for whatever is wrong before anything is calculated, and SolveError where a scenario
    solved again with Brightway differs.
    """
    return prepare_sweep(
        study, vary, sample=sample, n=n, seed=seed, indicators=indicators, values=values, measures=measures
    ).run()


def prepare_sweep(
    study: StudyFile,
    vary: Mapping[str, Sequence[str | float] | str],
    *,
    sample: str = "grid",
    n: int | None = None,
    seed: int = 1,
    indicators: Sequence[str] = ("climate_change",),
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
    place: str = "",
) -> Prepared:
    """A sweep that nothing is wrong with, ready to run; `place` stands before the paths in errors."""
    from mems_lca.analysis.sweep import prepare
    from mems_lca.analysis.sweep_design import read_design
    from mems_lca.study.vary import read_axes

    design = read_design(read_axes(vary, place=place), sample, n, seed)
    return prepare(bind_study(study, values=values, measures=measures), design, indicators)


def envelope(
    study: StudyFile,
    *,
    choices: Sequence[str] | None = None,
    samples: int | None = None,
    seed: int | None = None,
    values: Mapping[str, str] | None = None,
    measures: Sequence[str] | None = None,
    progress: Stages = lambda stage, done, of: None,
) -> Envelope:
    """The study under every defensible combination of the choices of its method, beside the interval of its data.

    `choices` are those to vary (gwp, gas_table, destruction, grid, accounting, allocation, yield_model; None: all);
    `samples` and `seed` are the study's own unless given, 0 samples leave the data out. `progress` is told of the stage
    ("builds", "checks", "samples"), how much of it is done, and of how much.

    Raises StudyError for an unknown choice before anything is calculated; then as `assess` does, and SolveError where a
    composed total differs from that of the study solved whole.
    """
    from mems_lca.analysis.envelope import envelope_of
    from mems_lca.analysis.envelope_choices import known_families

    families = known_families(choices)
    bound = bind_study(study, values=values, measures=measures)
    return envelope_of(bound, families=families, samples=samples, seed=seed, progress=progress)
