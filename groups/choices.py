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
    CLOSED = "closed", _("学校撤销")
    REPLACED = "replaced", _("由新学校取代")
    ROLE = "role", _("角色变更")


class ChangeKind(models.TextChoices):
    """What a change to groups and memberships was about."""

    LAUNCH = "launch", _("集团启动")
    JOIN = "join", _("加入集团")
    LEAVE = "leave", _("退出集团")
    LEAD = "lead", _("更换龙头")
    MOVE = "move", _("转入其他集团")
    SPLIT = "split", _("分设集团")
    DISSOLVE = "dissolve", _("集团解散")
    CLOSE = "close", _("学校撤销")
    MERGE = "merge", _("学校合并")
    REPLACE = "replace", _("由新学校取代")
    CORRECT = "correct", _("更正")


class ChangeState(models.TextChoices):
    """Whether a change stands."""

    RECORDED = "recorded", _("已登记")
    WITHDRAWN = "withdrawn", _("已撤回")


class FormationStage(models.TextChoices):
    """The steps by which a group comes to be, in their order, and the one that ends it."""

    PROPOSED = "proposed", _("提出")
    PLANNED = "planned", _("方案拟定")
    REVIEWED = "reviewed", _("论证")
    APPROVED = "approved", _("批准")
    LAUNCHED = "launched", _("启动")
    DISSOLVED = "dissolved", _("解散")
