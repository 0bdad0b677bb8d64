"""Bad input, made from the forms themselves, at every form of enrolment, staff and facts."""

import pytest
from django.urls import reverse

from records.models import AuditEntry
from schools.choices import ProposedFact
from tests import factories
from tests.bad_input import cases


@pytest.fixture
def proposal(district):
    """Return an open proposal, whose fact was changed since."""
    return factories.make_proposal(district.member, against="别处")


PAGES = {  # who opens the form, its address, and what stands in the address beside the school
    "enrolment": ("member_principal", "enrolment_edit", [2022]),
    "new person": ("member_principal", "staff_new", []),
    "person": ("member_principal", "staff_edit", ["T1"]),
    "move": ("officer", "staff_move", ["T1"]),
    "leave": ("member_principal", "staff_leave", ["T1"]),
    "confirmation": ("member_principal", "facts_confirm", []),
    **{f"proposed {f}": ("member_principal", "proposal_new", [f]) for f in ProposedFact.values},
}
DECIDING = {"accept": "officer", "return": "officer", "withdraw": "member_principal"}


def refuse_all(browser, address):
    """Send all bad input to a form and return what was not refused at its field."""
    form, taken = browser.get(address).context["form"], []
    for name, what, sent in cases(form):
        answer = browser.post(address, sent)
        errors = answer.context["form"].errors if answer.status_code == 200 else {}
        if name not in errors:
            taken.append((name, what, answer.status_code, dict(errors)))
    return taken


@pytest.mark.parametrize("page", PAGES)
def test_bad_input_is_told_at_the_field_and_nothing_is_written(page, district, signed_in, request):
    who, name, more = PAGES[page]
    factories.make_staff(district.member, staff_no="T1")
    browser = signed_in(request.getfixturevalue(who))

    taken = refuse_all(browser, reverse(f"schools:{name}", args=[district.member.code, *more]))

    assert (taken, AuditEntry.objects.count()) == ([], 0)


@pytest.mark.parametrize("deed", DECIDING)
def test_bad_decision_is_told_at_the_field_and_nothing_is_written(deed, proposal, signed_in, request):
    browser = signed_in(request.getfixturevalue(DECIDING[deed]))

    taken = refuse_all(browser, f"{proposal.get_absolute_url()}{deed}/")

    assert (taken, AuditEntry.objects.count()) == ([], 0)


@pytest.mark.parametrize("page", PAGES)
def test_fields_of_other_forms_are_not_taken(page, district, signed_in, request):
    """A form takes its own fields only, whatever else a request names."""
    who, name, more = PAGES[page]
    person = factories.make_staff(district.member, staff_no="T1")
    browser = signed_in(request.getfixturevalue(who))
    foreign = {
        "school": district.lead.pk,
        "district": "999",
        "id": "1",
        "code": "1234567890",
        "in_district_register": "",
        "is_collective": "on",
        "confirmed_by": "king",
        "state": "accepted",
        "kind_basis": "confirmed",
    }

    browser.post(reverse(f"schools:{name}", args=[district.member.code, *more]), foreign)

    district.member.refresh_from_db()
    person.refresh_from_db()
    assert (district.member.code, district.member.kind_basis, person.district) == (
        district.member.code,
        "entered",
        district.district,
    )
    assert not district.member.is_collective
    assert person.employments.get().school == district.member
