"""A synthetic sub-district with known answers, to try every other part on.

Place, people and names are invented; sizes of buildings and compounds are drawn so that they
follow real ones.
"""

from gridmap.sample.files import write_sample
from gridmap.sample.making import make_sample
from gridmap.sample.model import Elevation, Sample

__all__ = ["Elevation", "Sample", "make_sample", "write_sample"]
