"""The bot as `bot serve` builds it, for gunicorn on the command line."""

from bot.app import create_app
from bot.core.db import make_engine
from bot.core.logs import set_up_logs
from bot.core.settings import load_settings
from bot.migrations import upgrade

settings = load_settings()
set_up_logs("WARNING")
upgrade(make_engine(settings.database))
app = create_app(settings)
