"""How dates are written in each language."""

from datetime import UTC, date, datetime

import pytest
from django.utils import formats, translation


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        pytest.param("zh-hans", "2022年9月1日", "2022年9月1日 14:05", id="Chinese"),
        pytest.param("en", "1 September 2022", "1 September 2022, 14:05", id="English"),
    ],
)
def test_dates_are_written_as_readers_write_them(language, day, moment):
    with translation.override(language):
        written = (
            formats.date_format(date(2022, 9, 1)),
            formats.date_format(datetime(2022, 9, 1, 14, 5, tzinfo=UTC), "DATETIME_FORMAT"),
        )

    assert written == (day, moment)
