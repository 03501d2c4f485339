"""Write a new step: `python -m bot.migrations "what changes"`."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from bot.core.db import make_engine
from bot.migrations import configuration, upgrade
from bot.migrations.tables import wanted


def revise(message: str) -> None:
    """Put the difference between the newest step and the rooms' tables into a new file of `versions/`."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'newest.db'}")
        upgrade(engine)
        with engine.begin() as connection:
            config = configuration(connection, wanted())
            number = len(tuple(ScriptDirectory.from_config(config).walk_revisions())) + 1
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('usage: python -m bot.migrations "what changes"')
    revise(sys.argv[1])
