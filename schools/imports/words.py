"""Words that files hold: other names of choices and headings, how days and years are written, examples.

They are read and written in files, never shown on pages, and so are not translated.
"""

from __future__ import annotations

from schools.choices import (
    BackboneLevel,
    ImportKind,
    Ownership,
    Post,
    Qualification,
    SchoolKind,
    SchoolState,
    StaffStatus,
    Title,
    UrbanRural,
)
from schools.stages import Stage

KINDS: dict[str, str] = {
    "幼儿院": SchoolKind.KINDERGARTEN,
    "完全小学": SchoolKind.PRIMARY,
    "完小": SchoolKind.PRIMARY,
    "初中": SchoolKind.JUNIOR,
    "初级中学校": SchoolKind.JUNIOR,
    "九年制": SchoolKind.NINE_YEAR,
    "九年制学校": SchoolKind.NINE_YEAR,
    "九年一贯制": SchoolKind.NINE_YEAR,
    "完中": SchoolKind.COMPLETE_SECONDARY,
    "完全中学校": SchoolKind.COMPLETE_SECONDARY,
    "高中": SchoolKind.SENIOR,
    "普通高中": SchoolKind.SENIOR,
    "十二年制": SchoolKind.TWELVE_YEAR,
    "十二年一贯制": SchoolKind.TWELVE_YEAR,
    "中职": SchoolKind.VOCATIONAL_SECONDARY,
    "中职学校": SchoolKind.VOCATIONAL_SECONDARY,
    "职业高中": SchoolKind.VOCATIONAL_SECONDARY,
    "高职": SchoolKind.VOCATIONAL_COLLEGE,
    "高职院校": SchoolKind.VOCATIONAL_COLLEGE,
    "特教学校": SchoolKind.SPECIAL,
    "特殊教育": SchoolKind.SPECIAL,
}
OWNERSHIPS: dict[str, str] = {
    "公立": Ownership.PUBLIC,
    "公办学校": Ownership.PUBLIC,
    "民办学校": Ownership.PRIVATE,
    "私立": Ownership.PRIVATE,
    "乡镇中心校": Ownership.TOWNSHIP,
    "镇中心": Ownership.TOWNSHIP,
}
AREAS: dict[str, str] = {
    "城市": UrbanRural.CITY,
    "城镇": UrbanRural.TOWN,
    "镇": UrbanRural.TOWN,
    "农村": UrbanRural.VILLAGE,
    "村": UrbanRural.VILLAGE,
}
STATES: dict[str, str] = {
    "正常": SchoolState.OPERATING,
    "在建": SchoolState.PREPARING,
    "筹设": SchoolState.PREPARING,
    "暂停": SchoolState.SUSPENDED,
    "撤并": SchoolState.CLOSED,
    "注销": SchoolState.CLOSED,
}
POSTS: dict[str, str] = {
    "园长": Post.PRINCIPAL,
    "副园长": Post.VICE_PRINCIPAL,
    "中层": Post.MANAGER,
    "主任": Post.MANAGER,
    "专任教师": Post.TEACHER,
    "教员": Post.TEACHER,
    "老师": Post.TEACHER,
    "教辅人员": Post.AUXILIARY,
    "工勤人员": Post.SERVICE,
}
STAGES: dict[str, str] = {
    "幼儿园": Stage.PRESCHOOL,
    "学前教育": Stage.PRESCHOOL,
    "小学部": Stage.PRIMARY,
    "小学教育": Stage.PRIMARY,
    "初中部": Stage.JUNIOR,
    "初级中学": Stage.JUNIOR,
    "普通初中": Stage.JUNIOR,
    "高中部": Stage.SENIOR,
    "普通高中": Stage.SENIOR,
    "中等职业教育": Stage.VOCATIONAL,
    "职高": Stage.VOCATIONAL,
}
TITLES: dict[str, str] = {
    "正高级教师": Title.SENIOR_FULL,
    "正高": Title.SENIOR_FULL,
    "高级教师": Title.SENIOR,
    "副高级": Title.SENIOR,
    "副高": Title.SENIOR,
    "中学高级": Title.SENIOR,
    "中学高级教师": Title.SENIOR,
    "小学高级": Title.FIRST,  # level with the first grade since the reform of 2015
    "小学高级教师": Title.FIRST,
    "一级教师": Title.FIRST,
    "中学一级": Title.FIRST,
    "中学一级教师": Title.FIRST,
    "二级教师": Title.SECOND,
    "中学二级": Title.SECOND,
    "中学二级教师": Title.SECOND,
    "小学一级": Title.SECOND,
    "小学一级教师": Title.SECOND,
    "三级教师": Title.THIRD,
    "未评": Title.NONE,
    "未评职称": Title.NONE,
    "无": Title.NONE,
}
QUALIFICATIONS: dict[str, str] = {
    "博士": Qualification.POSTGRADUATE,
    "博士研究生": Qualification.POSTGRADUATE,
    "硕士": Qualification.POSTGRADUATE,
    "硕士研究生": Qualification.POSTGRADUATE,
    "大学": Qualification.BACHELOR,
    "大学本科": Qualification.BACHELOR,
    "学士": Qualification.BACHELOR,
    "大专": Qualification.COLLEGE,
    "大学专科": Qualification.COLLEGE,
    "中师": Qualification.SECONDARY_VOCATIONAL,
    "中等师范": Qualification.SECONDARY_VOCATIONAL,
    "职高": Qualification.SECONDARY_VOCATIONAL,
    "普通高中": Qualification.SENIOR_HIGH,
    "初中": Qualification.OTHER,
    "初中及以下": Qualification.OTHER,
}
BACKBONES: dict[str, str] = {
    "校级骨干": BackboneLevel.SCHOOL,
    "区级骨干": BackboneLevel.DISTRICT,
    "县级": BackboneLevel.DISTRICT,
    "区骨干": BackboneLevel.DISTRICT,
    "市级骨干": BackboneLevel.MUNICIPAL,
    "市骨干": BackboneLevel.MUNICIPAL,
    "省级骨干": BackboneLevel.PROVINCIAL,
    "省骨干": BackboneLevel.PROVINCIAL,
}
STAFF_STATES: dict[str, str] = {
    "在职": StaffStatus.ACTIVE,
    "在编在岗": StaffStatus.ACTIVE,
    "离职": StaffStatus.LEFT,
    "调离": StaffStatus.LEFT,
    "已退休": StaffStatus.RETIRED,
    "病休": StaffStatus.ABSENT,
    "休假": StaffStatus.ABSENT,
}

