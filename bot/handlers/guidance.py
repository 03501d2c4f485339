"""A question: the answer of an entry, a few to choose from, the right authority, or an honest 'not sure'."""

import re

from bot.conversations.requests import keep_unanswered
from bot.core.messages import TEXT_LIMIT_BYTES, Choice, Reply
from bot.guidance import Answer, Candidate
from bot.handlers.entry import answer_lines, tell_tip
from bot.handlers.turn import Turn

_WECHAT_EMOJI = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,8}\]")
GUESSES = 2
REPORT = "举报"
WORTH_TAKING_OVER = 8
ROOM_FOR_WAYS = 500


def wants(turn: Turn) -> bool:
    if turn.chosen("unsure") is not None:
        return True
    return turn.is_said and turn.action is None and any(map(str.isalnum, _WECHAT_EMOJI.sub("", turn.text)))


def handle(turn: Turn) -> Reply:
    if turn.chosen("unsure") is not None:
        return _none_of_these(turn)
    guess = turn.guess
    if guess.kind != "redirect" and len(turn.text) >= WORTH_TAKING_OVER:
        turn.talk.remember(turn.text, turn.incoming.created)
    match guess.kind:
        case "answer":
            return _answer(turn, guess)
        case "choices" | "clarify":
            turn.talk.unsure = 0
            filing = "report" if REPORT in turn.text else "complain"
            ways = (turn.way(filing, f"intent:{filing}"), turn.way("none_of_these", "unsure:"))
            return turn.reply("guidance.choices", *_titles(turn, guess.offered), *ways)
        case "redirect":
            return _redirect(turn, guess)
        case _:
            return not_sure(turn, guess)


def _answer(turn: Turn, guess: Answer) -> Reply:
    """The entry that answers; where the message holds a second question, its answer too as far as both fit."""
    first = tell_tip(turn, turn.knowledge.tips[str(guess.entry_id)])
    if guess.also is None:
        return first
    both = f"{first.text}\n\n{_second(turn, guess.also)}"
    if len(both.encode()) <= TEXT_LIMIT_BYTES - ROOM_FOR_WAYS:
        return Reply(both, first.choices)
    further = turn.knowledge.tips.get(str(guess.also.entry_id))
    ways = (Choice(further.title, f"entry:{further.id}"),) if further else ()
    return Reply(first.text, (*first.choices[:-1], *ways))


def _second(turn: Turn, also: Answer) -> str:
    if also.kind == "redirect":
        return turn.knowledge.referrals[str(also.referral_id)].answer
    tip = turn.knowledge.tips[str(also.entry_id)]
    return f"{turn.say('guidance.second', title=tip.title)}\n{answer_lines(turn, tip)}"


def _redirect(turn: Turn, guess: Answer) -> Reply:
    turn.talk.unsure = 0
    referral = turn.knowledge.referrals[str(guess.referral_id)]
    return Reply(referral.answer, (turn.way("still_consumer", "intent:another"), turn.way("human", "intent:human")))


def not_sure(turn: Turn, guess: Answer) -> Reply:
    """Said plainly, once with the nearest guesses; the second time in a row a person is offered."""
    _keep(turn, turn.text, guess.topic)
    turn.talk.unsure += 1
    if turn.talk.unsure > 1:
        return turn.reply(
            "guidance.still_unsure", turn.way("human", "intent:human"), turn.way("complain", "intent:complain")
        )
    return turn.reply("guidance.unsure", *_titles(turn, guess.candidates)[:GUESSES], turn.way("human", "intent:human"))


def _none_of_these(turn: Turn) -> Reply:
    if turn.talk.said:
        _keep(turn, turn.talk.said[-1].text, None)
    turn.talk.unsure += 1
    return turn.reply("guidance.say_more", turn.way("human", "intent:human"), turn.way("complain", "intent:complain"))


def _keep(turn: Turn, question: str, topic: str | None) -> None:
    if not turn.private:
        keep_unanswered(turn.session, turn.person.id, turn.person.key, question, topic, turn.now)


def _titles(turn: Turn, candidates: tuple[Candidate, ...]) -> tuple[Choice, ...]:
    tips = [turn.knowledge.tips[candidate.entry_id] for candidate in candidates]
    return tuple(Choice(tip.title, f"entry:{tip.id}") for tip in tips)
