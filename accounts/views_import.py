"""Importing accounts: upload, check every row, confirm, and show the drawn passwords once."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.columns import PASSWORD_COLUMNS
from accounts.door import acting
from accounts.forms import UploadForm
from accounts.imports import HEADINGS, MOST_ROWS, AccountImport, NewAccount, check, read_accounts, write
from accounts.models import User
from records.actions import refuse_used_key
from records.errors import AlreadyDone
from records.exports import CSV, export
from records.tables import Line, Table

LONGEST_WAIT = 3600  # seconds between the preview and its confirmation
EXPIRED = _("预览已过期或不完整，没有导入。请重新上传文件。")
ALREADY_IMPORTED = _("这张表已经导入过，没有重复导入。密码只显示一次；没有记下的，请在账号页面逐个设置。")
CHANGED_MEANWHILE = _("预览之后有内容发生了变化，没有导入任何一行。请按提示修改后重新上传。")
FILE_NAME = _("初始密码")


def user_import(request: HttpRequest) -> HttpResponse:
    """Take a table of accounts: check and preview it, and write it once that is confirmed."""
    if "payload" in request.POST:
        return _confirmed(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    found, table = None, None
    if form.is_valid():
        try:
            table = read_accounts(form.cleaned_data["file"].read())
            found = check(table)
        except ValidationError as error:
            form.add_error("file", error)
    if table and found and not found.faults:
        return _preview(request, table, found)
    return _upload_page(request, form, found)


def _upload_page(request: HttpRequest, form: UploadForm, found: AccountImport | None) -> HttpResponse:
    context = {
        "form": form,
        "found": found,
        "headings": [(name, label) for name, label in HEADINGS.items()],
        "limit": MOST_ROWS,
    }
    return render(request, "accounts/import_upload.html", context)


def _preview(request: HttpRequest, table: Table, found: AccountImport) -> HttpResponse:
    payload = signing.dumps(
        {
            "key": str(uuid4()),
            "headings": table.headings,
            "lines": [[line.number, line.cells] for line in table.lines],
        },
        salt=_salt(acting(request)),
        compress=True,
    )
    return render(request, "accounts/import_preview.html", {"found": found, "payload": payload})


def _salt(user: User) -> str:
    """Return what binds a preview to the person who saw it."""
    return f"accounts.import.{user.pk}"


def _confirmed(request: HttpRequest) -> HttpResponse:
    """Check everything anew, write it, and show the passwords, which are nowhere else."""
    try:
        content = signing.loads(request.POST["payload"], salt=_salt(acting(request)), max_age=LONGEST_WAIT)
    except signing.BadSignature:
        messages.error(request, EXPIRED)
        return redirect("accounts:user_import")
    table = Table(content["headings"], [Line(number, cells) for number, cells in content["lines"]])
    try:
        return _written(request, table, UUID(content["key"]))
    except AlreadyDone:
        messages.warning(request, ALREADY_IMPORTED)
        return redirect("accounts:user_list")


def _written(request: HttpRequest, table: Table, key: UUID) -> HttpResponse:
    refuse_used_key(key)  # else the second click would hear that its own accounts stand in its way
    found = check(table)
    if found.faults:
        messages.error(request, CHANGED_MEANWHILE)
        return _upload_page(request, UploadForm(), found)
    accounts = write(found, request_key=key, by=acting(request))
    return render(request, "accounts/import_done.html", {"accounts": accounts, "file": _file(accounts)})


def _file(accounts: list[NewAccount]) -> dict[str, Any]:
    """Return the passwords as a file inside the page, as no second request could have them."""
    today = timezone.localdate()
    file = export(PASSWORD_COLUMNS, accounts, name=str(FILE_NAME), kind=CSV, on=today)
    return {"content": b64encode(file.content).decode(), "name": f"{FILE_NAME}-{today:%Y%m%d}.csv"}
