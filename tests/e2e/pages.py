"""Every kind of page of the portal, and who looks at it: what must hold on all of them is tested on these."""

from __future__ import annotations

from typing import Any

import pytest

# person (nobody if empty), address with the school whose code it holds, status
KINDS = [
    ("", "/accounts/login/", 200),
    ("", "/there-is-none/", 404),
    ("bureau", "/", 200),
    ("bureau", "/?on=2022-02-30", 200),
    ("bureau", "/schools/", 200),
    ("bureau", "/schools/?q=没有这样的学校", 200),
    ("bureau", "/schools/{温江二中}/", 200),
    ("bureau", "/schools/{温江二中}/staff/", 200),
    ("bureau", "/groups/", 200),
    ("bureau", "/groups/wenjiang-erzhong/", 200),
    ("bureau", "/groups/{regional}/", 200),
    ("bureau", "/coverage/", 200),
    ("bureau", "/coverage/?on=2016-06-30", 200),
    ("bureau", "/coverage/stages/compulsory/", 200),
    ("bureau", "/coverage/stages/senior/?show=not_reached", 200),
    ("bureau", "/coverage/reconciliation/", 200),
    ("bureau", "/accounts/sessions/", 200),
    ("bureau", "/accounts/password/", 200),
    ("bureau", "/accounts/confirm/", 200),
    ("bureau", "/accounts/logout/", 200),
    ("bureau", "/there-is-none/", 404),
    ("温江二中", "/", 200),
    ("温江二中", "/schools/{温江二中}/", 200),
    ("温江二中", "/groups/", 200),
    ("温江二中", "/groups/qizhong-shiyanxiao/", 200),
    ("auditor", "/", 200),
    ("auditor", "/schools/", 403),
    ("admin", "/", 200),
]
