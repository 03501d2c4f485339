"""`python -m simulator`: the platform on this machine, with a phone to try the account on."""

import argparse
import os
import sys

from simulator.server import bind
from simulator.settings import Settings

PORT = 8091


def main() -> int:
    """Serve until interrupted. Exit 0 done, 1 a setting was refused, 2 wrong usage."""
    options = _options()
    try:
        settings = Settings.from_environment(os.environ, callback=options.callback)
    except ValueError as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 1
    server = bind(settings, host=options.host, port=options.port)
    print(
        f"手机 http://{options.host}:{server.server_port}/ · 回调 {settings.callback} "
        f"（{'安全模式' if settings.mode == 'aes' else '明文'}）· Ctrl-C 结束",
        flush=True,
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="simulator",
        description="A stand-in for the WeChat platform. Credentials come from the environment: "
        "WECHAT_TOKEN, WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_ENCODING_AES_KEY (empty: plain), "
        "MODE (plain|aes).",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("SIMULATOR_PORT") or PORT),
        help="port to listen on, or SIMULATOR_PORT (%(default)s)",
    )
    parser.add_argument("--callback", default="", help="the account's address (http://127.0.0.1:$PORT/wechat)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