SCHOOL_CODE = ("学校代码", "学校编码", "标识码", "机构代码", "学校(机构)标识码", "school_code")
HEADINGS: dict[str, tuple[str, ...]] = {
    "code": SCHOOL_CODE,
    "school": (*SCHOOL_CODE, "所在学校标识码", "任职学校标识码"),
    "kind": ("学校类型", "学校办学类型", "办学类别"),
    "ownership": ("举办者性质", "办别", "性质"),
    "town": ("所属镇街", "街道", "乡镇", "镇（街道）"),
    "urban_rural": ("城乡类型", "所在地城乡类型"),
    "is_boarding": ("是否寄宿制", "是否寄宿"),
    "founded_on": ("成立日期", "建校时间", "建校年月"),
    "former_name": ("原名", "别名", "曾用名称"),
    "staff_no": ("工号", "职工号", "教师编号", "教工号", "教职工编号"),
    "post": ("岗位类别", "职务", "岗位类型"),
    "section": ("学段", "任教年段"),
    "subject": ("学科", "任教科目", "科目"),
    "title": ("职称等级", "专业技术职务", "专业技术职称"),
    "qualification": ("最高学历", "学历层次"),
    "backbone_level": ("骨干教师级别", "骨干教师", "骨干"),
    "joined_on": ("到校时间", "入校日期", "入职日期", "来校日期"),
    "year": ("年度", "学年度"),
    "stage": ("教育阶段",),
    "pupils": ("学生数", "在校学生数", "在校生人数", "学生人数"),
    "classes": ("班数", "教学班数", "班级"),
    "item": ("项目名称", "设施", "名称"),
    "quantity": ("数目", "件数"),
    "area": ("建筑面积", "使用面积"),
    "value": ("账面原值", "金额"),
}

ROW, REASON = "行号", "原因"  # what the list of errors adds to the columns of a file
SILENT = frozenset({ROW, REASON})
BESIDE_THE_CODE = ("学校名称", "学校", "所在学校")  # headings that people read and an import has no use for
NOTES_OF_HEADINGS = "必填|选填|可选|单位[^)）\\]】]*|元|人|平方米|㎡|间|个"

YES = ("是", "有", "true", "yes", "y", "1", "√")
NO = ("否", "无", "不是", "false", "no", "n", "0", "×")
UNITS = "人|个|班|间|台|件|套|册|元|平方米|平米|㎡|m2|m²"
SCHOOL_YEAR = r"(\d{4})(?:[-\u2013\u2014~/至](\d{4}|\d{2}))?(?:学年度?|年)?"

YEAR_FIRST = r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})[日号]?|(\d{4})(\d{2})(\d{2})"
NO_DAY_GIVEN = r"\d{4}[-/.]\d{1,2}|\d{4}年\d{1,2}月|\d{4}年?|\d{6}"
YEAR_LAST = r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
YEAR_OF_TWO_DIGITS = r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"

EXAMPLES: dict[str, dict[str, str]] = {
    ImportKind.SCHOOLS: {
        "学校标识码": "2151000001", "学校名称": "柳城小学", "办学类型": "小学", "办学性质": "公办",
    },
    ImportKind.STAFF: {
        "教职工号": "A0001", "姓名": "张三", "学校标识码": "2151000001", "岗位": "教师", "任教学段": "小学",
        "任教学科": "语文", "职称": "高级", "学历": "本科", "骨干级别": "区级", "到校日期": "2019-09-01",
        "在岗状态": "在岗",
    },
    ImportKind.ENROLMENT: {
        "学校标识码": "2151000001", "学年": "2022-2023", "学段": "小学", "在校生数": "1200", "班级数": "28",
    },
    ImportKind.FACILITIES: {
        "学校标识码": "2151000001", "学年": "2022-2023", "项目": "音乐教室", "数量": "2", "面积": "192.5",
        "原值": "30000",
    },
}  # fmt: skip
