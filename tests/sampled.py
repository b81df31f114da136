"""The samples that tests share, made once."""

from functools import cache

import geopandas as gpd
import shapely

from gridmap.sample import Sample, make_sample

METRIC_CRS = "EPSG:4548"


@cache
def sampled(communities: int = 8, households: int | None = None, seed: int = 20261120) -> Sample:
    return make_sample(communities=communities, households=households, seed=seed)


@cache
def in_metres(sample_key: tuple[int, int | None] = (8, None)) -> dict[str, gpd.GeoDataFrame]:
    sample = sampled(*sample_key)
    return {name: frame.to_crs(METRIC_CRS) for name, frame in sample.layers.items()}


def planted(kind: str, sample_key: tuple[int, int | None] = (8, None)) -> list[dict]:
    return [fact for fact in sampled(*sample_key).truth["planted"] if fact["kind"] == kind]


def touching_pairs(shapes, *, least_m2: float) -> list[tuple[int, int, float]]:
    """Return every pair of polygons that overlap by more than so much, with the area."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    ahead = first < second
    first, second = first[ahead], second[ahead]
    area = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    found = area > least_m2
    return list(
        zip(first[found].tolist(), second[found].tolist(), area[found].tolist(), strict=True)
    )
