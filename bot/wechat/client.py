"""WeChat's API as we use it: wechatpy's calls over our own wire, with our token and one retry of our own."""

from dataclasses import dataclass
from typing import Any

from wechatpy.client.api.menu import WeChatMenu
from wechatpy.client.api.message import WeChatMessage

from bot.core.messages import TEXT_LIMIT_BYTES
from bot.wechat.errors import TokenRefused, WeChatError
from bot.wechat.render import fit
from bot.wechat.token import TokenKeeper
from bot.wechat.wire import Answer, Json, Wire, read_json

MEDIA_LIMIT_BYTES = 10 * 1024 * 1024
MEDIA_SECONDS = 30.0
NO_MENU = 46003


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or voice as WeChat gave it; the type is WeChat's word, not checked."""

    content: bytes
    content_type: str


class WeChatApi:
    """Calls of one account. Every call raises WeChatError (refused), Retryable or FateUnknown (wechat.errors)."""

    def __init__(self, api_url: str, tokens: TokenKeeper) -> None:
        self._wire = Wire(api_url)
        self._tokens = tokens
        self._messages = WeChatMessage(self)
        self._menu = WeChatMenu(self)

    def close(self) -> None:
        self._wire.close()
        self._tokens.close()

    def send_text(self, openid: str, text: str) -> None:
        """A custom message, cleaned and cut like a passive reply. FateUnknown: it may have arrived."""
        self._messages.send_text(openid, fit(text, TEXT_LIMIT_BYTES))

    def fetch_media(self, media_id: str) -> Media:
        """What a person sent, at most 10 MB. Raises MediaGone and MediaTooLarge too."""
        answer = self._with_token(lambda token: self._download(token, media_id))
        return Media(answer.content, answer.content_type)

    def create_menu(self, buttons: list[Json]) -> None:
        """Publish the account's menu."""
        self._menu.create({"button": buttons})

    def get_menu(self) -> list[Json] | None:
        """The buttons published now; None where there is no menu."""
        try:
            return list(self._menu.get()["menu"]["button"])
        except WeChatError as error:
            if error.errcode == NO_MENU:
                return None
            raise

    def get(self, path: str, *, params: dict[str, str] | None = None) -> Json:
        """What wechatpy's API classes call."""
        return self._ask("GET", path, params, None)

    def post(self, path: str, *, data: Json | None = None, params: dict[str, str] | None = None) -> Json:
        """What wechatpy's API classes call."""
        return self._ask("POST", path, params, data)

    def _ask(self, method: str, path: str, params: dict[str, str] | None, body: Json | None) -> Json:
        answer: Json = self._with_token(
            lambda token: self._wire.ask(method, path, params={**(params or {}), "access_token": token}, body=body)
        )
        return answer

    def _download(self, token: str, media_id: str) -> Answer:
        params = {"access_token": token, "media_id": media_id}
        answer = self._wire.download("media/get", params=params, limit=MEDIA_LIMIT_BYTES, seconds=MEDIA_SECONDS)
        if _is_no_file(answer):
            read_json(answer.content)
        return answer

    def _with_token(self, call: Any) -> Any:
        token = self._tokens.token()
        try:
            return call(token)
        except TokenRefused:
            return call(self._tokens.token(refused=token))


def _is_no_file(answer: Answer) -> bool:
    """A refusal, or some gateway's page, comes with HTTP 200 in place of the file."""
    kind = answer.content_type.lower()
    return not kind or kind.startswith("text/") or "json" in kind
