"""The posting letter: read back from the file that is handed out."""

from __future__ import annotations

import io
from urllib.parse import unquote

import pytest
from django.urls import reverse
from docx import Document

from exchanges.letter import posting_letter
from tests.exchanges.conftest import END, START

READERS = ["officer", "inspector", "home_principal", "home_clerk", "host_principal", "host_clerk"]


def letter_of(rotation):
    """Return the address of a rotation's letter."""
    return reverse("exchanges:rotation_letter", args=[rotation.pk])


def lines(content):
    """Return the paragraphs with words, and the table of a letter, as pairs."""
    document = Document(io.BytesIO(content))
    [table] = document.tables
    return (
        [paragraph.text for paragraph in document.paragraphs if paragraph.text],
        [tuple(cell.text for cell in row.cells) for row in table.rows],
    )


def test_letter_holds_what_was_agreed(small, stored):
    small.person.title = "senior"
    small.person.save()
    rotation = stored(
        "approved",
        document="温教发〔2022〕9号",
        stage="junior",
        subject="物理",
        share=80,
        purpose="带动教研",
        relation="transferred",
    )

    assert lines(posting_letter(rotation, on=START)) == (
        [
            "交流轮岗派遣函",
            "文号：温教发〔2022〕9号",
            "丙校、甲校：",
            "经两校协商一致并报教育局批准，丙校王五自2022年9月1日起到甲校交流，2023年9月1日返回原学校。",
            "请两校办好交接，妥善安排工作和生活。",
            f"{small.district.name}教育局（盖章）",
            "2022年9月1日",
        ],
        [
            ("姓名", "王五"),
            ("教职工号", "M1"),
            ("职称", "高级"),
            ("教育集团", "甲教育集团"),
            ("形式", "教师选派"),
            ("途径", "集团化办学"),
            ("任教", "初中 物理"),
            ("工作量占比", "80%"),
            ("人事关系", "接转人事关系"),
            ("目的", "带动教研"),
        ],
    )


def test_what_is_not_known_is_left_out(stored):
    paragraphs, table = lines(posting_letter(stored("approved"), on=END))

    assert [text for text in paragraphs if text.startswith("文号")] == []
    assert [name for name, _value in table] == [
        "姓名",
        "教职工号",
        "教育集团",
        "形式",
        "途径",
        "工作量占比",
        "人事关系",
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_official_paper_is_chinese_for_every_reader(small, stored, signed_in, language):
    browser = signed_in(small.people.officer)

    answer = browser.get(letter_of(stored("approved")), HTTP_ACCEPT_LANGUAGE=language)

    assert lines(answer.content)[0][0] == "交流轮岗派遣函"


@pytest.mark.parametrize("who", READERS)
def test_who_reads_the_rotation_gets_the_file(small, stored, signed_in, who):
    answer = signed_in(getattr(small.people, who)).get(letter_of(stored("approved")))

    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    disposition = unquote(answer["Content-Disposition"])
    assert disposition == "attachment; filename*=utf-8''派遣函-王五 · 丙校 → 甲校.docx"


@pytest.mark.parametrize("who", ["peer_principal", "stranger_principal"])
def test_letter_of_others_is_not_there(small, stored, signed_in, who):
    assert signed_in(getattr(small.people, who)).get(letter_of(stored("approved"))).status_code == 404


@pytest.mark.parametrize("state", ["draft", "proposed", "refused", "accepted", "returned", "withdrawn"])
def test_nobody_is_posted_before_the_bureau_approved(small, stored, signed_in, state):
    assert signed_in(small.people.officer).get(letter_of(stored(state))).status_code == 404
