"""A question: the answer of an entry, a few to choose from, the right authority, or an honest 'not sure'."""

from bot.conversations.requests import keep_unanswered
from bot.core.messages import TEXT_LIMIT_BYTES, Choice, Reply
from bot.guidance import Answer
from bot.handlers.entry import answer_lines, tell_tip, ways_after
from bot.handlers.turn import Turn

GUESSES = 2
WORTH_TAKING_OVER = 8
ROOM_FOR_WAYS = 500


def wants(turn: Turn) -> bool:
    return turn.is_said and (turn.action is None or turn.chosen("unsure") is not None)


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
            return turn.reply("guidance.choices", *_titles(turn, guess, 4), turn.way("none_of_these", "unsure:"))
        case "redirect":
            return _redirect(turn, guess)
        case _:
            return not_sure(turn, guess)


def _answer(turn: Turn, guess: Answer) -> Reply:
    tip = turn.knowledge.tips[str(guess.entry_id)]
    second = turn.knowledge.tips.get(str(guess.also.entry_id)) if guess.also else None
    if second is None:
        return tell_tip(turn, tip)
    first = tell_tip(turn, tip)
    both = "\n\n".join((first.text, turn.say("guidance.second", title=second.title), answer_lines(turn, second)))
    if len(both.encode()) <= TEXT_LIMIT_BYTES - ROOM_FOR_WAYS:
        return Reply(both, first.choices)
    return Reply(first.text, (*ways_after(turn, tip)[:2], Choice(second.title, f"entry:{second.id}")))


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
    return turn.reply("guidance.unsure", *_titles(turn, guess, GUESSES), turn.way("human", "intent:human"))


def _none_of_these(turn: Turn) -> Reply:
    if turn.talk.said:
        _keep(turn, turn.talk.said[-1].text, None)
    turn.talk.unsure += 1
    return turn.reply("guidance.say_more", turn.way("human", "intent:human"), turn.way("complain", "intent:complain"))


def _keep(turn: Turn, question: str, topic: str | None) -> None:
    keep_unanswered(turn.session, turn.person.id, turn.person.key, question, topic, turn.now)


def _titles(turn: Turn, guess: Answer, count: int) -> tuple[Choice, ...]:
    ids = dict.fromkeys(candidate.entry_id for candidate in guess.candidates)
    tips = [turn.knowledge.tips[id_] for id_ in ids if id_ in turn.knowledge.tips]
    return tuple(Choice(tip.title, f"entry:{tip.id}") for tip in tips[:count])
