"""The no-overlap rule, in the database and in validation."""

import pytest
from django.db import IntegrityError, transaction

from groups.models import Membership
from tests import factories


def test_second_lead_refused_by_database(district):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(group=district.third, school=district.bridge, role="lead")

    assert Membership.objects.filter(school=district.bridge, role="lead").count() == 1
