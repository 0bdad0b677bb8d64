"""The code tables of designations and rules; outside the models, so that check constraints can name them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EndReason(models.TextChoices):
    """Why a designation ended before or at its day; one that simply ran out has none."""

    WITHDRAWN = "withdrawn", _("撤销")
    RENEWED = "renewed", _("续期")
    CONVERTED = "converted", _("转换为新级别")


class DesignationState(models.TextChoices):
    """What a designation is on a day."""

    VALID = "valid", _("有效")
    EXPIRING = "expiring", _("一年内到期")
    UPCOMING = "upcoming", _("尚未生效")
    EXPIRED = "expired", _("已到期")
    WITHDRAWN = "withdrawn", _("已撤销")
    REPLACED = "replaced", _("已由新的认定接替")


class Confidence(models.TextChoices):
    """How sure it is that a rule says what is stored."""

    VERIFIED = "V", _("已核对原文")
    SECONDARY = "S", _("见于转载，未见原文")
    RECALLED = "R", _("凭记忆，未核实")


class Comparison(models.TextChoices):
    """What a figure has to be, beside the value of a rule."""

    AT_LEAST = "at_least", _("不低于")
    AT_MOST = "at_most", _("不高于")
    EXACTLY = "exactly", _("等于")


class DatedState(models.TextChoices):
    """How a target or a choice of measure stands to the day that is looked at."""

    IN_FORCE = "in_force", _("现行")
    COMING = "coming", _("尚未生效")
    PAST = "past", _("已结束")
