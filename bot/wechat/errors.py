"""What can go wrong when we call WeChat: refused, not reached, or no one knows."""

from collections.abc import Mapping


class WeChatError(Exception):
    """WeChat refused the call and did nothing (its 全局返回码)."""

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__(f"{errcode} {errmsg}".strip())
        self.errcode = errcode
        self.errmsg = errmsg


class WindowClosed(WeChatError):
    """The person has not written for 48 hours (45015)."""


class QuotaUsedUp(WeChatError):
    """The account's calls of today are used up (45009)."""


class CountUsedUp(QuotaUsedUp):
    """The custom messages that this window allows for one person are used up (45047)."""


class NotPermitted(WeChatError):
    """The account may not use this interface (48001 and kin)."""


class NotReachable(WeChatError):
    """The person does not follow the account, or is none of its people (43004, 40003)."""


class MediaGone(WeChatError):
    """The photo or voice is unknown or older than three days (40007)."""


class AccountTrouble(WeChatError):
    """Something about the account that its operator must mend."""


class TokenRefused(AccountTrouble):
    """The access token is refused although it was renewed (40001, 40014, 42001)."""


class SecretRefused(AccountTrouble):
    """The app id or its secret is wrong (40013, 40125)."""


class SecretFrozen(AccountTrouble):
    """The secret was frozen in the platform's backend (40243)."""


class AddressNotAllowed(AccountTrouble):
    """Our address is not on the account's whitelist (40164, 61004)."""


class Retryable(Exception):
    """The call was not carried out and may be made again: not reached, busy, or answered by something else."""


class FateUnknown(Exception):
    """The call left, its answer never came: it may have been carried out."""


class MediaTooLarge(Exception):
    """A file larger than we accept."""


BY_CODE: Mapping[int, type[WeChatError]] = {
    40001: TokenRefused,
    40014: TokenRefused,
    42001: TokenRefused,
    40003: NotReachable,
    43004: NotReachable,
    40007: MediaGone,
    40013: SecretRefused,
    40125: SecretRefused,
    40164: AddressNotAllowed,
    61004: AddressNotAllowed,
    40243: SecretFrozen,
    45009: QuotaUsedUp,
    45015: WindowClosed,
    45047: CountUsedUp,
    48001: NotPermitted,
    48004: NotPermitted,
    50001: NotPermitted,
    50002: NotPermitted,
}
BUSY = frozenset({-1, 45011})


def error_of(errcode: int, errmsg: str) -> WeChatError | Retryable:
    """The error a code stands for; any code not named here is final."""
    if errcode in BUSY:
        return Retryable(f"busy {errcode}")
    return BY_CODE.get(errcode, WeChatError)(errcode, errmsg)
