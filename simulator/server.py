"""Serving the simulator: one Flask application, threaded, on this machine only by default."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from simulator import api, control, page
from simulator.doors import watch_the_doors
from simulator.platform import Platform
from simulator.settings import Settings

UPLOAD_BYTES = 12 * 1024**2
POLL_SECONDS = 0.02


def create_app(platform: Platform) -> Flask:
    """The API side, the control side and the phone, over one platform."""
    app = Flask("simulator")
    app.config["MAX_CONTENT_LENGTH"] = UPLOAD_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = UPLOAD_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # DefaultJSONProvider has it
    app.extensions["platform"] = platform
    for part in (api, control, page):
        app.register_blueprint(part.blueprint)
    watch_the_doors(app)
    return app


def bind(settings: Settings, *, host: str = "127.0.0.1", port: int = 0) -> BaseWSGIServer:
    """A server that listens but does not serve yet; port 0 takes any free one.

    Raises OSError or SystemExit when the port is taken.
    """
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    platform = Platform(settings)
    server = make_server(host, port, create_app(platform), threaded=True)
    platform.moved_to(f"http://{host}:{server.server_port}")
    return server


@contextmanager
def running(settings: Settings, *, port: int = 0) -> Iterator[str]:
    """Serve in the background for a test; gives the base URL."""
    server = bind(settings, port=port)
    thread = Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
