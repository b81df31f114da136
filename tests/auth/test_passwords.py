"""Which passwords are taken, and what is kept of them."""

import pytest
from gridmap_api.auth.passwords import hash_password, is_password, require_good
from gridmap_api.errors import ParameterError


@pytest.mark.parametrize(
    "password", ["三只猫 on a warm roof", "kT9$wq-Lp2", "correct horse battery"]
)
def test_a_password_of_its_own_is_taken(password):
    require_good(password, name="zhang")


@pytest.mark.parametrize(
    "password",
    [
        "kT9$wq-Lp",  # nine characters
        "x" * 201,
        "aaaaaaaaaaaa",
        "abababababab",
        "1234567890",
        "Password12",
        "passwordpassword",
        "ｐａｓｓｗｏｒｄ12",  # full-width letters are the same letters
        "zhangzhang1",
        "Gridmap2026",
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password):
    with pytest.raises(ParameterError):
        require_good(password, name="zhang")


def test_what_is_kept_is_argon2id_and_another_each_time():
    first, second = hash_password("correct horse battery"), hash_password("correct horse battery")
    assert first.startswith("$argon2id$")
    assert first != second


def test_only_the_password_fits_what_is_kept():
    kept = hash_password("correct horse battery")
    assert is_password("correct horse battery", kept)
    assert not is_password("correct horse batterY", kept)
    assert not is_password("", kept)
    assert not is_password("\ud800", kept)


def test_the_same_characters_typed_on_another_keyboard_fit():
    assert is_password("Cafe\u0301 au lait", hash_password("Café au lait"))


def test_nothing_fits_where_nothing_is_kept():
    assert not is_password("the password of nobody", None)
