"""The columns of the rosters that are imported: what each is called, what its cells mean, and the keys.

They are declared as django-import-export's Resources; reading, checking and applying are the portal's own.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from schools import choices
from schools.imports import days, values, words
from schools.imports.outcome import Convert
from schools.models import Enrolment, Facility, School, Staff
from schools.models.enrolment import FIRST_YEAR, LAST_YEAR
from schools.stages import Stage

LONGEST_CODE, LONGEST_NAME = 20, 100
MOST = 2_147_483_647  # what a whole number's column holds on both engines


class Cell(Widget):
    """A cell that means what a function of ``schools.imports.values`` says."""

    def __init__(self, convert: Convert) -> None:
        super().__init__()
        self.convert = convert

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the value of the cell; None for a blank one. Raises: ValueError with what is wrong."""
        converted = self.convert("" if value is None else str(value))
        for finding in converted.findings:
            if not finding.is_warning:
                raise ValueError(str(finding.message))
        return converted.value


class Column(Field):
    """One column of a roster; ``empty`` is what a cleared cell stores, where it may be cleared.

    ``may_be_blank`` lets single cells of a required column be blank: what that means the roster says.
    """

    def __init__(
        self,
        attribute: str,
        label: Any,
        convert: Convert,
        *,
        is_required: bool = False,
        may_be_blank: bool = False,
        may_be_cleared: bool = False,
        empty: Any = "",
    ) -> None:
        super().__init__(attribute=attribute, column_name=attribute, widget=Cell(convert))
        self.label, self.convert = label, convert
        self.is_required, self.may_be_blank = is_required, may_be_blank or not is_required
        self.may_be_cleared, self.empty = may_be_cleared, empty


def _choice(of: Any, names: dict[str, str]) -> Convert:
    return partial(values.choice, choices=of, aliases=names)


_CODE: Convert = partial(values.code, longest=LONGEST_CODE)
_SCHOOL: Convert = partial(values.code, longest=LONGEST_NAME)  # the code, or the name of one school
_YEAR: Convert = partial(values.school_year, first=FIRST_YEAR, last=LAST_YEAR)
_COUNT: Convert = partial(values.whole, most=MOST)


class SchoolResource(ModelResource):
    """The register's schools, by their code."""

    code = Column("code", _("学校标识码"), _CODE, is_required=True)
    name = Column("name", _("学校名称"), partial(values.text, longest=LONGEST_NAME), is_required=True)
    kind = Column("kind", _("办学类型"), _choice(choices.SchoolKind, words.KINDS), is_required=True)
    ownership = Column(
        "ownership", _("办学性质"), _choice(choices.Ownership, words.OWNERSHIPS), is_required=True
    )
    town = Column("town", _("镇街"), partial(values.text, longest=40), may_be_cleared=True)
    urban_rural = Column(
        "urban_rural", _("城乡分类"), _choice(choices.UrbanRural, words.AREAS), may_be_cleared=True
    )
    is_boarding = Column("is_boarding", _("寄宿制"), values.truth, may_be_cleared=True, empty=None)
    founded_on = Column("founded_on", _("建校日期"), days.day, may_be_cleared=True, empty=None)
    status = Column("status", _("状态"), _choice(choices.SchoolState, words.STATES))
    former_name = Column("former_name", _("曾用名"), partial(values.text, longest=400))

    class Meta:
        model = School
        import_id_fields = ("code",)
        fields = (
            "code", "name", "kind", "ownership", "town", "urban_rural", "is_boarding", "founded_on", "status",
            "former_name",
        )  # fmt: skip


class StaffResource(ModelResource):
    """The people on the rosters, by their staff number, which is unique in a district."""

    staff_no = Column("staff_no", _("教职工号"), partial(values.code, longest=30), is_required=True)
    name = Column("name", _("姓名"), partial(values.text, longest=60), is_required=True)
    school = Column("school", _("学校标识码"), _SCHOOL, is_required=True)
    post = Column("post", _("岗位"), _choice(choices.Post, words.POSTS), is_required=True)
    section = Column("section", _("任教学段"), _choice(Stage, words.STAGES), may_be_cleared=True)
    subject = Column("subject", _("任教学科"), partial(values.text, longest=40), may_be_cleared=True)
    title = Column("title", _("职称"), _choice(choices.Title, words.TITLES), may_be_cleared=True)
    qualification = Column(
        "qualification",
        _("学历"),
        _choice(choices.Qualification, words.QUALIFICATIONS),
        may_be_cleared=True,
    )
    backbone_level = Column(
        "backbone_level",
        _("骨干级别"),
        _choice(choices.BackboneLevel, words.BACKBONES),
        may_be_cleared=True,
    )
    joined_on = Column("joined_on", _("到校日期"), days.day, may_be_cleared=True, empty=None)
    status = Column("status", _("在岗状态"), _choice(choices.StaffStatus, words.STAFF_STATES))

    class Meta:
        model = Staff
        import_id_fields = ("staff_no",)
        fields = (
            "staff_no", "name", "school", "post", "section", "subject", "title", "qualification",
            "backbone_level", "joined_on", "status",
        )  # fmt: skip


class EnrolmentResource(ModelResource):
    """How many pupils each school has, by school, school year and stage."""

    school = Column("school", _("学校标识码"), _SCHOOL, is_required=True)
    year = Column("year", _("学年"), _YEAR, is_required=True)
    stage = Column("stage", _("学段"), _choice(Stage, words.STAGES), is_required=True)
    pupils = Column("pupils", _("在校生数"), _COUNT, is_required=True, may_be_blank=True)
    classes = Column("classes", _("班级数"), _COUNT, may_be_cleared=True, empty=None)

    class Meta:
        model = Enrolment
        import_id_fields = ("school", "year", "stage")
        fields = ("school", "year", "stage", "pupils", "classes")


class FacilityResource(ModelResource):
    """What rooms, grounds and equipment each school has, by school, school year and item."""

    school = Column("school", _("学校标识码"), _SCHOOL, is_required=True)
    year = Column("year", _("学年"), _YEAR, is_required=True)
    item = Column("item", _("项目"), partial(values.text, longest=60), is_required=True)
    quantity = Column("quantity", _("数量"), _COUNT, may_be_cleared=True, empty=None)
    area = Column(
        "area", _("面积"), partial(values.decimal, digits=12, places=2), may_be_cleared=True, empty=None
    )
    value = Column(
        "value", _("原值"), partial(values.decimal, digits=14, places=2), may_be_cleared=True, empty=None
    )

    class Meta:
        model = Facility
        import_id_fields = ("school", "year", "item")
        fields = ("school", "year", "item", "quantity", "area", "value")
