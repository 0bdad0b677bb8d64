"""Template workbooks: the headings, what they mean, what is allowed, and an example beside them."""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from records.exports import FILE_LANGUAGE, TEXT_FORMAT, TYPES, XLSX
from schools.choices import ImportKind
from schools.imports.preview import template_sheets
from schools.imports.words import EXAMPLES

ROWS = 5000  # rows of a template in which choices are offered and cells are texts
WIDTH = 16


def template_workbook(kind: str) -> HttpResponse:
    """Return a workbook whose first sheet is empty but for the headings."""
    with translation.override(FILE_LANGUAGE):
        headings, notes, values = template_sheets(kind)
        book = Workbook()
        _fill_roster(book.active, headings, values)
        example = EXAMPLES[kind]
        lines = [[label, note, example.get(label, "")] for label, note in notes]
        _fill(book.create_sheet(_("填写说明")), [_("列名"), _("说明"), _("例子")], lines)
        _fill(book.create_sheet(_("可选内容")), [_("列名"), _("可以填写")], values)
        name = _("%(kind)s导入模板") % {"kind": ImportKind(kind).label}
    content = io.BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=TYPES[XLSX])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")
    return response


def _fill_roster(sheet: Any, headings: list[str], values: list[list[str]]) -> None:
    """Write the headings; cells are texts, so that no code loses a digit, and choices are offered."""
    sheet.title = _("名册")
    sheet.append(headings)
    sheet.freeze_panes = "A2"
    allowed = {label: choices for label, *choices in values}
    for place, heading in enumerate(headings, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDTH
        sheet.column_dimensions[letter].number_format = TEXT_FORMAT
        sheet[f"{letter}1"].font = Font(bold=True)
        if heading in allowed:
            offer = DataValidation(type="list", formula1=f'"{",".join(allowed[heading])}"', allow_blank=True)
            offer.add(f"{letter}2:{letter}{ROWS}")
            sheet.add_data_validation(offer)


def _fill(sheet: Any, headings: list[str], lines: list[list[str]]) -> None:
    sheet.append(headings)
    for line in lines:
        sheet.append(line)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH * 2
