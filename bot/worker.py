"""Put the background together: settings, database, files, WeChat's API, queue; work until told to stop."""

from bot import jobs
from bot.content import Keeper
from bot.core.crypto import DataKeys
from bot.core.db import make_engine, make_sessions
from bot.core.files import Files
from bot.core.logs import get_logger
from bot.core.queue import make_huey, send_after_commit
from bot.core.settings import Settings
from bot.handlers import SENTENCES
from bot.wechat.client import WeChatApi
from bot.wechat.token import TokenKeeper

THREADS = 4
LOOK_AGAIN_SECONDS = 1.0
GRACE_SECONDS = 25

log = get_logger(__name__)


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; jobs in hand are finished first, for at most 25 s."""
    engine = make_engine(settings.database)
    sessions = make_sessions(engine)
    data_keys = DataKeys(settings.data_keys)
    tokens = TokenKeeper(
        sessions, data_keys, settings.wechat_app_id, settings.wechat_app_secret, settings.wechat_api_url
    )
    api = WeChatApi(settings.wechat_api_url, tokens)
    huey = make_huey(settings)
    keeper = Keeper(settings.knowledge_dir, SENTENCES)
    keeper.watch()
    context = jobs.Context(settings, sessions, data_keys, Files(settings.media), api, lambda: keeper.current)
    send_after_commit(sessions, jobs.attach(huey, context))
    consumer = huey.create_consumer(
        workers=THREADS, max_delay=LOOK_AGAIN_SECONDS, graceful_signal="TERM", shutdown_timeout=GRACE_SECONDS
    )
    log.info("worker.started", threads=THREADS)
    try:
        consumer.run()
    finally:
        api.close()
        engine.dispose()
        log.info("worker.stopped")
