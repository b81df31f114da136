"""The values of OpenStreetMap's tags, sorted by the words of the contracts that they mean."""

from __future__ import annotations

NO = frozenset(("", "no", "none", "false", "0"))

_USES = {
    "residential": (
        "residential apartments house detached semidetached_house semi terrace bungalow dormitory "
        "villa farm static_caravan houseboat ger cabin allotment_house block flats"
    ),
    "mixed": "mixed mixed_use",
    "commercial": (
        "commercial office retail supermarket kiosk hotel shop mall restaurant bank marketplace"
    ),
    "industrial": (
        "industrial warehouse factory manufacture works storage_tank silo hangar digester "
        "slaughterhouse"
    ),
    "public": (
        "public civic government townhall church chapel cathedral mosque temple synagogue shrine "
        "religious monastery presbytery train_station transportation museum fire_station stadium "
        "sports_hall sports_centre grandstand pavilion library castle tower community_centre"
    ),
    "school": "school university college kindergarten",
    "hospital": "hospital clinic",
    "other": (
        "garage garages carport parking shed hut barn stable sty cowshed farm_auxiliary greenhouse "
        "roof ruins ruin construction collapsed service transformer_tower water_tower toilets "
        "bunker boathouse container tent bridge gatehouse outbuilding entrance steps elevator "
        "swimming_pool indoor_swimming_pool riding_hall conservatory"
    ),
}
USE_OF_BUILDING = {word: use for use, words in _USES.items() for word in words.split()}

_AMENITY_USES = {
    "school": "school university college kindergarten childcare",
    "hospital": "hospital clinic",
    "commercial": (
        "restaurant cafe fast_food bar pub bank fuel marketplace cinema nightclub pharmacy "
        "food_court ice_cream casino car_wash car_rental doctors dentist veterinary"
    ),
    "public": (
        "place_of_worship townhall library community_centre fire_station police post_office "
        "courthouse theatre arts_centre social_facility social_centre prison monastery "
        "public_building bus_station nursing_home crematorium"
    ),
    "other": "parking shelter toilets bicycle_parking waste_disposal recycling",
}
USE_OF_AMENITY = {word: use for use, words in _AMENITY_USES.items() for word in words.split()}
USE_OF_KEY = {
    "shop": "commercial",
    "office": "commercial",
    "craft": "commercial",
    "tourism": "commercial",
    "industrial": "industrial",
    "man_made": "industrial",
    "healthcare": "hospital",
    "leisure": "public",
    "historic": "public",
    "public_transport": "public",
    "military": "public",
    "power": "other",
}
USE_OF_GROUND = {
    "residential": "residential",
    "commercial": "commercial",
    "retail": "commercial",
    "industrial": "industrial",
    "quarry": "industrial",
    "port": "industrial",
    "military": "public",
    "cemetery": "public",
    "railway": "other",
    "garages": "other",
    "allotments": "other",
    "construction": "other",
}

_ROADS = {
    "arterial": "motorway motorway_link trunk trunk_link primary primary_link",
    "secondary": "secondary secondary_link tertiary tertiary_link",
    "local": "residential unclassified living_street road busway",
    "service": "service track",
    "path": "footway path steps cycleway pedestrian bridleway",
}
CLASS_OF_HIGHWAY = {word: name for name, words in _ROADS.items() for word in words.split()}

WATERWAY_KINDS = {
    "river": "river",
    "riverbank": "river",
    "tidal_channel": "river",
    "canal": "canal",
    "stream": "ditch",
    "ditch": "ditch",
    "drain": "ditch",
}
WATER_KINDS = {
    "river": "river",
    "oxbow": "river",
    "canal": "canal",
    "lock": "canal",
    "moat": "canal",
    "stream": "ditch",
    "ditch": "ditch",
    "drain": "ditch",
}

TRACKS = frozenset(("rail", "light_rail", "subway", "narrow_gauge"))
"""Railways that bar the way; trams run in the street and monorails above it."""
SIDE_TRACKS = frozenset(("crossover", "siding", "yard"))
"""Tracks that lie beside the main track, which is the barrier."""
