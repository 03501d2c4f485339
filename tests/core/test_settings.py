"""Settings say everything that is wrong at once, and a real installation never runs on demo secrets."""

from datetime import time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.core.settings import DEMO, Hours, Settings, SettingsBroken, load_settings, parse_hours

REQUIRED = ("WECHAT_TOKEN", "WECHAT_APP_ID", "WECHAT_APP_SECRET", "SECRET_KEY", "DATA_KEYS", "OFFICE_HOURS")


@pytest.fixture
def own() -> dict[str, str]:
    """What a real installation sets."""
    return {
        "bot_env": "production",
        "wechat_token": "zhaotong2026",
        "wechat_app_id": "wxfedcba9876543210",
        "wechat_app_secret": "a-secret-of-their-own",
        "wechat_encoding_aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "secret_key": "a-secret-key-of-their-own-0123456789",
        "data_keys": Fernet.generate_key().decode(),
        "office_hours": "08:30-11:30,14:00-17:30",
        "public_url": "https://bot.example.gov.cn",
    }


def problems(**given: object) -> list[str]:
    with pytest.raises(SettingsBroken) as broken:
        load_settings(**given)
    return broken.value.problems


def test_everything_missing_is_listed_at_once() -> None:
    named = {line.partition(":")[0] for line in problems()}
    assert named == set(REQUIRED)


def test_missing_and_malformed_come_together_each_with_how_to_mend_it(own: dict[str, str]) -> None:
    del own["secret_key"]
    found = problems(**own | {"wechat_token": "有空格 的", "public_url": "example.gov.cn/wechat", "data_keys": "short"})
    assert {line.partition(":")[0] for line in found} == {"SECRET_KEY", "WECHAT_TOKEN", "PUBLIC_URL", "DATA_KEYS"}
    assert all(".env.example" in line for line in found)


def test_no_problem_repeats_the_secret_itself(own: dict[str, str]) -> None:
    found = "\n".join(problems(**own | {"data_keys": "not-a-key-but-secret", "secret_key": "short-secret"}))
    assert "not-a-key" not in found
    assert "short-secret" not in found


@pytest.mark.parametrize("name", sorted(set(DEMO) - {"office_hours"}))
def test_production_refuses_each_demo_secret(own: dict[str, str], name: str) -> None:
    assert name.upper() in problems(**own | {name: DEMO[name]})[0]


def test_production_refuses_the_demo_key_wherever_it_stands(own: dict[str, str]) -> None:
    assert "DATA_KEYS" in problems(**own | {"data_keys": f"{own['data_keys']},{DEMO['data_keys']}"})[0]


def test_production_tells_the_app_secret_to_nobody_on_the_way(own: dict[str, str]) -> None:
    assert "https" in problems(**own | {"wechat_api_url": "http://api.weixin.qq.com"})[0]
    on_this_machine = load_settings(**own | {"wechat_api_url": "http://127.0.0.1:8091"})
    assert on_this_machine.wechat_api_url == "http://127.0.0.1:8091"


def test_a_request_is_stale_before_its_nonce_is_forgotten(own: dict[str, str]) -> None:
    assert "WECHAT_FRESHNESS_SECONDS" in problems(**own | {"wechat_freshness_seconds": 3600})[0]


def test_everything_unsafe_in_production_is_named_at_once(own: dict[str, str]) -> None:
    [found] = problems(**own | {"secret_key": DEMO["secret_key"], "wechat_api_url": "http://proxy.example"})
    assert "SECRET_KEY" in found
    assert "WECHAT_API_URL" in found


def test_nobody_but_this_machine_reaches_the_bot_unless_told_so(own: dict[str, str]) -> None:
    assert load_settings(**own).bind == "127.0.0.1"
    assert load_settings(**own | {"bind": "0.0.0.0"}).bind == "0.0.0.0"
    assert load_settings(**own | {"bind": "[::1]"}).bind == "::1"
    assert "BIND" in problems(**own | {"bind": "everywhere"})[0]


def test_the_demo_never_leaves_the_machine() -> None:
    assert "BIND" in problems(bot_env="demo", bind="0.0.0.0")[0]


def test_production_runs_on_its_own(own: dict[str, str]) -> None:
    settings = load_settings(**own)
    assert settings.bot_env == "production"
    assert settings.trial_mode
    assert settings.intake_mode == "assist"


def test_production_is_what_runs_when_nothing_is_said(own: dict[str, str]) -> None:
    del own["bot_env"]
    assert load_settings(**own).bot_env == "production"


def test_the_demo_needs_nothing() -> None:
    settings = load_settings(bot_env="demo")
    assert settings.data_keys == (DEMO["data_keys"],)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, own: dict[str, str]) -> None:
    for name, value in own.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.setenv("TRIAL_MODE", "false")
    settings = load_settings()
    assert settings.wechat_token == own["wechat_token"]
    assert not settings.trial_mode


def test_a_throwaway_disk_refuses_sqlite(own: dict[str, str]) -> None:
    assert "PostgreSQL" in problems(**own | {"disk": "throwaway"})[0]
    kept = load_settings(**own | {"disk": "throwaway", "database_url": "postgres://bot@db.example/bot"})
    assert kept.database == "postgresql+psycopg://bot@db.example/bot"


def test_sqlite_lies_in_the_folder_of_its_own(own: dict[str, str], tmp_path: Path) -> None:
    settings = load_settings(**own, var_dir=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path / 'bot.db'}"
    assert settings.media == f"file://{tmp_path / 'media'}"


def test_several_data_keys_are_read_in_order(own: dict[str, str]) -> None:
    first, second = (Fernet.generate_key().decode() for _ in range(2))
    assert load_settings(**own | {"data_keys": f" {first}, {second} ,"}).data_keys == (first, second)
    assert "DATA_KEYS" in problems(**own | {"data_keys": " , "})[0]


def test_an_address_loses_its_last_slash(own: dict[str, str]) -> None:
    assert load_settings(**own | {"public_url": "https://a.example/"}).public_url == "https://a.example"


def test_the_encoding_key_is_optional_but_never_malformed(own: dict[str, str]) -> None:
    assert load_settings(**own | {"wechat_encoding_aes_key": ""}).wechat_encoding_aes_key == ""
    assert "WECHAT_ENCODING_AES_KEY" in problems(**own | {"wechat_encoding_aes_key": "tooshort"})[0]


def test_settings_cannot_be_changed_while_running(own: dict[str, str]) -> None:
    settings = load_settings(**own)
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_hours_are_read() -> None:
    assert parse_hours("8:30-12:00, 14:00-17:30") == (
        Hours(time(8, 30), time(12)),
        Hours(time(14), time(17, 30)),
    )


@pytest.mark.parametrize("text", ["", "8点到12点", "12:00-09:00", "09:00-09:00", "25:00-26:00", "09:00-12:00,"])
def test_hours_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"应写作|要早于结束|hour must be"):
        parse_hours(text)


def test_every_setting_has_a_name_that_the_outside_relies_on() -> None:
    promised = {
        "WECHAT_TOKEN", "WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_ENCODING_AES_KEY", "WECHAT_API_URL",
        "WECHAT_ACCOUNT_TYPE", "DATABASE_URL", "REDIS_URL", "KNOWLEDGE_DIR", "SECRET_KEY", "DATA_KEYS", "PUBLIC_URL",
        "MEDIA_URL", "TRIAL_MODE", "INTAKE_MODE", "BOT_ENV", "DISK", "PORT", "SIMULATOR_PORT",
    }  # fmt: skip
    assert promised <= {name.upper() for name in Settings.model_fields}
