"""The posting letter of an approved rotation, as a Word document that the bureau prints and seals."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from exchanges.models import Rotation
from records.templatetags.records_format import day as day_text

LANGUAGE = "zh-hans"  # an official paper is Chinese, whatever language its maker reads
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODY_FONT, TITLE_FONT = "FangSong", "SimHei"
BODY_SIZE, TITLE_SIZE = Pt(14), Pt(20)


def posting_letter(rotation: Rotation, *, on: date) -> bytes:
    """Return the letter by which the bureau tells both schools who goes where, dated with the day given."""
    with translation.override(LANGUAGE):
        document = Document()
        _set_fonts(document)
        _title(document, _("交流轮岗派遣函"))
        if rotation.document:
            _line(document, _("文号：%s") % rotation.document, WD_ALIGN_PARAGRAPH.CENTER)
        _line(document, _("%(home)s、%(host)s：") % _names(rotation))
        _line(document, _body(rotation), indent=True)
        _table(document, _facts(rotation))
        _line(document, _("请两校办好交接，妥善安排工作和生活。"), indent=True)
        _line(document, _("%s教育局（盖章）") % rotation.group.district.name, WD_ALIGN_PARAGRAPH.RIGHT)
        _line(document, day_text(on), WD_ALIGN_PARAGRAPH.RIGHT)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _names(rotation: Rotation) -> dict[str, str]:
    return {"home": rotation.home.name, "host": rotation.host.name}


def _body(rotation: Rotation) -> str:
    text = _(
        "经两校协商一致并报教育局批准，%(home)s%(person)s自%(start)s起到%(host)s交流，%(end)s返回原学校。"
    )
    person = rotation.person.name if rotation.person else ""
    days = {"start": day_text(rotation.start), "end": day_text(rotation.end)}
    return text % {**_names(rotation), **days, "person": person}


def _facts(rotation: Rotation) -> list[tuple[str, str]]:
    """Return what the table of the letter says, without what is not known."""
    person: Any = rotation.person
    teaching = " ".join(filter(None, [rotation.get_stage_display(), rotation.subject]))
    facts = [
        (_("姓名"), person.name),
        (_("教职工号"), person.staff_no),
        (_("职称"), person.get_title_display()),
        (_("教育集团"), rotation.group.name),
        (_("形式"), rotation.get_kind_display()),
        (_("途径"), rotation.get_route_display()),
        (_("任教"), teaching),
        (_("工作量占比"), f"{rotation.share}%"),
        (_("人事关系"), rotation.get_relation_display()),
        (_("目的"), rotation.purpose),
    ]
    return [(str(name), str(value)) for name, value in facts if value]


def _set_fonts(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = BODY_FONT, BODY_SIZE
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)


def _title(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = True, TITLE_SIZE, TITLE_FONT
    run._element.rPr.rFonts.set(qn("w:eastAsia"), TITLE_FONT)


def _line(document: Any, text: str, alignment: Any = None, *, indent: bool = False) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.alignment = alignment
    if indent:
        paragraph.paragraph_format.first_line_indent = Cm(1)


def _table(document: Any, facts: list[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for name, value in facts:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, value
    document.add_paragraph()
