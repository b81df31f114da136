"""Links that open a map at a place: each in the coordinates that its map takes.

Sources: the URI interfaces of Amap (``uri.amap.com/marker``, GCJ-02 under ``coordinate=gaode``) and
of Baidu (``api.map.baidu.com/marker``, BD-09 under ``coord_type=bd09ll``), Apple's map links, whose
map of China is drawn in GCJ-02, and RFC 5870 (``geo:``, WGS 84).
"""

from __future__ import annotations

import re
from urllib.parse import quote

import numpy as np

from gridmap.datum import wgs84_to_bd09, wgs84_to_gcj02

SOURCE = "gridmap"
"""What the maps are told of who calls them; both ask for it."""

LONGEST_NAME = 60
"""Characters of a name: a longer one makes links that some phones cut."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")


def map_links(lng: float, lat: float, name: str) -> dict[str, str]:
    """Return links that show a place on the maps that people have.

    Parameters
    ----------
    lng, lat : float
        Where, in degrees of CGCS2000.
    name : str
        What the pin is called; any text.

    Returns
    -------
    dict of str to str
        ``amap``, ``baidu``, ``apple`` and ``system`` (whatever map the phone has for ``geo:``,
        which phones of Apple do not know).

    Examples
    --------
    >>> map_links(116.404, 39.915, "A&B")["amap"]
    'https://uri.amap.com/marker?position=116.410244,39.916404&name=A%26B&coordinate=gaode&callnative=1&src=gridmap'
    >>> map_links(116.404, 39.915, "A")["system"]
    'geo:39.915000,116.404000?q=39.915000,116.404000(A)'
    """
    true = np.array([[lng, lat]])
    label = quote(_short(name), safe="")
    amap_lng, amap_lat = _told(wgs84_to_gcj02(true))
    baidu_lng, baidu_lat = _told(wgs84_to_bd09(true))
    true_lng, true_lat = _told(true)
    return {
        "amap": f"https://uri.amap.com/marker?position={amap_lng},{amap_lat}&name={label}"
        f"&coordinate=gaode&callnative=1&src={SOURCE}",
        "baidu": f"https://api.map.baidu.com/marker?location={baidu_lat},{baidu_lng}"
        f"&title={label}&content={label}&output=html&coord_type=bd09ll&src={SOURCE}",
        "apple": f"https://maps.apple.com/?ll={amap_lat},{amap_lng}&q={label}",
        "system": f"geo:{true_lat},{true_lng}?q={true_lat},{true_lng}({label})",
    }


def _short(name: str) -> str:
    plain = _UNSEEN.sub(" ", name).strip()
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"


def _told(places: np.ndarray) -> tuple[str, str]:
    """Return longitude and latitude with six decimals: a tenth of a metre."""
    lng, lat = places[0].tolist()
    return f"{lng:.6f}", f"{lat:.6f}"
