"""Borders of communities that were noded one by one."""

import numpy as np
import shapely

from gridmap.tessellation.matching import match_borders


def test_a_unit_that_touches_the_border_in_a_vertex_moves_with_its_neighbours():
    """Three units meet at (1, 1) in the west; in the east the vertex is off by 1e-5."""
    west = [
        shapely.Polygon([(0, 0), (1, 0), (1, 1)]),
        shapely.Polygon([(1, 1), (1, 2), (0, 2)]),
        shapely.Polygon([(0, 0), (1, 1), (0, 2)]),
    ]
    east = [shapely.box(1, 0, 2, 1 + 1e-5), shapely.box(1, 1 + 1e-5, 2, 2)]
    matched = match_borders(np.array([*west, *east]), np.array([0, 0, 0, 1, 1]))
    assert shapely.coverage_is_valid(matched)
    assert abs(shapely.area(matched).sum() - 4) < 1e-4
