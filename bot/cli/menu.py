"""`bot menu check|push`."""

from typing import Any

import click

from bot.cli.common import offline_settings, out, refuse, settings
from bot.content import load
from bot.content.models import MenuButton
from bot.core.crypto import DataKeys
from bot.core.db import make_engine, make_sessions
from bot.wechat.client import WeChatApi
from bot.wechat.errors import FateUnknown, Retryable, WeChatError
from bot.wechat.token import TokenKeeper

TOP, SUB, TOP_BYTES, SUB_BYTES = 3, 5, 16, 60


@click.group()
def menu() -> None:
    """公众号底部菜单。"""


@menu.command("check")
def check_menu() -> None:
    """检查 menu.yaml 合不合微信的规定。"""
    problems = menu_problems(_buttons(offline_settings().knowledge_dir))
    if problems:
        refuse(*problems)
    out.print("菜单没有问题。下一步：bot menu push")


@menu.command()
def push() -> None:
    """把菜单发布到公众号。"""
    given = settings()
    buttons = _buttons(given.knowledge_dir)
    problems = menu_problems(buttons)
    if problems:
        refuse(*problems)
    sessions = make_sessions(make_engine(given.database))
    tokens = TokenKeeper(
        sessions, DataKeys(given.data_keys), given.wechat_app_id, given.wechat_app_secret, given.wechat_api_url
    )
    api = WeChatApi(given.wechat_api_url, tokens)
    try:
        api.create_menu([wire(button) for button in buttons])
    except WeChatError as error:
        refuse(f"微信拒绝了菜单（{error}）；照 docs/operations.md 的错误码一节处理")
    except (Retryable, FateUnknown) as error:
        refuse(f"没有连上微信（{type(error).__name__}）；看看网络和 WECHAT_API_URL，过一会儿再来，重发没有坏处")
    finally:
        api.close()
    out.print("菜单已发布，手机上最多 5 分钟后能看到；取消关注再关注可以马上看。")


def _buttons(folder: Any) -> tuple[MenuButton, ...]:
    loaded = load(folder)
    if loaded.knowledge is None:
        refuse(*map(str, loaded.problems))
    return loaded.knowledge.menu


def menu_problems(buttons: tuple[MenuButton, ...]) -> list[str]:
    """What WeChat would refuse, a line each."""
    problems = [] if 1 <= len(buttons) <= TOP else [f"menu.yaml: 一级菜单 {len(buttons)} 个；应是 1 到 {TOP} 个"]
    for button in buttons:
        problems += _name_problem(button, TOP_BYTES)
        if len(button.buttons) > SUB:
            problems.append(f"menu.yaml: “{button.name}”下有 {len(button.buttons)} 个；最多 {SUB} 个")
        if not button.buttons and button.type is None:
            problems.append(f"menu.yaml: “{button.name}”点了没有用；写 type 和 key，或加下级菜单")
        for sub in button.buttons:
            problems += _name_problem(sub, SUB_BYTES)
            if sub.type is None:
                problems.append(f"menu.yaml: “{sub.name}”点了没有用；写 type 和 key 或 url")
    return problems


def _name_problem(button: MenuButton, limit: int) -> list[str]:
    size = len(button.name.encode())
    return [f"menu.yaml: “{button.name}”太长（{size} 字节）；最多 {limit} 字节"] if size > limit else []


def wire(button: MenuButton) -> dict[str, Any]:
    """A button as WeChat's menu/create wants it."""
    plain: dict[str, Any] = {"name": button.name}
    if button.buttons:
        plain["sub_button"] = [wire(sub) for sub in button.buttons]
        return plain
    plain["type"] = button.type
    plain |= {"url": button.url} if button.type == "view" else {"key": button.key}
    return plain
