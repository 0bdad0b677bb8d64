"""The days that the tests of groups speak of: today, and two that are still to come."""

from datetime import timedelta

from django.utils import timezone

TODAY = timezone.localdate()
SOON, LATER = TODAY + timedelta(days=30), TODAY + timedelta(days=60)
EVE = timedelta(days=1)
