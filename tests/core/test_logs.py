"""What goes wrong is told with its place, never with what was in a person's hands at that moment."""

import logging

import pytest

from bot.core.logs import get_logger, set_up_logs


@pytest.fixture
def _root() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("_root")
@pytest.mark.parametrize("terminal", [True, False])
def test_a_traceback_shows_no_local_variable(terminal: bool, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(terminal=terminal)
    try:
        _fails("".join(["镇雄县", "李桂芳"]))
    except ValueError:
        logging.getLogger("elsewhere").exception("went wrong for 13888888888")
        get_logger(f"ours.{terminal}").exception("went.wrong")
    told = capsys.readouterr().err
    assert told.count("_fails") >= 2
    assert "镇雄县李桂芳" not in told
    assert "13888888888" not in told


def _fails(said: str) -> None:
    raise ValueError(f"cannot ring 13888888888 with {len(said)} characters")
