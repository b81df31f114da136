"""A synthetic sub-district with known answers, to try every other part on.

Place, people and names are invented; sizes of buildings and compounds are drawn so that they
follow real ones.

Every Python makes the same sample of the same seed. So floats are added up by `math.fsum`: the
built-in ``sum`` rounds in another way since Python 3.12.
"""

from gridmap.sample.files import write_sample
from gridmap.sample.making import make_sample
from gridmap.sample.model import Elevation, Sample

__all__ = ["Elevation", "Sample", "make_sample", "write_sample"]
