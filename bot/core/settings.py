"""Settings from the environment and .env, checked once at start, every problem named at once."""

import base64
import binascii
import ipaddress
import re
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEMO = {
    "wechat_token": "demo-token-zhaotong",
    "wechat_app_id": "wx0123456789abcdef",
    "wechat_app_secret": "demo-secret-not-for-production",
    "wechat_encoding_aes_key": "demoAESkey0demoAESkey0demoAESkey0demoAESkey",
    "secret_key": "demo-secret-key-not-for-production-0000",
    "data_keys": "ZGVtby1kYXRhLWtleS1ub3QtZm9yLXByb2R1Y3Rpb24=",
    "office_hours": "09:00-12:00,14:00-17:30",
}

MAY_BE_EMPTY = frozenset({"wechat_encoding_aes_key"})
LONGEST_FRESHNESS_SECONDS = 3_000
"""Nonces are remembered for an hour: a request must be stale before its nonce is forgotten."""


class SettingsBroken(Exception):
    """The environment cannot be used; `problems` has one line for each setting: name, what, how to mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch of a working day in which somebody is there."""

    opens: time
    closes: time


class Settings(BaseSettings):
    """Every setting the bot reads; names in the environment are these in capitals (see .env.example)."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    bot_env: Literal["demo", "production"] = "production"
    wechat_token: str = Field(repr=False)
    wechat_app_id: str
    wechat_app_secret: str = Field(repr=False)
    wechat_encoding_aes_key: str = Field(default="", repr=False)
    wechat_api_url: str = "https://api.weixin.qq.com"
    wechat_account_type: Literal["service", "subscription"] = "subscription"
    wechat_freshness_seconds: int = Field(default=600, ge=30, le=LONGEST_FRESHNESS_SECONDS)
    secret_key: str = Field(min_length=32, repr=False)
    data_keys: Annotated[tuple[str, ...], NoDecode] = Field(repr=False)
    database_url: str = Field(default="", repr=False)
    redis_url: str = Field(default="", repr=False)
    media_url: str = ""
    knowledge_dir: Path = Path("knowledge")
    var_dir: Path = Path("var")
    public_url: str = "http://127.0.0.1:8090"
    intake_mode: Literal["assist", "registered"] = "assist"
    trial_mode: bool = True
    disk: Literal["kept", "throwaway"] = "kept"
    office_hours: str
    retain_messages_days: int = Field(default=30, ge=1)
    retain_drafts_days: int = Field(default=30, ge=1)
    bind: str = "127.0.0.1"
    port: int = 8090
    simulator_port: int = 8091
    web_threads: int = Field(default=8, ge=1, le=64)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="before")
    @classmethod
    def _demo_values(cls, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("bot_env") == "demo":
            said = {name: value for name, value in given.items() if value != "" or name in MAY_BE_EMPTY}
            return {**DEMO, **said}
        return given

    @field_validator("data_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("data_keys")
    @classmethod
    def _check_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        if not keys:
            raise ValueError("至少要有一把钥匙")
        for key in keys:
            try:
                Fernet(key)
            except (ValueError, binascii.Error):
                raise ValueError("每把钥匙应是 32 字节的 urlsafe base64") from None
        return keys

    @field_validator("wechat_token")
    @classmethod
    def _check_token(cls, token: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_-]{3,32}", token):
            raise ValueError("应是 3–32 位字母或数字，与公众平台上填的一致，不能为空")
        return token

    @field_validator("wechat_encoding_aes_key")
    @classmethod
    def _check_aes_key(cls, key: str) -> str:
        if key and not (re.fullmatch(r"[A-Za-z0-9]{43}", key) and len(base64.b64decode(key + "=")) == 32):
            raise ValueError("应是公众平台给的 43 位字母数字；不用加密模式时留空")
        return key

    @field_validator("wechat_api_url", "public_url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^/\s]+", url.rstrip("/")):
            raise ValueError("应是协议加主机，如 https://example.gov.cn，后面不带路径")
        return url.rstrip("/")

    @field_validator("bind")
    @classmethod
    def _check_bind(cls, address: str) -> str:
        try:
            return str(ipaddress.ip_address(address.strip("[]")))
        except ValueError:
            raise ValueError("应是本机的一个 IP 地址，如 127.0.0.1（只让本机的反向代理连）") from None

    @field_validator("office_hours")
    @classmethod
    def _check_hours(cls, text: str) -> str:
        parse_hours(text)
        return text

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        wrong = self._wrong_in_production() if self.bot_env == "production" else self._wrong_in_demo()
        if wrong:
            raise ValueError("；".join(wrong))
        if self.disk == "throwaway" and self.database.startswith("sqlite"):
            raise ValueError("DISK=throwaway 时磁盘随时会清空，请用 DATABASE_URL 指向 PostgreSQL")
        return self

    def _wrong_in_production(self) -> list[str]:
        wrong = []
        used = [name.upper() for name in sorted(DEMO.keys() - {"office_hours"}) if self._holds_demo_value(name)]
        if used:
            wrong.append(f"{'、'.join(used)} 还是演示值，正式环境请换成自己的")
        if self.wechat_api_url.startswith("http://") and not _is_loopback(urlsplit(self.wechat_api_url).hostname):
            wrong.append("WECHAT_API_URL 是 http，AppSecret 会明文传出去，正式环境请用 https")
        return wrong

    def _wrong_in_demo(self) -> list[str]:
        if _is_loopback(self.bind):
            return []
        return ["BIND 不是本机地址；演示密钥人人知道，BOT_ENV=demo 只能在本机试"]

    def _holds_demo_value(self, name: str) -> bool:
        value = getattr(self, name)
        return DEMO[name] in (value if isinstance(value, tuple) else (value,))

    @property
    def database(self) -> str:
        """The database's address; SQLite in `var_dir` unless DATABASE_URL says otherwise."""
        if not self.database_url:
            return f"sqlite:///{self.var_dir / 'bot.db'}"
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", self.database_url)

    @property
    def media(self) -> str:
        """Where photos and voices are kept: a folder or a bucket, as an fsspec URL."""
        return self.media_url or f"file://{(self.var_dir / 'media').resolve()}"

    @property
    def hours(self) -> tuple[Hours, ...]:
        return parse_hours(self.office_hours)


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def parse_hours(text: str) -> tuple[Hours, ...]:
    """'09:00-12:00,14:00-17:30' as stretches of a working day. Raises ValueError."""
    stretches = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})\s*", part)
        if not match:
            raise ValueError("应写作 09:00-12:00,14:00-17:30")
        opens_h, opens_m, closes_h, closes_m = map(int, match.groups())
        stretch = Hours(time(opens_h, opens_m), time(closes_h, closes_m))
        if stretch.opens >= stretch.closes:
            raise ValueError("每段的开始要早于结束")
        stretches.append(stretch)
    return tuple(stretches)


def load_settings(**given: Any) -> Settings:
    """Read and check every setting. Raises SettingsBroken with a line for each problem."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsBroken([_problem(detail) for detail in error.errors()]) from None


def _problem(detail: Any) -> str:
    name = str(detail["loc"][0]).upper() if detail["loc"] else "settings"
    if detail["type"] == "missing":
        return f"{name}: 没有设置；写进 .env 或环境变量，说明见 .env.example"
    reason = str(detail["msg"]).removeprefix("Value error, ")
    return f"{name}: {reason}；请改 .env 或环境变量，说明见 .env.example"
