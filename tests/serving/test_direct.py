"""Answers in Granian's own thread, and tasks for the rest."""

from types import SimpleNamespace

import pytest
from granian import _futures

from pages.serving.direct import answer_directly

WATCHER = SimpleNamespace(scope="a scope", proto="a protocol")


def fail(scope, protocol):
    raise ValueError


@pytest.mark.parametrize(
    ("answer_at_once", "scheduled"),
    [
        (lambda scope, protocol: (scope, protocol) == ("a scope", "a protocol"), []),
        (lambda scope, protocol: False, [WATCHER]),
        (fail, [WATCHER]),
    ],
    ids=["ready", "not ready", "failing"],
)
def test_only_a_request_that_is_not_answered_at_once_becomes_a_task(
    answer_at_once, scheduled, monkeypatch, caplog
):
    tasks = []
    monkeypatch.setattr(_futures, "_cbsched_aioschedule", lambda *arguments: tasks.append)

    application = SimpleNamespace(answer_at_once=answer_at_once)
    answer_directly(application)
    _futures._cbsched_aioschedule("loop", "context", "callback")(WATCHER)

    assert tasks == scheduled
    assert application.is_asked_at_once
    assert ("A ready answer has failed" in caplog.text) == (answer_at_once is fail)
