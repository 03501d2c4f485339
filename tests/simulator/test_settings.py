"""What the simulator reads from the environment."""

import ast
from pathlib import Path

import pytest

import simulator
from simulator.settings import DEMO, Settings

OWN = {"WECHAT_TOKEN": "t", "WECHAT_APP_ID": "wx1", "WECHAT_APP_SECRET": "s"}


def test_without_credentials_it_plays_the_demo_account_encrypted():
    settings = Settings.from_environment({})
    assert (settings.token, settings.mode) == (DEMO["WECHAT_TOKEN"], "aes")
    assert settings.callback == "http://127.0.0.1:8090/wechat"


def test_no_key_means_plain():
    assert Settings.from_environment(OWN).mode == "plain"
    assert Settings.from_environment(OWN | {"PORT": "9000"}).callback == "http://127.0.0.1:9000/wechat"


@pytest.mark.parametrize(
    ("env", "named"),
    [
        (OWN | {"WECHAT_ENCODING_AES_KEY": "short"}, "WECHAT_ENCODING_AES_KEY"),
        (OWN | {"MODE": "aes"}, "WECHAT_ENCODING_AES_KEY"),
        (OWN | {"MODE": "loud"}, "MODE"),
        ({"WECHAT_TOKEN": "t"}, "WECHAT_APP_ID, WECHAT_APP_SECRET"),
    ],
)
def test_a_wrong_setting_is_named(env: dict[str, str], named: str):
    with pytest.raises(ValueError, match=named):
        Settings.from_environment(env)


def test_the_simulator_never_imports_the_account():
    for file in Path(simulator.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in ("bot", "wechatpy")], file.name
