"""Error codes of the API side.

Source: WeChat official accounts, 全局返回码.
"""

import secrets

WRONG_SECRET = 40125
BAD_TOKEN = 40001
BAD_GRANT = 40002
UNKNOWN_OPENID = 40003
BAD_MEDIA_TYPE = 40004
BAD_FILE_TYPE = 40005
BAD_FILE_SIZE = 40006
BAD_MEDIA_ID = 40007
BAD_MESSAGE_TYPE = 40008
BAD_APP_ID = 40013
BUTTON_COUNT = 40016
BUTTON_TYPE = 40017
BUTTON_NAME = 40018
BUTTON_KEY = 40019
BUTTON_URL = 40020
MENU_LEVELS = 40022
SUB_BUTTON_COUNT = 40023
SUB_BUTTON_TYPE = 40024
SUB_BUTTON_NAME = 40025
SUB_BUTTON_KEY = 40026
SUB_BUTTON_URL = 40027
ESCAPED_TEXT = 40033
OPENID_COUNT = 40032
SUB_BUTTON_DOMAIN = 40054
BUTTON_DOMAIN = 40055
BAD_URL = 40066
TOKEN_MISSING = 41001
APP_ID_MISSING = 41002
SECRET_MISSING = 41004
FILE_MISSING = 41005
TOKEN_EXPIRED = 42001
GET_NEEDED = 43001
POST_NEEDED = 43002
NOT_A_FOLLOWER = 43004
EMPTY_BODY = 44002
EMPTY_TEXT = 44004
TEXT_TOO_LONG = 45002
TOO_MANY_ARTICLES = 45008
QUOTA_USED_UP = 45009
WINDOW_CLOSED = 45015
COUNT_USED_UP = 45047
NO_MENU = 46003
NOT_JSON = 47001
NOT_PERMITTED = 48001

WORDS = {
    BAD_TOKEN: "invalid credential, access_token is invalid or not latest",
    BAD_GRANT: "invalid grant_type",
    UNKNOWN_OPENID: "invalid openid",
    BAD_MEDIA_TYPE: "invalid media type",
    BAD_FILE_TYPE: "invalid file type",
    BAD_FILE_SIZE: "invalid media size",
    BAD_MEDIA_ID: "invalid media_id",
    BAD_MESSAGE_TYPE: "invalid message type",
    BAD_APP_ID: "invalid appid",
    BUTTON_COUNT: "invalid button size",
    BUTTON_TYPE: "invalid button type",
    BUTTON_NAME: "invalid button name size",
    BUTTON_KEY: "invalid button key size",
    BUTTON_URL: "invalid button url size",
    MENU_LEVELS: "invalid sub_menu level",
    SUB_BUTTON_COUNT: "invalid sub button size",
    SUB_BUTTON_TYPE: "invalid sub button type",
    SUB_BUTTON_NAME: "invalid sub button name size",
    SUB_BUTTON_KEY: "invalid sub button key size",
    SUB_BUTTON_URL: "invalid sub button url size",
    OPENID_COUNT: "invalid openid list size",
    ESCAPED_TEXT: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    SUB_BUTTON_DOMAIN: "invalid sub button url domain",
    BUTTON_DOMAIN: "invalid button url domain",
    BAD_URL: "invalid url",
    WRONG_SECRET: "invalid appsecret",
    TOKEN_MISSING: "access_token missing",
    APP_ID_MISSING: "appid missing",
    SECRET_MISSING: "appsecret missing",
    FILE_MISSING: "media data missing",
    TOKEN_EXPIRED: "access_token expired",
    GET_NEEDED: "require GET method",
    POST_NEEDED: "require POST method",
    NOT_A_FOLLOWER: "require subscribe",
    EMPTY_BODY: "empty post data",
    EMPTY_TEXT: "empty content",
    TEXT_TOO_LONG: "content size out of limit",
    TOO_MANY_ARTICLES: "article size out of limit",
    QUOTA_USED_UP: "reach max api daily quota limit",
    WINDOW_CLOSED: "response out of time limit or subscription is canceled",
    COUNT_USED_UP: "out of response count limit",
    NO_MENU: "menu no exist",
    NOT_JSON: "data format error",
    NOT_PERMITTED: "api unauthorized",
}


class ApiError(Exception):
    """A refusal: HTTP 200 whose JSON carries this `errcode`."""

    def __init__(self, errcode: int) -> None:
        super().__init__(f"{errcode} {WORDS.get(errcode, 'system error')}")
        self.errcode = errcode

    @property
    def answer(self) -> dict[str, object]:
        words = WORDS.get(self.errcode, "system error")
        return {"errcode": self.errcode, "errmsg": f"{words} rid: {secrets.token_hex(4)}"}
