"""Some communities of a plan as a plan of their own."""

from dataclasses import replace

import pandas as pd
from drawn_plan import EAST, WEST, A, B, C, drawn_plan

from gridmap.dossier.cutting import communities_of
from gridmap.io.plans import read_plan, write_plan


def test_only_what_is_of_the_communities_is_kept(tmp_path):
    teams = pd.DataFrame({"grid_code": [A, C], "name": ["甲", "乙"]})
    totals = pd.DataFrame({"community_code": [WEST, EAST], "households": [240, 240]})
    whole = replace(drawn_plan(), tables={"teams": teams, "totals": totals})
    part = communities_of(whole, [WEST])
    assert sorted(part.grids["grid_code"]) == [A, B]
    # Six rows of four squares.
    assert len(part.units) == 24
    assert part.figures["grids"] == 2
    assert part.tables["teams"]["name"].tolist() == ["甲"]
    assert part.tables["totals"]["community_code"].tolist() == [WEST]
    assert part.settings["part_of"] == whole.plan_id
    write_plan(part, tmp_path / "西.gpkg")
    assert sorted(read_plan(tmp_path / "西.gpkg").grids["grid_code"]) == [A, B]
