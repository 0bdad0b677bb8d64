"""The days that the tests of groups speak of, today and two to come, and sentences without them."""

import re
from datetime import timedelta

from django.utils import timezone

TODAY = timezone.localdate()
SOON, LATER = TODAY + timedelta(days=30), TODAY + timedelta(days=60)
EVE = timedelta(days=1)
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d|\d{4}年\d{1,2}月\d{1,2}日")


def without_days(sentence: str) -> str:
    """Return a sentence with «…» for each day, in whatever way it is written."""
    return WRITTEN.sub("…", sentence)
