"""The words under which a page of the portal stands are no group's address, wherever one is typed."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.access import SYSTEM
from groups.actions import form_group
from groups.actions_formation import propose
from groups.actions_groups import split_group
from groups.models import EducationGroup, Formation, FormationStep
from groups.slugs import reserved_slugs
from tests import factories
from tests.accounts.forms import errors_of, submit
from tests.groups.test_plans import planned

RESERVED = ["formations", "memberships", "new", "plans"]
SENTENCE = "“plans”是平台网页的固定地址，不能用作集团的网址名，请换一个。"
NAMES = {"name": "新教育集团", "slug": "plans"}


@pytest.fixture
def bureau(officer, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(officer)


def refused_at(call):
    """Return where and why a call is refused."""
    with pytest.raises(ValidationError) as refused:
        call()
    return {name: [error.code for error in errors] for name, errors in refused.value.error_dict.items()}


def test_reserved_words_are_those_of_the_addresses():
    assert sorted(reserved_slugs()) == RESERVED


@pytest.mark.parametrize("slug", RESERVED)
@pytest.mark.parametrize("model", [EducationGroup, Formation])
def test_reserved_word_is_no_address_of_a_group(model, slug, district):
    row = model(district=district.district, name="新教育集团", slug=slug)

    assert refused_at(row.full_clean) == {"slug": ["slug_reserved"]}


@pytest.mark.parametrize("slug", ["plan", "new-plans", "formations2"])
def test_word_that_only_resembles_one_is_free(slug, district):
    EducationGroup(district=district.district, name="新教育集团", slug=slug).full_clean()


def test_actions_refuse_a_reserved_word(district):
    day = timezone.localdate()
    group = EducationGroup(district=district.district, **NAMES)
    formation = Formation(district=district.district, **NAMES)
    change = planned("split", district.first)
    calls = [
        lambda: form_group(group, lead=district.lone, by=SYSTEM),
        lambda: propose(formation, FormationStep(day=day), by=SYSTEM),
        lambda: split_group(change, group, lead=district.member, members=[], by=SYSTEM),
    ]

    assert [refused_at(call) for call in calls] == [{"slug": ["slug_reserved"]}] * 3


@pytest.mark.parametrize("page", ["formation_new", "group_split"])
def test_pages_say_so_at_the_field(page, district, bureau):
    typed = {"district": district.district.pk, "kind": "ordinary", "group_kind": "ordinary", **NAMES}
    typed |= {"day": timezone.localdate(), "lead": district.member.pk, "request_key": str(uuid4())}

    args = ["jia"] if page == "group_split" else []
    answer = bureau.post(reverse(f"groups:{page}", args=args), typed)

    assert answer.context["form"].errors == {"slug": [SENTENCE]}


def test_admin_says_so_at_the_field(district, bureau):
    answer = submit(bureau, reverse("admin:groups_educationgroup_add"), lead=district.lone.pk, **NAMES)

    assert errors_of(answer)["slug"] == [SENTENCE]
    assert EducationGroup.objects.count() == 3


@pytest.mark.parametrize("taken_by", ["group", "formation"])
def test_slug_in_use_is_refused_in_our_own_words(taken_by, district, bureau):
    factories.make_formation(slug="geng")
    slug, sentence = {
        "group": ("jia", "这个网址名已被一个教育集团使用，请换一个。"),
        "formation": ("geng", "这个网址名已用于另一项集团组建，请换一个。"),
    }[taken_by]

    answer = bureau.post(
        reverse("groups:formation_new"),
        {
            "district": district.district.pk,
            "kind": "ordinary",
            "name": "新教育集团",
            "slug": slug,
            "day": timezone.localdate(),
            "request_key": str(uuid4()),
        },
    )

    assert answer.context["form"].errors == {"slug": [sentence]}
