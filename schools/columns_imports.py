"""The columns of the list of imported rosters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from records.lists import Column

IMPORT_COLUMNS = [
    Column("file_name", _("文件"), lambda batch: batch.file_name, template="schools/_cell_import.html"),
    Column("kind", _("名册种类"), lambda batch: batch.get_kind_display()),
    Column(
        "state",
        _("状态"),
        lambda batch: batch.get_state_display(),
        template="schools/_cell_import_state.html",
    ),
    Column("row_count", _("行数"), lambda batch: batch.row_count, is_numeric=True),
    Column("created_count", _("新增"), lambda batch: batch.created_count, is_numeric=True),
    Column("updated_count", _("更新"), lambda batch: batch.updated_count, is_numeric=True),
    Column(
        "unchanged_count", _("相同"), lambda batch: batch.unchanged_count, is_chosen=False, is_numeric=True
    ),
    Column("rejected_count", _("拒绝"), lambda batch: batch.rejected_count, is_numeric=True),
    Column("uploaded_by", _("上传人"), lambda batch: batch.uploaded_by),
    Column("uploaded_at", _("上传时间"), lambda batch: batch.uploaded_at, is_sortable=True),
    Column("applied_by", _("导入人"), lambda batch: batch.applied_by, is_chosen=False),
    Column("applied_at", _("导入时间"), lambda batch: batch.applied_at, is_chosen=False),
    Column("undone_at", _("撤销时间"), lambda batch: batch.undone_at, is_chosen=False),
    Column("sha256", _("文件摘要（SHA-256）"), lambda batch: batch.sha256, is_chosen=False),
]
