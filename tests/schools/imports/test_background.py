"""Large imports: asked for in the browser, done by a worker, watched, stopped, and found again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from records import jobs, sweeps
from records.models import AuditEntry, Job
from schools.actions import record_enrolment
from schools.imports import actions, background
from schools.models import ImportBatch, Staff
from tests import factories
from tests.schools.imports.files import ENROLMENT, NEW, STAFF
from tests.schools.imports.test_pages import act, page, people, said, settle, uploaded

TWO = f"{STAFF}\r\n{NEW}\r\nN2,赵六,3151000001,教师\r\n"


@pytest.fixture
def bureau(keeper, signed_in):
    """Return the signed-in browser of an officer."""
    return signed_in(keeper)


@pytest.fixture
def large(monkeypatch):
    """Let any file and any batch be a large one."""
    monkeypatch.setattr(background, "LARGE_FILE", 1)
    monkeypatch.setattr(background, "LARGE_BATCH", 1)


@pytest.fixture
def waiting(bureau, large):
    """Return a batch that waits to be confirmed, after a worker checked its file."""
    batch = uploaded(bureau, TWO)
    settle(bureau, batch)
    jobs.run_waiting()
    return state_of(batch)


def state_of(batch):
    """Return a batch as it is stored."""
    batch.refresh_from_db()
    return batch


def shown(browser, batch):
    """Return the page of a batch."""
    return browser.get(page(batch), follow=True)


def test_large_file_is_checked_written_and_taken_back_by_a_worker(register, bureau, large):
    batch = uploaded(bureau, TWO)

    settle(bureau, batch)
    busy = shown(bureau, batch)
    assert (state_of(batch).state, busy.templates[0].name) == ("checking", "schools/import_busy.html")
    assert "正在检查文件" in busy.text
    jobs.run_waiting()
    assert (state_of(batch).state, batch.created_count) == ("checked", 2)

    act(bureau, batch, "confirm")
    assert ("正在写入" in shown(bureau, batch).text, people()) == (True, ["T1 张三", "T2 李四"])
    jobs.run_waiting()
    assert (state_of(batch).state, batch.applied_by) == ("applied", "keeper")
    assert people() == ["N1 王五", "N2 赵六", "T1 张三", "T2 李四"]

    act(bureau, batch, "undo", reason="弄错了学校")
    assert "正在撤销" in shown(bureau, batch).text
    jobs.run_waiting()
    assert (state_of(batch).state, batch.undone_by, people()) == ("undone", "keeper", ["T1 张三", "T2 李四"])
    assert "已撤销：恢复 0 条，删除 4 条，保留 0 条。" in shown(bureau, batch).text
    reasons = AuditEntry.objects.filter(action="undo_import").values_list("reason", flat=True)
    assert set(reasons) == {"弄错了学校"}


def test_entries_of_a_job_bear_the_key_of_the_batch(register, bureau, waiting):
    act(bureau, waiting, "confirm")
    jobs.run_waiting()

    entries = AuditEntry.objects.filter(object_type="schools.staff", action="import")
    assert set(entries.values_list("request_id", "username")) == {(str(waiting.key), "keeper")}


def test_small_file_is_done_while_the_browser_waits(register, bureau):
    batch = uploaded(bureau, TWO)

    settle(bureau, batch)
    answer = act(bureau, batch, "confirm")

    assert (Job.objects.count(), said(answer)) == (0, ["已导入：新增 2 条，更新 0 条。"])


def test_two_confirmations_are_one_job(register, bureau, waiting):
    act(bureau, waiting, "confirm")
    act(bureau, waiting, "confirm")

    assert (jobs.run_waiting(), len(people())) == (1, 4)


def test_stale_page_asks_for_no_job(register, bureau, waiting):
    answer = act(bureau, waiting, "confirm", version=1)

    assert said(answer) == ["这批数据已由他人处理，现在的状态是“待确认导入”。"]
    assert Job.objects.unfinished().count() == 0


def test_job_about_a_preview_that_is_no_more_writes_nothing(register, bureau, keeper, waiting):
    act(bureau, waiting, "confirm")
    actions.refresh(state_of(waiting), on=timezone.localdate(), by=keeper)

    jobs.run_waiting()

    assert (state_of(waiting).state, people()) == ("checked", ["T1 张三", "T2 李四"])
    assert "这批数据已由他人处理，没有写入。请看现在的状态。" in shown(bureau, waiting).text


def test_register_that_changed_meanwhile_makes_a_new_preview(register, bureau, keeper, large):
    batch = uploaded(bureau, f"{ENROLMENT}\r\n3151000001,2022,小学,200,\r\n", kind="enrolment")
    settle(bureau, batch)
    jobs.run_waiting()
    act(bureau, batch, "confirm")
    record_enrolment(register.first, year=2022, stage="primary", pupils=150, classes=4, by=keeper)

    jobs.run_waiting()

    assert (state_of(batch).state, batch.updated_count) == ("checked", 1)
    [row] = batch.rows.all()
    assert row.before == {"pupils": 150}
    assert "检查之后登记内容发生了变化，预览已按现在的内容更新" in shown(bureau, batch).text
    act(bureau, batch, "confirm")
    jobs.run_waiting()
    assert state_of(batch).state == "applied"
    assert "检查之后登记内容发生了变化" not in shown(bureau, batch).text


def test_file_that_cannot_be_read_to_its_end_is_told_where_it_is_read(register, bureau, large):
    rows = "".join(f"M{number},王五,3151000001,教师\r\n" for number in range(60))
    batch = uploaded(bureau, f'{TWO}{rows}N3,"王')

    settle(bureau, batch)
    jobs.run_waiting()

    answer = shown(bureau, batch)
    assert (state_of(batch).state, answer.templates[0].name) == ("uploaded", "schools/import_reading.html")
    assert "第 64 行" in answer.text


# --- stopping ---


def test_waiting_check_is_stopped_and_the_file_can_be_read_again(register, bureau, large):
    batch = uploaded(bureau, TWO)
    settle(bureau, batch)

    answer = act(bureau, batch, "stop")

    assert said(answer) == ["已要求停止，正在停下来。"]
    assert "已按要求停止，没有写入任何内容。" in answer.text
    assert answer.templates[0].name == "schools/import_reading.html"
    settle(bureau, batch)
    assert (jobs.run_waiting(), state_of(batch).state) == (1, "checked")


def test_running_import_is_stopped_with_nothing_written(register, bureau, keeper, waiting, monkeypatch):
    act(bureau, waiting, "confirm")
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0)
    monkeypatch.setattr(
        background,
        "_batch_of",
        lambda job, was=background._batch_of: background.stop(was(job), by=keeper) or was(job),
    )

    jobs.run_waiting()

    assert Job.objects.get(kind="apply_import").state == "cancelled"
    assert (state_of(waiting).state, people()) == ("checked", ["T1 张三", "T2 李四"])
    assert "已按要求停止，没有写入任何内容。" in shown(bureau, waiting).text


def test_who_may_not_import_sees_the_progress_and_stops_nothing(register, bureau, waiting, signed_in):
    act(bureau, waiting, "confirm")
    inspector = signed_in(factories.make_user("i", role="inspector", district=register.district))

    answer = shown(inspector, waiting)

    assert ("正在写入" in answer.text, reverse("imports:import_stop", args=[waiting.key]) in answer.text) == (
        True,
        False,
    )
    assert inspector.post(page(waiting, "stop")).status_code == 403


def test_who_lost_the_right_meanwhile_writes_nothing(register, bureau, keeper, waiting):
    act(bureau, waiting, "confirm")
    keeper.appointments.update(end=timezone.localdate() - timedelta(days=1), start=None)

    jobs.run_waiting()

    assert Job.objects.get(kind="apply_import").message.startswith("没有完成：提交的人现在没有")
    assert people() == ["T1 张三", "T2 李四"]


# --- pages while something is under way ---


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({}, "正在等待处理。", id="waiting"),
        pytest.param({"asked_at": timedelta(seconds=31)}, "还在等待处理", id="late"),
        pytest.param({"state": "running"}, "已经开始。", id="begun"),
        pytest.param({"state": "running", "done": 12_000}, "已处理 12000 行。", id="no-total"),
        pytest.param(
            {"state": "running", "done": 2_000, "total": 12_000},
            "已处理 2000 行，共 12000 行。",
            id="total",
        ),
    ],
)
def test_progress_is_told(register, bureau, waiting, fields, sentence):
    act(bureau, waiting, "confirm")
    now = timezone.now()
    if "asked_at" in fields:
        fields = {"asked_at": now - fields["asked_at"]}
    Job.objects.filter(kind="apply_import").update(**fields, heartbeat_at=now)

    assert sentence in shown(bureau, waiting).text


def test_pages_lead_to_the_progress_while_something_is_under_way(register, bureau, large):
    batch = uploaded(bureau, TWO)
    settle(bureau, batch)
    assert bureau.get(page(batch, "reading")).url == page(batch)
    jobs.run_waiting()
    act(bureau, batch, "confirm")
    jobs.run_waiting()
    act(bureau, batch, "undo", reason="弄错了学校")
    assert bureau.get(page(batch, "undo")).url == page(batch)


def test_previews_that_nobody_confirmed_are_swept_without_an_upload(register, bureau, waiting):
    ImportBatch.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))

    sweeps.Sweeper().call_due(timezone.now())

    assert (state_of(waiting).state, waiting.rows.count()) == ("expired", 0)
    assert Staff.objects.count() == 2
