"""The stand-in platform, for the tests beside this file."""

from tests.wechat.platform import api, control, phone, platform_url, tokens

__all__ = ["api", "control", "phone", "platform_url", "tokens"]
