"""What is drawn together, and what apart."""

from __future__ import annotations

import numpy as np
import pytest

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.data_quality import graded
from mems_lca.analysis.draws import Draws, draws_of
from mems_lca.analysis.ensemble import model_of, sample
from mems_lca.errors import MemsLcaError
from packs import device, greener, parameter, route, run, step, study, supply


def draws(calculated: Calculated, *shared: str) -> Draws:
    return draws_of(graded(calculated), tuple(calculated.bound.routes), shared)


def etch(**more: object) -> dict[str, object]:
    """An etch whose gas and power are uncertain."""
    parameters = {
        "dose": parameter("2 kg", uncertainty={"lognormal": 1.4}),
        "energy": parameter("3 kWh", uncertainty={"lognormal": 1.2}),
        **more,
    }
    return step(
        {"emission": "CO2", "amount": "dose"}, {"input": "electricity", "amount": "energy"}, parameters=parameters
    )


def pair(settings: dict[str, object] | None = None, **changes: object) -> Calculated:
    """A grey route of two etches, and a green one with a measure."""
    measure = {"set": settings} if settings else {"set": {"second.energy": "2 kWh"}}
    return run(
        steps={"etch": etch()},
        routes={
            "grey": route({"step": "etch", "id": "first"}, {"step": "etch", "id": "second"}),
            "green": greener("grey", lean=measure),
        },
        study=study(routes={"grey": "grey", "green": "green"}, **changes),
    )


def fact_of(found: Draws, key: str) -> int:
    return next(draw.fact for draw in found.draws.values() if key in draw.cells)


def test_a_default_is_one_fact_in_all_steps_and_routes() -> None:
    found = draws(pair())
    facts = {fact_of(found, f"{route}.{step}.dose") for route in ("grey", "green") for step in ("first", "second")}
    assert len(facts) == 1


def test_what_a_measure_gives_is_its_routes_own() -> None:
    found = draws(
        pair({"second.dose": {"value": "1 kg", "source": "assumption", "note": "n", "uncertainty": {"lognormal": 1.4}}})
    )
    assert fact_of(found, "green.second.dose") != fact_of(found, "grey.second.dose")
    assert fact_of(found, "green.first.dose") == fact_of(found, "grey.second.dose")


def test_what_the_study_gives_to_all_routes_is_one_fact_and_to_one_route_its_own() -> None:
    given = {"value": "4 kg", "note": "weighed", "uncertainty": {"lognormal": 1.1}}
    found = draws(pair(set={"second.dose": given}))
    assert fact_of(found, "green.second.dose") == fact_of(found, "grey.second.dose")
    assert fact_of(found, "green.second.dose") != fact_of(found, "grey.first.dose")
    own = draws(pair(set={"grey.second.dose": given, "green.second.dose": given}))
    assert fact_of(own, "green.second.dose") != fact_of(own, "grey.second.dose")


def test_a_shared_path_is_drawn_as_one() -> None:
    given = {"value": "4 kg", "note": "weighed", "uncertainty": {"lognormal": 1.1}}
    found = draws(pair(set={"grey.second.dose": given, "green.second.dose": given}), "second.dose")
    assert fact_of(found, "green.second.dose") == fact_of(found, "grey.second.dose")


def test_a_parameter_that_repeats_another_moves_with_it() -> None:
    calculated = run(
        steps={
            "etch": etch(),
            "reclaim": step(
                {"emission": "CO2", "amount": "dose"},
                parameters={"dose": parameter("2 kg", same_as="etch.dose", uncertainty={"lognormal": 1.4})},
            ),
        },
        routes={"line": route("etch", "reclaim")},
        study=study(),
    )
    found = draws(calculated)
    assert fact_of(found, "line.etch.dose") == fact_of(found, "line.reclaim.dose")


def test_a_repeated_number_of_another_source_is_still_that_number() -> None:
    """It is drawn with the spread of what it repeats; another value is another number."""
    again = {"same_as": "etch.dose", "source": "epa-98-i5", "uncertainty": {"lognormal": 1.1}}
    calculated = run(
        steps={
            "etch": etch(),
            "reclaim": step({"emission": "CO2", "amount": "dose"}, parameters={"dose": parameter("2 kg", **again)}),
            "other": step({"emission": "CO2", "amount": "dose"}, parameters={"dose": parameter("1 kg", **again)}),
        },
        routes={"line": route("etch", "reclaim", "other")},
        study=study(),
    )
    found = draws(calculated)
    [both] = [draw for draw in found.draws.values() if "line.etch.dose" in draw.cells]
    assert both.cells == ("line.etch.dose", "line.reclaim.dose")
    assert both.spread.gsd == pytest.approx(1.4)
    [alone] = [draw for draw in found.draws.values() if "line.other.dose" in draw.cells]
    assert alone.fact != both.fact
    assert alone.cells == ("line.other.dose",)
    assert (alone.spread.gsd or 0) < 1.4


