"""Whole invented districts become one coverage of single polygons, thin units included."""

import numpy as np
import pytest

from gridmap.borders import is_coverage
from gridmap.crs import metric_crs
from gridmap.sample import make_sample
from gridmap.tessellation import tessellate


@pytest.mark.parametrize(("communities", "seed"), [(6, 7), (8, 5), (10, 3)])
def test_joining_communities_pinches_no_unit_in_two(communities, seed):
    layers = make_sample(communities=communities, seed=seed).layers
    crs = metric_crs(layers["communities"].total_bounds)
    metric = {name: layer.to_crs(crs) for name, layer in layers.items()}
    units = tessellate(metric).units
    assert is_coverage(np.asarray(units.geometry.values))
    assert units.area.sum() == pytest.approx(metric["communities"].area.sum(), rel=1e-6)
