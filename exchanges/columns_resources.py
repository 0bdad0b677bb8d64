"""The columns of the catalogue of shared resources and of the list of bookings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from records.lists import Column

RESOURCE_COLUMNS = [
    Column(
        "name", _("名称"), lambda row: row.name, template="exchanges/_cell_resource.html", is_sortable=True
    ),
    Column("kind", _("类别"), lambda row: row.get_kind_display()),
    Column("school", _("学校"), lambda row: row.school.name, is_sortable=True),
    Column("capacity", _("容纳人数"), lambda row: row.capacity, is_numeric=True),
    Column(
        "audience", _("使用范围"), lambda row: row.group.name if row.group else row.get_audience_display()
    ),
    Column("lead_days", _("提前天数"), lambda row: row.lead_days, is_numeric=True),
    Column(
        "confirmed",
        _("预约须确认"),
        lambda row: _("须确认") if row.is_confirmed_by_owner else _("立即生效"),
    ),
    Column("contact", _("联系岗位"), lambda row: row.contact, is_chosen=False),
    Column("description", _("说明"), lambda row: row.description, is_chosen=False, is_long=True),
]
BOOKING_COLUMNS = [
    Column("resource", _("资源"), lambda row: row.resource.name, template="exchanges/_cell_booking.html"),
    Column("owner", _("开放的学校"), lambda row: row.resource.school.name),
    Column("school", _("预约的学校"), lambda row: row.school.name, is_sortable=True),
    Column("start", _("开始"), lambda row: f"{row.local_start:%Y-%m-%d %H:%M}", is_sortable=True),
    Column("end", _("结束"), lambda row: f"{row.local_end:%H:%M}"),
    Column("people", _("人数"), lambda row: row.people, is_numeric=True),
    Column("purpose", _("用途"), lambda row: row.purpose, is_long=True),
    Column(
        "state",
        _("状态"),
        lambda row: row.get_state_display(),
        template="exchanges/_cell_booking_state.html",
    ),
]
