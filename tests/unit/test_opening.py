"""Opening hours: what people write, and whether a place is open at a moment of a known week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from gridmap.stations.opening import Now, Opening, read_opening, state_at

CHINA = timezone(timedelta(hours=8))
NINE_TO_FIVE = ((540, 1020),)
TWO_SHIFTS = ((510, 720), (840, 1050))
SHUT: tuple[tuple[int, int], ...] = ()


def week(*days: tuple[tuple[tuple[int, int], ...], int]) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(spans for spans, count in days for _ in range(count))


ALL_NIGHT = ((1320, 1800),)

READ = {
    "9:00-17:00": week((NINE_TO_FIVE, 7)),
    "０９：００－１７：００": week((NINE_TO_FIVE, 7)),
    "9点至17点": week((NINE_TO_FIVE, 7)),
    "9-17点": week((NINE_TO_FIVE, 7)),
    "开放时间：9:00~17:00": week((NINE_TO_FIVE, 7)),
    "周一至周五 8:30-12:00,14:00-17:30": week((TWO_SHIFTS, 5), (SHUT, 2)),
    "周一至周五上午8:30-12:00；下午14:00-17:30": week((TWO_SHIFTS, 5), (SHUT, 2)),
    "星期一到五：上午8点半-12点，下午2:00-5:30": week((TWO_SHIFTS, 5), (SHUT, 2)),
    "周一至周五上午8:30-12:00；周一至周五下午14:00-17:30": week((TWO_SHIFTS, 5), (SHUT, 2)),
    "工作日 9:00—17:00；周六 8:30-12:00、14:00-17:30": week(
        (NINE_TO_FIVE, 5), (TWO_SHIFTS, 1), (SHUT, 1)
    ),
    "9:00-17:00（周一至周五）": week((NINE_TO_FIVE, 5), (SHUT, 2)),
    "每天 9:00-17:00，周日休息": week((NINE_TO_FIVE, 6), (SHUT, 1)),
    "9:00-17:00，周一闭馆": week((SHUT, 1), (NINE_TO_FIVE, 6)),
    "周一、三 9:00-17:00": week((NINE_TO_FIVE, 1), (SHUT, 1), (NINE_TO_FIVE, 1), (SHUT, 4)),
    "周六日 9:00-17:00": week((SHUT, 5), (NINE_TO_FIVE, 2)),
    "周六至周一 9:00-17:00": week((NINE_TO_FIVE, 1), (SHUT, 4), (NINE_TO_FIVE, 2)),
    "22:00-06:00": week((ALL_NIGHT, 7)),
    "晚上10:00-6:00": week((ALL_NIGHT, 7)),
    "24小时": week((((0, 1440),), 7)),
    "全天": week((((0, 1440),), 7)),
    "周一至周五 全天": week((((0, 1440),), 5), (SHUT, 2)),
    "24/7": week((((0, 1440),), 7)),
    "Mo-Fr 09:00-17:00": week((NINE_TO_FIVE, 5), (SHUT, 2)),
    "Mon-Fri 9:00-17:00": week((NINE_TO_FIVE, 5), (SHUT, 2)),
    "Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-17:00; Su off": week(
        (TWO_SHIFTS, 5), (NINE_TO_FIVE, 1), (SHUT, 1)
    ),
    "Mo-Su 09:00-17:00; We 22:00-06:00": week((NINE_TO_FIVE, 2), (ALL_NIGHT, 1), (NINE_TO_FIVE, 4)),
}


@pytest.mark.parametrize("text", READ)
def test_a_notice_is_read_as_spans_of_a_week(text: str) -> None:
    assert read_opening(text) == Opening(READ[text])


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "电话预约",
        "夏季 8:00-18:00，冬季 8:30-17:30",
        "9:00-17:00 有事请打电话",
        "25:00-26:00",
        "9:60-10:00",
        "9:00",
        "9:00-9:00",
        "周一至周五",
        "周末休息",
        "sunrise-sunset",
        "Mo-Fr 09:00+",
        # By the letter of OpenStreetMap the second part would be for every day.
        "Mo-Fr 08:00-12:00; 14:00-18:00",
        "PH 09:00-12:00",
        "9:00-17:00 " * 40,
    ],
)
def test_what_is_not_understood_to_the_end_is_not_read(text: str | None) -> None:
    assert read_opening(text) is None


def test_that_holidays_are_shut_is_kept() -> None:
    for text in ("9:00-17:00（法定节假日除外）", "节假日休息 9:00-17:00", "09:00-17:00; PH off"):
        assert read_opening(text) == Opening(week((NINE_TO_FIVE, 7)), is_shut_on_holidays=True)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the week whose Monday is 16 November 2026."""
    return datetime(2026, 11, 15 + day, hour, minute, tzinfo=CHINA)


def test_it_is_open_from_its_first_minute_until_before_its_last() -> None:
    hours = read_opening("周一至周五 8:30-12:00,14:00-17:30")
    assert state_at(hours, at(1, 8, 29)) == Now("closed", at(1, 8, 30))
    assert state_at(hours, at(1, 8, 30)) == Now("open", at(1, 12))
    assert state_at(hours, at(1, 12)) == Now("closed", at(1, 14))
    assert state_at(hours, at(1, 17, 29)) == Now("open", at(1, 17, 30))
    assert state_at(hours, at(1, 17, 30)) == Now("closed", at(2, 8, 30))


def test_after_friday_it_opens_on_monday() -> None:
    hours = read_opening("Mo-Fr 09:00-17:00")
    assert state_at(hours, at(5, 18)) == Now("closed", at(8, 9))
    assert state_at(hours, at(7, 23, 59)) == Now("closed", at(8, 9))


def test_the_night_of_sunday_lasts_into_monday() -> None:
    hours = read_opening("22:00-06:00")
    assert state_at(hours, at(1, 5, 59)) == Now("open", at(1, 6))
    assert state_at(hours, at(7, 23)) == Now("open", at(8, 6))
    assert state_at(hours, at(1, 6)) == Now("closed", at(1, 22))


def test_spans_that_touch_at_midnight_are_one() -> None:
    hours = read_opening("周五 18:00-24:00，周六 全天")
    assert state_at(hours, at(5, 20)) == Now("open", at(7, 0))


def test_what_never_shuts_has_no_end() -> None:
    for text in ("24小时", "00:00-24:00", "Mo-Su 00:00-24:00"):
        assert state_at(read_opening(text), at(7, 23, 59)) == Now("open", None)


def test_what_is_shut_for_good_does_not_open() -> None:
    assert state_at(read_opening("关闭"), at(3, 10)) == Now("closed", None)


def test_what_is_not_known_is_neither_open_nor_closed() -> None:
    assert state_at(None, at(3, 10)) == Now("unknown", None)


def test_the_time_zone_of_the_moment_is_kept() -> None:
    moment = datetime(2026, 11, 16, 10, tzinfo=UTC)
    closes = state_at(read_opening("9:00-17:00"), moment).changes
    assert closes == datetime(2026, 11, 16, 17, tzinfo=UTC)
