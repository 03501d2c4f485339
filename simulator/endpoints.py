"""The calls an account can make under /cgi-bin/, one function each, listed at the end.

Source: WeChat official accounts, the page of each interface. Names and fields are theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from simulator import custom, errors, menu
from simulator.errors import ApiError
from simulator.followers import Follower
from simulator.media import File
from simulator.platform import Platform
from simulator.settings import Settings
from simulator.tokens import Issued

OPENIDS_A_PAGE = 10_000
INFOS_A_CALL = 100
CALLBACK_ADDRESSES = ["127.0.0.1"]
OK: dict[str, object] = {"errcode": 0, "errmsg": "ok"}

Json = dict[str, object]


@dataclass(frozen=True)
class Asked:
    """One call: its query, its JSON (empty when there is none) and its file."""

    query: Mapping[str, str]
    json: Mapping[str, object] = field(default_factory=dict)
    file: bytes | None = None


def stable_token(platform: Platform, asked: Asked) -> Json:
    _check_secret(platform.settings, asked.json)
    force = asked.json.get("force_refresh") is True
    return _issued(platform.tokens.stable(platform.clock.now(), force=force))


def token(platform: Platform, asked: Asked) -> Json:
    _check_secret(platform.settings, asked.query)
    return _issued(platform.tokens.plain(platform.clock.now()))


def _check_secret(settings: Settings, given: Mapping[str, object]) -> None:
    if given.get("grant_type") != "client_credential":
        raise ApiError(errors.BAD_GRANT)
    if not given.get("appid"):
        raise ApiError(errors.APP_ID_MISSING)
    if given["appid"] != settings.app_id:
        raise ApiError(errors.BAD_APP_ID)
    if not given.get("secret"):
        raise ApiError(errors.SECRET_MISSING)
    if given["secret"] != settings.app_secret:
        raise ApiError(errors.WRONG_SECRET)


def _issued(issued: Issued) -> Json:
    return {"access_token": issued.token, "expires_in": issued.expires_in}


def custom_send(platform: Platform, asked: Asked) -> Json:
    person = platform.people.follower(asked.json.get("touser"))
    now = platform.clock.now()
    heard = custom.read(asked.json, lambda media_id: platform.media.knows(media_id, now))
    platform.send_custom(person.openid, heard)
    return OK


def media_get(platform: Platform, asked: Asked) -> Json | File:
    file = platform.media.get(asked.query.get("media_id", ""), platform.clock.now())
    if file.kind == "video":
        return {"video_url": f"{platform.settings.own_url}/media/{file.media_id}"}
    return file


def media_upload(platform: Platform, asked: Asked) -> Json:
    kind = asked.query.get("type", "")
    file = platform.media.upload(kind, asked.file, platform.clock.now())
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: file.media_id, "created_at": file.created_at}


def menu_create(platform: Platform, asked: Asked) -> Json:
    platform.set_menu(menu.check(asked.json))
    return OK


def menu_get(platform: Platform, asked: Asked) -> Json:
    if platform.menu is None:
        raise ApiError(errors.NO_MENU)
    return {"menu": {"button": platform.menu}}


def menu_delete(platform: Platform, asked: Asked) -> Json:
    platform.set_menu(None)
    return OK


def user_get(platform: Platform, asked: Asked) -> Json:
    openids = [person.openid for person in platform.people.followers()]
    after = asked.query.get("next_openid")
    start = 0
    if after:
        platform.people.known(after)
        start = openids.index(after) + 1 if after in openids else len(openids)
    page = openids[start : start + OPENIDS_A_PAGE]
    answer: Json = {"total": len(openids), "count": len(page)}
    if page:
        answer["data"] = {"openid": page}
    return answer | {"next_openid": page[-1] if page else ""}


def user_info(platform: Platform, asked: Asked) -> Json:
    return _info(platform.people.known(asked.query.get("openid")))


def user_info_batch(platform: Platform, asked: Asked) -> Json:
    wanted = asked.json.get("user_list")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= INFOS_A_CALL:
        raise ApiError(errors.OPENID_COUNT)
    openids = [each.get("openid") if isinstance(each, dict) else None for each in wanted]
    return {"user_info_list": [_info(platform.people.known(openid)) for openid in openids]}


def _info(person: Follower) -> Json:
    """Since 2021-12-27 without nickname and portrait; little of somebody who left."""
    if not person.following:
        return {"subscribe": 0, "openid": person.openid, "tagid_list": []}
    numeric = person.scene.isdecimal()
    return {
        "subscribe": 1,
        "openid": person.openid,
        "language": "zh_CN",
        "subscribe_time": person.since,
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": person.came_by,
        "qr_scene": int(person.scene) if numeric else 0,
        "qr_scene_str": "" if numeric else person.scene,
    }


def callback_addresses(platform: Platform, asked: Asked) -> Json:
    return {"ip_list": CALLBACK_ADDRESSES}


@dataclass(frozen=True)
class Endpoint:
    """How a path is called. `escapes` says what \\uXXXX does there: be refused, or be shown."""

    method: Literal["GET", "POST"]
    answer: Callable[[Platform, Asked], Json | File]
    needs_token: bool = True
    takes_json: bool = False
    escapes: Literal["refused", "shown", "read"] = "read"


ENDPOINTS = {
    "/cgi-bin/stable_token": Endpoint("POST", stable_token, needs_token=False, takes_json=True),
    "/cgi-bin/token": Endpoint("GET", token, needs_token=False),
    "/cgi-bin/message/custom/send": Endpoint("POST", custom_send, takes_json=True, escapes="shown"),
    "/cgi-bin/media/get": Endpoint("GET", media_get),
    "/cgi-bin/media/upload": Endpoint("POST", media_upload),
    "/cgi-bin/menu/create": Endpoint("POST", menu_create, takes_json=True, escapes="refused"),
    "/cgi-bin/menu/get": Endpoint("GET", menu_get),
    "/cgi-bin/menu/delete": Endpoint("GET", menu_delete),
    "/cgi-bin/user/get": Endpoint("GET", user_get),
    "/cgi-bin/user/info": Endpoint("GET", user_info),
    "/cgi-bin/user/info/batchget": Endpoint("POST", user_info_batch, takes_json=True),
    "/cgi-bin/getcallbackip": Endpoint("GET", callback_addresses),
}
