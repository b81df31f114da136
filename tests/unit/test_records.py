"""Communities that were cut before a crash are not cut again, and the plan is the same."""

import json
from dataclasses import fields, is_dataclass

import lattice
import numpy as np
import pytest

from gridmap.partition.levels import Nesting
from gridmap.partition.records import levels_from_json, levels_to_json
from gridmap.pipeline import PlanSettings, make_plan, plan_tessellated, tessellate_layers
from gridmap.plan import Band

CODES = [f"3708990010{n:02d}" for n in range(1, 4)]


def street():
    """Three communities of 4 x 6 houses side by side; the third has a house above the band."""
    drawing = [[40 + (7 * row + 5 * col + col // 6) % 23 for col in range(18)] for row in range(4)]
    drawing[0][17] = 900
    made = lattice.lattice_layers(4, 18, households=drawing)
    boxes = [lattice.box(600 * n, 0, 600 * (n + 1), 400) for n in range(3)]
    made["communities"] = lattice.layer(boxes, community_code=CODES, name="甲")
    return {name: frame.to_crs(4490) for name, frame in made.items()}


SETTINGS = PlanSettings(seed=3, nesting=Nesting(micro=Band(30, 100), large=Band(600, 1000)))


@pytest.fixture(scope="module")
def tessellated():
    return tessellate_layers(street(), settings=SETTINGS)


@pytest.fixture(scope="module")
def kept(tessellated):
    found = {}
    plan = plan_tessellated(tessellated, settings=SETTINGS, keep=found.__setitem__)
    return plan, found


def same(one, other):
    """Return whether two values are equal in every field, arrays with their types."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if is_dataclass(one):
        return type(one) is type(other) and all(
            same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def test_a_cut_community_comes_back_equal_from_json(kept):
    _, found = kept
    assert sorted(found) == CODES
    for levels in found.values():
        assert same(levels_from_json(json.loads(json.dumps(levels_to_json(levels)))), levels)
    proofs = [part.proof for one in found.values() for part in one.cut.components]
    assert any(proof is not None for proof in proofs)
    certificates = [
        part.answer.certificate for one in found.values() for part in one.cut.components
    ]
    assert any(certificate is not None for certificate in certificates)


def test_the_two_steps_make_the_plan_of_the_one(kept):
    plan, _ = kept
    assert plan.plan_id == make_plan(street(), settings=SETTINGS).plan_id


@pytest.mark.parametrize("before", [CODES[:1], CODES[1:], CODES])
def test_a_plan_that_goes_on_from_what_was_kept_is_the_same(tessellated, kept, before):
    plan, found = kept
    known = {code: levels_from_json(levels_to_json(found[code])) for code in before}
    cut_now = []
    resumed = plan_tessellated(
        tessellated,
        settings=SETTINGS,
        known=known,
        keep=lambda code, _: cut_now.append(code),
    )
    assert sorted(cut_now) == sorted(set(CODES) - set(before))
    assert resumed.plan_id == plan.plan_id
    assert resumed.figures == plan.figures
    assert resumed.violations == plan.violations
    assert resumed.feasibility.equals(plan.feasibility)


def test_some_communities_alone_get_the_grids_that_they_get_among_all(tessellated, kept):
    plan, _ = kept
    part = plan_tessellated(tessellated.take([CODES[1]]), settings=SETTINGS)
    whole = plan.units.set_index("unit_id")["grid_code"]
    alone = part.units.set_index("unit_id")["grid_code"]
    assert set(part.units["community_code"]) == {CODES[1]}
    assert (whole[alone.index] == alone).all()


def test_progress_of_known_communities_begins_where_they_are(tessellated, kept):
    _, found = kept
    told = []
    plan_tessellated(
        tessellated,
        settings=SETTINGS,
        known={CODES[0]: found[CODES[0]]},
        progress=lambda step, _done: told.append(step.en),
    )
    assert told[0] == "Cutting grids (1 of 3)"
