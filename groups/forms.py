"""The filters of the lists of groups, planned changes and formations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.choices import ChangeKind, GroupKind
from groups.columns import FORMATION_COLUMNS, GROUP_COLUMNS, PLAN_COLUMNS
from groups.models import EducationGroup
from records.lists import FilterField, FilterForm, SearchField


class GroupFilterForm(FilterForm):
    """The filters of the list of groups; without a choice it shows those in force."""

    columns = GROUP_COLUMNS
    default_order = "position"

    q = SearchField(label=_("集团名称或拼音首字母"))
    school = SearchField(label=_("学校名称、拼音首字母或标识码"))
    kind = FilterField(label=_("集团类型"), choices=GroupKind.choices)
    state = FilterField(label=_("状态"), choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined] # a choice
            ("", _("当日存续")),
            ("planned", _("尚未启动")),
            ("dissolved", _("已解散")),
            ("all", _("全部")),
        ]

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the groups must meet, by the names of the queryset."""
        chosen = self.chosen
        return {"text": chosen["q"], "school": chosen["school"], "kind": chosen["kind"]}


class PlanFilterForm(FilterForm):
    """The filters of the list of planned changes."""

    columns = PLAN_COLUMNS
    default_order = "day"

    school = SearchField(label=_("学校名称、拼音首字母或标识码"))
    group = FilterField(label=_("教育集团"), choices=[])
    kind = FilterField(label=_("变动类型"), choices=ChangeKind.choices)

    def __init__(self, *args: Any, groups: Iterable[EducationGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        group.choices = [*group.choices, *((row.slug, row.name) for row in groups)]  # type: ignore[attr-defined]

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the changes must meet, by the names of the queryset."""
        chosen = self.chosen
        return {name: chosen[name] for name in ("school", "group", "kind")}


class FormationFilterForm(FilterForm):
    """The filters of the list of formations."""

    columns = FORMATION_COLUMNS
    default_order = "-pk"

    q = SearchField(label=_("集团名称或拼音首字母"))
    state = FilterField(
        label=_("状态"),
        choices=[("open", _("组建中")), ("launched", _("已启动")), ("abandoned", _("已终止"))],
    )
    kind = FilterField(label=_("集团类型"), choices=GroupKind.choices)

    @property
    def conditions(self) -> dict[str, str]:
        """Return what the formations must meet, by the names of the queryset."""
        chosen = self.chosen
        return {"text": chosen["q"], "state": chosen["state"], "kind": chosen["kind"]}