def test_a_value_of_the_study_for_a_step_is_one_fact_wherever_it_runs() -> None:
    """The difference of two routes that have it alike does not come from it."""
    calculated = pair(set={"etch.dose": {"value": "4 kg", "note": "weighed", "uncertainty": {"lognormal": 1.5}}})
    found = draws(calculated)
    [given] = [draw for draw in found.draws.values() if "grey.first.dose" in draw.cells]
    assert given.value == 4
    assert set(given.cells) == {f"{way}.{at}.dose" for way in ("grey", "green") for at in ("first", "second")}
    ensemble = sample(model_of(calculated), 256, 1)
    grey, green = (ensemble.total(name, "climate_change_location") for name in ("grey", "green"))
    assert grey.std() > 1
    assert (grey - green).std() < 0.2 * grey.std()


def test_sizes_that_a_route_asks_for_have_no_spread() -> None:
    """A default is what somebody measured, and what comes with a spread of its own is so, too."""
    film = step(
        {"emission": "CO2", "amount": "film_thickness * wafer_area * density"},
        parameters={
            "film_thickness": parameter("1 um", uncertainty={"lognormal": 1.3}),
            "density": parameter("2000 kg/m3"),
        },
    )

    def sized(**given: object) -> Draws:
        setting = {"source": "assumption", "note": "made up for a test", **given}
        occurrence = {"step": "film", "set": {"film_thickness": setting}} if given else "film"
        return draws(run(steps={"film": film}, routes={"line": route(occurrence)}, study=study()))

    key = "line.film.film_thickness"
    assert key in sized().varied
    assert key not in sized(value="2 um").varied
    assert "line.film.density" in sized(value="2 um").varied
    assert key in sized(value="2 um", uncertainty={"lognormal": 1.2}).varied


@pytest.mark.parametrize(
    ("named", "message"),
    [("etsh.dose", "etch"), ("etch.doze", "dose"), ("etch.energy", "another dimension")],
)
def test_a_repeated_parameter_must_exist_and_fit(named: str, message: str) -> None:
    again = {"dose": parameter("2 kg", same_as=named)}
    with pytest.raises(MemsLcaError, match=message):
        run(
            steps={"etch": etch(), "reclaim": step({"emission": "CO2", "amount": "dose"}, parameters=again)},
            routes={"line": route("etch", "reclaim")},
            study=study(),
        )


def test_only_some_draws_keep_their_order() -> None:
    found = draws(pair())
    kept = [name for name in found.draws if name.endswith((".dose", "second.energy"))]
    few = found.only(kept)
    assert set(few.draws) == set(kept)
    assert sorted({draw.fact for draw in few.draws.values()}) == list(range(len(few.facts)))


def test_limits_of_validity_cut_off() -> None:
    narrow = parameter("2 kg", min="1.8 kg", max="2.1 kg", uncertainty={"lognormal": 3})
    calculated = run(steps={"etch": etch(dose=narrow)}, routes={"line": route("etch")}, study=study())
    ensemble = sample(model_of(calculated), 512, 1)
    electricity = calculated.solution.scores["line/wafer"]["climate_change_location"] - 2
    direct = ensemble.total("line", "climate_change_location")
    assert direct.min() > 1.8
    assert direct.max() < 2.1 + 3 * electricity


def test_a_residue_below_zero_is_told() -> None:
    waste = {"waste": "spent_acid", "amount": "drawn - kept", "hazardous": True, "code": {"eu": "11 01 06*"}}
    parameters = {
        "drawn": parameter("5 kg", uncertainty={"lognormal": 1.3}),
        "kept": parameter("4.8 kg", uncertainty={"lognormal": 1.3}),
    }
    calculated = run(
        steps={"etch": step({"emission": "CO2", "amount": "drawn"}, waste, parameters=parameters)},
        routes={"line": route("etch")},
        study=study(),
    )
    ensemble = sample(model_of(calculated), 4096, 1)
    assert ensemble.count == 4096
    # P(ln drawn < ln kept): a normal distribution with mean ln(5 / 4.8) and deviation √2 ln 1.3.
    assert ensemble.floors["line.etch/1"] == pytest.approx(0.456, abs=0.01)
    assert ensemble.total("line", "hazardous_waste_generated").min() == 0
    assert np.isfinite(ensemble.deviation)


def test_a_wafer_study_and_a_device_study_are_sampled_per_their_unit() -> None:
    made = run(
        steps={"etch": etch(), "nitrogen": supply("nitrogen", "Nm3")},
        routes={"line": route("etch")},
        study=study(device=device(), functional_unit={"amount": "3 device"}),
    )
    model = model_of(made)
    assert {output.basis for output in model.compiled.outputs} == {"device"}
    assert model.scale == 3
