"""Schemes by which codes of grids are written."""

import pytest

from gridmap.codes.schemes import ByObject, Parsed, Plain, Scheme, rewritten, scheme_named
from gridmap.errors import SettingsError

COMMUNITY = "370899001001"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("15", "370899001001007"),
        ("beijing15", "370899001001007"),
        ("cjt349:010100", "01010037089900100107"),
    ],
)
def test_a_code_is_written_and_read_back(name, code):
    scheme = scheme_named(name)
    assert isinstance(scheme, Scheme)
    assert scheme.write(COMMUNITY, 7) == code
    assert scheme.read(code) == Parsed(COMMUNITY, 7)
    assert rewritten("370899001001007", scheme) == code


def test_the_standard_of_20_digits_has_no_hundredth_grid():
    assert ByObject("010100").write(COMMUNITY, 99).endswith("99")
    with pytest.raises(SettingsError, match="two digits of CJ"):
        ByObject("010100").write(COMMUNITY, 100)


@pytest.mark.parametrize("name", ["", "16", "cjt349", "cjt349:12345", "cjt349:abcdef", "15:x"])
def test_a_scheme_that_is_none_is_refused_with_those_there_are(name):
    with pytest.raises(SettingsError):
        scheme_named(name)


@pytest.mark.parametrize("code", ["37089900100107", "37089900100100x", "370899001001000", "٣" * 15])
def test_what_is_no_code_is_not_read(code):
    with pytest.raises(SettingsError):
        Plain().read(code)


def test_a_number_is_no_code():
    with pytest.raises(SettingsError):
        Plain().write("3708990010", 1)


def test_an_office_plugs_in_its_own(monkeypatch):
    class Own:
        name = "本局 8 位"

        def __init__(self, argument):
            self.prefix = argument

        def write(self, community_code, number):
            return f"{self.prefix}{community_code[-3:]}{number:03d}"

        def read(self, code):
            return Parsed(f"370899001{code[2:5]}", int(code[5:]))

    class Entry:
        name = "bureau"

        def load(self):
            return Own

    def entries(*, group, name=None):
        assert group == "gridmap.code_schemes"
        return [Entry()] if name in {None, "bureau"} else []

    monkeypatch.setattr("gridmap.codes.schemes.entry_points", entries)
    scheme = scheme_named("bureau:JX")
    assert scheme.write(COMMUNITY, 7) == "JX001007"
    assert scheme.read("JX001007") == Parsed(COMMUNITY, 7)
