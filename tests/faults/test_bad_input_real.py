"""Every bad file of the shared folder: an answer, in time, and no feature lost in silence."""

import pytest
from bench.bad_input import LIMIT_S, answer
from shared_data import absence, folder

BAD = folder("bad_input")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not BAD.is_dir(), reason=absence("bad_input")),
]


def test_every_file_gets_an_answer(reader):
    files = sorted(path for path in BAD.rglob("*") if path.is_file())
    answers = [answer(path, path.name, reader=reader, lang="zh") for path in files]
    wrong = [item for item in answers if item.verdict not in {"accepted", "refused"}]
    assert wrong == []
    assert len(answers) == len(files) > 300
    assert [item for item in answers if item.duration_s > LIMIT_S] == []
