"""Guidance: which entry answers a message, or that none does and who else can."""

from bot.guidance.answers import Answer, Candidate
from bot.guidance.guide import Guidance

__all__ = ["Answer", "Candidate", "Guidance"]
