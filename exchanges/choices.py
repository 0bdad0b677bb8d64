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


class ResourceKind(models.TextChoices):
    """What a school opens to others."""

    TEACHING_RESEARCH = "teaching_research", _("教研活动")
    CLASSROOM = "classroom", _("课堂教学")
    MANAGEMENT = "management", _("管理实践")
    LIBRARY = "library", _("图书馆")
    LABORATORY = "laboratory", _("实验室")
    AUDIO_VISUAL = "audio_visual", _("电教设备")
    SPORTS = "sports", _("体育场馆和器材")
    COURSEWARE = "courseware", _("课件资源")


class Audience(models.TextChoices):
    """Which schools may use what a school opens."""

    OWN_GROUPS = "own_groups", _("本校所在的集团")
    ONE_GROUP = "one_group", _("指定的集团")
    DISTRICT = "district", _("全区")


class Weekday(models.IntegerChoices):
    """The days of the week, as Python counts them."""

    MONDAY = 0, _("星期一")
    TUESDAY = 1, _("星期二")
    WEDNESDAY = 2, _("星期三")
    THURSDAY = 3, _("星期四")
    FRIDAY = 4, _("星期五")
    SATURDAY = 5, _("星期六")
    SUNDAY = 6, _("星期日")


class BookingState(models.TextChoices):
    """What became of a booking."""

    REQUESTED = "requested", _("待对方确认")
    CONFIRMED = "confirmed", _("已确认")
    DECLINED = "declined", _("未同意")
    CANCELLED = "cancelled", _("已取消")
    NO_SHOW = "no_show", _("未到场")


class BookingEvent(models.TextChoices):
    """What people do with a booking."""

    CONFIRM = "confirm", _("确认")
    DECLINE = "decline", _("不同意")
    CANCEL = "cancel", _("取消预约")
    REVOKE = "revoke", _("收回")
    NO_SHOW = "no_show", _("登记未到场")


class Side(models.TextChoices):
    """Whose turn an event of a booking is."""

    OWNER = "owner", _("开放资源的学校")
    BOOKER = "booker", _("预约的学校")
