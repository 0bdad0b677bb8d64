"""Whom to ask at a school."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import Basis
from schools.models.register import OfSchool, School
from schools.querysets import OfSchoolQuerySet

PHONE = r"^[0-9+()\uff08\uff09#\u8f6c -]{5,40}\Z"  # full-width brackets too, and the sign before an extension
PHONE_FORM = _("电话请填写数字，可带区号和分机，例如 028-82720000 转 801。")


class Contact(OfSchool):
    """One person to whom matters of a school are addressed: work contacts only."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("学校")
    )
    duty = models.CharField(_("职务"), max_length=40, help_text=_("例如：办公室主任、学籍管理员。"))
    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(
        _("办公电话"),
        max_length=40,
        validators=[RegexValidator(PHONE, PHONE_FORM)],
        help_text=_("只登记办公电话，不登记私人号码。"),
    )
    email = models.EmailField(_("办公邮箱"), blank=True, help_text=_("没有时留空。"))
    note = models.CharField(
        _("备注"), max_length=200, blank=True, help_text=_("例如负责的事项；没有时留空。")
    )
    basis = models.CharField(_("依据"), max_length=20, choices=Basis.choices, default=Basis.ENTERED)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系人")
        verbose_name_plural = pgettext_lazy("复数", "联系人")
        ordering = ["school", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "duty", "name"],
                name="schools_contact_once",
                violation_error_message=_("这位联系人的这个职务已经登记。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.duty}）"
