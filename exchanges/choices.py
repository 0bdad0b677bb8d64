"""The choices of rotations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RotationKind(models.TextChoices):
    """What a person does at the other school."""

    CADRE_POSTING = "cadre_posting", _("干部选派")
    TEACHING_POSTING = "teaching_posting", _("教师选派")
    DELIVERED_LESSONS = "delivered_lessons", _("送教")
    SHADOW_LEARNING = "shadow_learning", _("跟岗学习")


class RotationRoute(models.TextChoices):
    """By which way of exchange a person goes, as the national teacher system has them."""

    REGULAR = "regular", _("定期交流")
    COMPETITION = "competition", _("公开竞聘")
    DISTRICT_INTEGRATION = "district_integration", _("学区一体化")
    ALLIANCE = "alliance", _("学校联盟")
    BRANCH = "branch", _("名校办分校")
    GROUP = "group", _("集团化办学")
    PAIRED_SUPPORT = "paired_support", _("对口支援")
    TRAVELLING = "travelling", _("走教")


class PersonnelRelation(models.TextChoices):
    """What becomes of the personnel relation for the term."""

    RETAINED = "retained", _("保留人事关系")
    TRANSFERRED = "transferred", _("接转人事关系")


class RotationState(models.TextChoices):
    """What was decided about a rotation so far; whether it is under way follows from the day."""

    DRAFT = "draft", _("草稿，待本校提出")
    PROPOSED = "proposed", _("待对方学校答复")
    REFUSED = "refused", _("对方学校不同意")
    ACCEPTED = "accepted", _("待教育局批准")
    RETURNED = "returned", _("教育局退回")
    WITHDRAWN = "withdrawn", _("已撤回")
    APPROVED = "approved", _("已批准")


class RotationPhase(models.TextChoices):
    """Where an approved rotation is on a day."""

    AHEAD = "ahead", _("尚未开始")
    UNDER_WAY = "under_way", _("进行中")
    COMPLETED = "completed", _("已期满")
    ENDED_EARLY = "ended_early", _("提前结束")


class RotationEvent(models.TextChoices):
    """What people do with a rotation that was proposed."""

    PROPOSE = "propose", _("提出")
    ACCEPT = "accept", _("同意")
    REFUSE = "refuse", _("不同意")
    WITHDRAW = "withdraw", _("撤回")
    REVISE = "revise", _("修改后重新提出")
    APPROVE = "approve", _("批准")
    RETURN = "return", _("退回")
    END_EARLY = "end_early", _("提前结束")


class ExemptionReason(models.TextChoices):
    """Why somebody need not take part in exchanges; a plain code, without medical or personal detail."""

    NEAR_RETIREMENT = "near_retirement", _("临近退休")
    LONG_LEAVE = "long_leave", _("长期离岗")
    SOLE_TEACHER = "sole_teacher", _("学科唯一教师")
    RECENTLY_EXCHANGED = "recently_exchanged", _("近年已交流")
    HARDSHIP = "hardship", _("特殊困难")
    APPROVED = "approved", _("经教育局核准的其他情形")


class Party(models.TextChoices):
    """Whose turn an event is."""

    PROPOSER = "proposer", _("提出的学校")
    OTHER = "other", _("对方学校")
    BUREAU = "bureau", _("教育局")
