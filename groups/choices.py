"""The code tables of groups; they stand outside the models so that check constraints can name them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    """Whether one school leads the group."""

    ORDINARY = "ordinary", _("龙头带动")
    REGIONAL = "regional", _("区域性")


class MembershipRole(models.TextChoices):
    """What the school is in the group."""

    LEAD = "lead", _("龙头学校")
    MEMBER = "member", _("成员学校")


class EndReason(models.TextChoices):
    """Why a membership ended."""

    GROWN = "grown", _("成长退出")
    MOVED = "moved", _("转入其他集团")
    MERGED = "merged", _("学校合并")
    DISSOLVED = "dissolved", _("集团解散")
    CORRECTED = "corrected", _("更正")
