import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import records.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("groups", "0005_slugs_that_are_free"),
        ("schools", "0007_facilities_and_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cadre_posting", "干部选派"),
                            ("teaching_posting", "教师选派"),
                            ("delivered_lessons", "送教"),
                            ("shadow_learning", "跟岗学习"),
                        ],
                        max_length=20,
                        verbose_name="形式",
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("regular", "定期交流"),
                            ("competition", "公开竞聘"),
                            ("district_integration", "学区一体化"),
                            ("alliance", "学校联盟"),
                            ("branch", "名校办分校"),
                            ("group", "集团化办学"),
                            ("paired_support", "对口支援"),
                            ("travelling", "走教"),
                        ],
                        default="group",
                        max_length=24,
                        verbose_name="途径",
                    ),
                ),
                ("start", models.DateField(verbose_name="开始日期")),
                ("end", models.DateField(help_text="回到原学校的第一天。", verbose_name="结束日期")),
                (
                    "agreed_end",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="提前结束的才有。",
                        null=True,
                        verbose_name="商定的结束日期",
                    ),
                ),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        default=100,
                        help_text="在接收学校的工作时间占全部工作时间的百分比，25 到 100。",
                        validators=[
                            django.core.validators.MinValueValidator(25),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="工作量占比",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("preschool", "学前"),
                            ("primary", "小学"),
                            ("junior", "初中"),
                            ("senior", "高中"),
                            ("vocational", "中职"),
                        ],
                        max_length=12,
                        verbose_name="任教学段",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=40, verbose_name="任教学科")),
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="目的")),
                (
                    "relation",
                    models.CharField(
                        choices=[("retained", "保留人事关系"), ("transferred", "接转人事关系")],
                        default="retained",
                        max_length=12,
                        verbose_name="人事关系",
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待对方学校答复"),
                            ("refused", "对方学校不同意"),
                            ("accepted", "待教育局批准"),
                            ("returned", "教育局退回"),
                            ("withdrawn", "已撤回"),
                            ("approved", "已批准"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("is_proposed_by_home", models.BooleanField(editable=False, verbose_name="由派出学校提出")),
                ("proposed_by", models.CharField(editable=False, max_length=150, verbose_name="提出人")),
                (
                    "answered_by",
                    models.CharField(blank=True, editable=False, max_length=150, verbose_name="答复人"),
                ),
                (
                    "decided_by",
                    models.CharField(blank=True, editable=False, max_length=150, verbose_name="审批人"),
                ),
                (
                    "said",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="最近一次说明"),
                ),
                (
                    "exception",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="两校开始时不在同一集团而仍批准的理由。",
                        max_length=500,
                        verbose_name="例外说明",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("report", "报告所载"),
                            ("inferred", "推断"),
                            ("imported", "导入"),
                            ("confirmed", "已确认"),
                            ("entered", "录入"),
                            ("demonstration", "演示数据"),
                        ],
                        default="entered",
                        max_length=20,
                        verbose_name="依据",
                    ),
                ),
                (
                    "extends",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="exchanges.rotation",
                        verbose_name="延长的是哪一次",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rotations",
                        to="groups.educationgroup",
                        verbose_name="教育集团",
                    ),
                ),
                (
                    "home",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rotations_out",
                        to="schools.school",
                        verbose_name="派出学校",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rotations_in",
                        to="schools.school",
                        verbose_name="接收学校",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        help_text="由接收学校提出时，派出学校同意时才确定人选。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rotations",
                        to="schools.staff",
                        verbose_name="教职工",
                    ),
                ),
            ],
            options={
                "verbose_name": "交流轮岗",
                "verbose_name_plural": "交流轮岗",
                "ordering": ["-start", "-pk"],
                "indexes": [
                    models.Index(fields=["person", "start"], name="exchanges_rotation_person"),
                    models.Index(fields=["group", "start"], name="exchanges_rotation_group"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["cadre_posting", "teaching_posting", "delivered_lessons", "shadow_learning"],
                            )
                        ),
                        name="exchanges_rotation_kind_known",
                        violation_error_code="unknown_choice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "route__in",
                                [
                                    "regular",
                                    "competition",
                                    "district_integration",
                                    "alliance",
                                    "branch",
                                    "group",
                                    "paired_support",
                                    "travelling",
                                ],
                            )
                        ),
                        name="exchanges_rotation_route_known",
                        violation_error_code="unknown_choice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["retained", "transferred"])),
                        name="exchanges_rotation_relation_known",
                        violation_error_code="unknown_choice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["proposed", "refused", "accepted", "returned", "withdrawn", "approved"],
                            )
                        ),
                        name="exchanges_rotation_state_known",
                        violation_error_code="unknown_choice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["preschool", "primary", "junior", "senior", "vocational", ""])
                        ),
                        name="exchanges_rotation_stage_known",
                        violation_error_code="unknown_choice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("home", models.F("host")), _negated=True),
                        name="exchanges_rotation_two_schools",
                        violation_error_code="same_school",
                        violation_error_message="派出学校和接收学校不能是同一所。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))),
                        name="exchanges_rotation_term",
                        violation_error_code="end_before_start",
                        violation_error_message="结束日期必须晚于开始日期；结束日期是回到原学校的第一天。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "approved"]), _negated=True),
                            ("person__isnull", False),
                            _connector="OR",
                        ),
                        name="exchanges_rotation_somebody_goes",
                        violation_error_code="nobody",
                        violation_error_message="同意之前，派出学校要确定人选。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gte", 25), ("share__lte", 100)),
                        name="exchanges_rotation_share",
                        violation_error_code="share",
                        violation_error_message="工作量占比是 25 到 100 的整数。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                models.Q(("answered_by", ""), _negated=True),
                                models.Q(("decided_by", ""), _negated=True),
                                models.Q(("proposed_by", models.F("answered_by")), _negated=True),
                                models.Q(("proposed_by", models.F("decided_by")), _negated=True),
                                models.Q(("answered_by", models.F("decided_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exchanges_rotation_three_people",
                        violation_error_code="three_people",
                        violation_error_message="提出、答复和批准必须是三个人。",
                    ),
                    records.constraints.NoOverlap(
                        fields=("person",),
                        name="exchanges_rotation_whole_time_once",
                        violation_error_code="overlap",
                        violation_error_message="这段时间内，此人已有一次占全部工作时间的交流。",
                        when={"share": 100, "state": "approved"},
                    ),
                ],
            },
        ),
    ]
