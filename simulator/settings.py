"""What the simulator must know about the account it plays the platform for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

from simulator.crypto import Cipher

Mode = Literal["plain", "aes"]

DEMO = {
    "WECHAT_TOKEN": "demo-token-zhaotong",
    "WECHAT_APP_ID": "wx0123456789abcdef",
    "WECHAT_APP_SECRET": "demo-secret-not-for-production",
    "WECHAT_ENCODING_AES_KEY": "demoAESkey0demoAESkey0demoAESkey0demoAESkey",
}


@dataclass(frozen=True)
class Settings:
    """One account's credentials and the platform's manners towards it.

    `answer_within` is the time the account has for one answer, in seconds (WeChat: 5), `tries`
    how often a message is offered in all (WeChat: 3), `pause` the seconds between two tries.
    Raises ValueError when `mode` is `aes` and the key is missing or not 43 characters.
    """

    callback: str
    token: str = DEMO["WECHAT_TOKEN"]
    app_id: str = DEMO["WECHAT_APP_ID"]
    app_secret: str = DEMO["WECHAT_APP_SECRET"]
    encoding_aes_key: str = ""
    mode: Mode = "plain"
    account_id: str = "gh_5a71273150de"
    account_name: str = "昭通市场监管"
    answer_within: float = 5.0
    tries: int = 3
    pause: float = 0.0
    own_url: str = ""

    def __post_init__(self) -> None:
        if self.mode not in ("plain", "aes"):
            raise ValueError(f"MODE: {self.mode!r} is neither plain nor aes")
        if self.mode == "aes" and not self.encoding_aes_key:
            raise ValueError("MODE: aes needs WECHAT_ENCODING_AES_KEY (43 characters)")
        if self.encoding_aes_key:
            Cipher(self.encoding_aes_key, self.app_id)

    @property
    def cipher(self) -> Cipher | None:
        """The cipher of the safe mode; None in plain mode."""
        return Cipher(self.encoding_aes_key, self.app_id) if self.mode == "aes" else None

    @classmethod
    def from_environment(cls, env: Mapping[str, str], *, callback: str = "") -> Self:
        """Read the same names the account's program reads; none of them set means the demo account.

        Without `callback` the account is expected on this machine at `PORT` (8090). `MODE` is
        `plain` or `aes`; unset, it follows from whether there is an AES key.
        Raises ValueError saying which value is missing or wrong.
        """
        given = DEMO if not any(env.get(name) for name in DEMO) else env
        missing = [name for name in DEMO if name != "WECHAT_ENCODING_AES_KEY" and not given.get(name)]
        if missing:
            raise ValueError(f"{', '.join(missing)}: set these too, or none for the demo account")
        key = given.get("WECHAT_ENCODING_AES_KEY", "")
        mode = env.get("MODE") or ("aes" if key else "plain")
        return cls(
            callback=callback or f"http://127.0.0.1:{env.get('PORT') or 8090}/wechat",
            token=given["WECHAT_TOKEN"],
            app_id=given["WECHAT_APP_ID"],
            app_secret=given["WECHAT_APP_SECRET"],
            encoding_aes_key=key,
            mode=mode,  # type: ignore[arg-type]  # __post_init__ refuses any other word
        )
