"""Links into other maps: the place in the coordinates of each, the name as it is."""

from urllib.parse import parse_qs, urlsplit

import pytest

from gridmap.io.maplinks import map_links

SHENYANG = (123.4253306, 41.8032629)
SHENYANG_GCJ02 = (123.4314787, 41.8057023)
SHENYANG_BD09 = (123.438095, 41.8114013)
"""Published control values: github.com/hujiulong/gcoord, test/fixtures/china-cities.json."""

METRE_DEG = 1e-5
"""The control values lie 0.7 m beside the formula; the shift itself is some 500 m."""

HARD = "</name>&\"'=#?%+ 涵洞\U0001f6a7"


def asked(name, text="红旗涵洞", place=SHENYANG):
    address = map_links(*place, text)[name]
    return urlsplit(address), {key: value[0] for key, value in parse_qs(address).items()}


def numbers(text):
    return tuple(float(part) for part in text.split(","))


def test_amap_is_given_gcj02_longitude_first():
    address, query = asked("amap")
    assert address.netloc == "uri.amap.com"
    asked_for = parse_qs(address.query)
    assert numbers(asked_for["position"][0]) == pytest.approx(SHENYANG_GCJ02, abs=METRE_DEG)
    assert query["coordinate"] == "gaode"
    assert query["name"] == "红旗涵洞"


def test_baidu_is_given_bd09_latitude_first_and_the_content_it_demands():
    address, query = asked("baidu")
    assert address.netloc == "api.map.baidu.com"
    asked_for = parse_qs(address.query)
    assert numbers(asked_for["location"][0]) == pytest.approx(SHENYANG_BD09[::-1], abs=METRE_DEG)
    assert query["coord_type"] == "bd09ll"
    assert query["title"] == query["content"] == "红旗涵洞"


def test_apple_draws_china_in_gcj02():
    asked_for = parse_qs(asked("apple")[0].query)
    assert numbers(asked_for["ll"][0]) == pytest.approx(SHENYANG_GCJ02[::-1], abs=METRE_DEG)


def test_the_map_of_the_system_is_given_true_degrees():
    address, _ = asked("system")
    assert address.scheme == "geo"
    assert numbers(address.path) == pytest.approx(SHENYANG[::-1], abs=METRE_DEG)


def test_abroad_every_map_is_given_the_same_place():
    vaduz = (9.521, 47.141)
    for name, key in (("amap", "position"), ("baidu", "location"), ("apple", "ll")):
        given = numbers(parse_qs(asked(name, place=vaduz)[0].query)[key][0])
        assert sorted(given) == pytest.approx(sorted(vaduz), abs=METRE_DEG)


@pytest.mark.parametrize("name", ["amap", "baidu", "apple", "system"])
def test_no_name_changes_what_a_link_says(name):
    plain, hard = map_links(*SHENYANG, "x")[name], map_links(*SHENYANG, HARD)[name]
    assert hard.count("&") == plain.count("&")
    assert hard.isascii()
    assert not set(hard) & set("<>\"' #")


def test_a_name_comes_back_as_it_was():
    assert parse_qs(asked("amap", HARD)[0].query)["name"] == [HARD]


def test_control_characters_are_left_out_and_long_names_cut():
    assert asked("amap", "一\x00\n二")[1]["name"] == "一 二"
    named = asked("amap", "网" * 200)[1]["name"]
    assert len(named) == 60
    assert named.endswith("…")
