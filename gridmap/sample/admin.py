"""Communities and the streets they belong to: codes and names."""

from __future__ import annotations

import pandas as pd

from gridmap.sample.coverage import Coverage
from gridmap.sample.names import COUNTY_CODE, Names

MOST_OF_A_STREET = 12
"""Communities of one street."""


def name_communities(count: int, names: Names) -> pd.DataFrame:
    """Return codes and names of communities.

    Parameters
    ----------
    count : int
        How many, in the order of their indices.
    names : Names
        Where they get their names.

    Returns
    -------
    DataFrame
        Columns ``community_code``, ``name`` and ``street``.

    Examples
    --------
    >>> import numpy as np
    >>> name_communities(13, Names(np.random.default_rng(1)))["community_code"].iloc[-1]
    '370899002006'
    """
    streets = -(-count // MOST_OF_A_STREET)
    each = -(-count // streets)
    street_names = [names.street() for _ in range(streets)]
    return pd.DataFrame(
        {
            "community_code": [
                f"{COUNTY_CODE}{i // each + 1:03d}{i % each + 1:03d}" for i in range(count)
            ],
            "name": [names.community() for _ in range(count)],
            "street": [street_names[i // each] for i in range(count)],
        }
    )


def list_communities(named: pd.DataFrame, coverage: Coverage) -> pd.DataFrame:
    """Return the community layer.

    Parameters
    ----------
    named : DataFrame
        As `name_communities` returns them.
    coverage : Coverage
        The cells of the street.

    Returns
    -------
    DataFrame
        Columns of the contract of communities, and ``geometry`` in EPSG:4548: a coverage.
    """
    polygons = [coverage.union(coverage.community == i) for i in range(len(named))]
    return named.assign(geometry=polygons)
