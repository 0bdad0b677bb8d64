"""The code tables of the register; they stand outside the models so that check constraints can name them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SchoolKind(models.TextChoices):
    """What kind of school it is, by the labels of JY/T 1001."""

    KINDERGARTEN = "kindergarten", _("幼儿园")
    PRIMARY = "primary", _("小学")
    JUNIOR = "junior", _("初级中学")
    NINE_YEAR = "nine_year", _("九年一贯制学校")
    COMPLETE_SECONDARY = "complete_secondary", _("完全中学")
    SENIOR = "senior", _("高级中学")
    TWELVE_YEAR = "twelve_year", _("十二年一贯制学校")
    VOCATIONAL_SECONDARY = "vocational_secondary", _("中等职业学校")
    VOCATIONAL_COLLEGE = "vocational_college", _("高等职业学校")
    SPECIAL = "special", _("特殊教育学校")


class Ownership(models.TextChoices):
    """Who runs the school."""

    PUBLIC = "public", _("公办")
    PRIVATE = "private", _("民办")
    TOWNSHIP = "township", _("乡镇中心")
    PRIVATE_OR_TOWNSHIP = "private_or_township", _("民办或乡镇中心（待核实）")
    UNKNOWN = "unknown", _("未载明")


class UrbanRural(models.TextChoices):
    """Where the school stands, by the statistical division."""

    CITY = "city", _("城区")
    TOWN = "town", _("镇区")
    VILLAGE = "village", _("乡村")


class SchoolState(models.TextChoices):
    """The states of a school."""

    PREPARING = "preparing", _("筹建")
    OPERATING = "operating", _("在办")
    SUSPENDED = "suspended", _("停办")
    CLOSED = "closed", _("撤销")


class Succession(models.TextChoices):
    """How one school followed another."""

    MERGED_INTO = "merged_into", _("并入")
    SPLIT_FROM = "split_from", _("分设")
    REPLACED_BY = "replaced_by", _("变更办学类型后取代")


class Post(models.TextChoices):
    """What the person does at the school."""

    PRINCIPAL = "principal", _("校长")
    VICE_PRINCIPAL = "vice_principal", _("副校长")
    MANAGER = "manager", _("中层干部")
    TEACHER = "teacher", _("教师")
    AUXILIARY = "auxiliary", _("教辅")
    SERVICE = "service", _("工勤")


class Title(models.TextChoices):
    """Professional title since 2015."""

    SENIOR_FULL = "senior_full", _("正高级")
    SENIOR = "senior", _("高级")
    FIRST = "first", _("一级")
    SECOND = "second", _("二级")
    THIRD = "third", _("三级")
    NONE = "none", _("未定级")


class Qualification(models.TextChoices):
    """Highest degree or schooling."""

    POSTGRADUATE = "postgraduate", _("研究生")
    BACHELOR = "bachelor", _("本科")
    COLLEGE = "college", _("专科")
    SECONDARY_VOCATIONAL = "secondary_vocational", _("中专")
    SENIOR_HIGH = "senior_high", _("高中")
    OTHER = "other", _("其他")


class BackboneLevel(models.TextChoices):
    """Level at which somebody is recognised as a backbone teacher."""

    SCHOOL = "school", _("校级")
    DISTRICT = "district", _("区级")
    MUNICIPAL = "municipal", _("市级")
    PROVINCIAL = "provincial", _("省级")


class StaffStatus(models.TextChoices):
    """Whether the person is at work."""

    ACTIVE = "active", _("在岗")
    ABSENT = "absent", _("离岗")
    RETIRED = "retired", _("退休")
    LEFT = "left", _("调出")


class ProposedFact(models.TextChoices):
    """The facts of a school whose correction the school may propose; the codes are the school's columns."""

    NAME = "name", _("学校名称")
    KIND = "kind", _("办学类型")
    OWNERSHIP = "ownership", _("办学性质")
    TOWN = "town", _("镇街")
    URBAN_RURAL = "urban_rural", _("城乡分类")
    IS_BOARDING = "is_boarding", _("寄宿制")
    FOUNDED_ON = "founded_on", _("建校日期")


class ProposalState(models.TextChoices):
    """What became of a proposed correction."""

    OPEN = "open", _("待处理")
    ACCEPTED = "accepted", _("已采纳")
    RETURNED = "returned", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")


class ImportKind(models.TextChoices):
    """The rosters that can be imported."""

    SCHOOLS = "schools", pgettext_lazy("复数", "学校")
    STAFF = "staff", pgettext_lazy("复数", "教职工")
    ENROLMENT = "enrolment", _("在校生数")
    FACILITIES = "facilities", pgettext_lazy("复数", "办学条件")


class ImportState(models.TextChoices):
    """How far an upload has come."""

    UPLOADED = "uploaded", _("待确认读取方式")
    CHECKING = "checking", _("正在检查")
    CHECKED = "checked", _("待确认导入")
    APPLIED = "applied", _("已导入")
    UNDONE = "undone", _("已撤销")
    CANCELLED = "cancelled", _("已取消")
    EXPIRED = "expired", _("已过期")


class ImportMode(models.TextChoices):
    """Which rows of a file are written."""

    BOTH = "both", _("新增并更新")
    ADD = "add", _("只新增")
    UPDATE = "update", _("只更新")


class RowResult(models.TextChoices):
    """What a row of a file does to the register."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("更新")
    SAME = "same", _("相同")
    REJECTED = "rejected", _("拒绝")
