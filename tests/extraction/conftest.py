"""The places of the real knowledge, as plain data."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from bot.core.clock import SHANGHAI
from bot.extraction import Gazetteer


@dataclass(frozen=True)
class Town:
    code: str
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class County:
    code: str
    name: str
    aliases: tuple[str, ...]
    landmarks: tuple[str, ...]
    towns: tuple[Town, ...]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    path = Path(__file__).parents[2] / "knowledge" / "districts.yaml"
    written = yaml.safe_load(path.read_text("utf-8"))["districts"]
    return Gazetteer(
        County(
            district["code"],
            district["name"],
            tuple(district["aliases"]),
            tuple(district["landmarks"]),
            tuple(Town(town["code"], town["name"], tuple(town["aliases"])) for town in district["towns"]),
        )
        for district in written
    )


@pytest.fixture(scope="session")
def tuesday() -> datetime:
    return datetime(2026, 11, 24, 11, tzinfo=SHANGHAI)
