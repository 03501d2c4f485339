"""One entry that was chosen by name: a tip's answer, its steps, or a typical case."""

from bot.content.models import Case, Tip
from bot.core.messages import Choice, Reply
from bot.handlers.turn import Turn


def wants(turn: Turn) -> bool:
    return turn.chosen("entry") is not None or turn.chosen("steps") is not None or turn.intent == "more"


def handle(turn: Turn) -> Reply:
    entry_id = turn.chosen("entry") or turn.chosen("steps") or turn.talk.after or ""
    entry = turn.knowledge.entry(entry_id)
    if entry is None or not entry.enabled:
        return turn.reply("entry.gone")
    if isinstance(entry, Case):
        return tell_case(turn, entry)
    return tell_tip(turn, entry) if turn.chosen("entry") else tell_steps(turn, entry)


def tell_tip(turn: Turn, tip: Tip) -> Reply:
    """The direct answer with its basis, and the natural next step."""
    turn.talk.after, turn.talk.unsure = tip.id, 0
    return Reply(answer_lines(turn, tip), ways_after(turn, tip))


def answer_lines(turn: Turn, tip: Tip) -> str:
    lines = [tip.answer]
    if tip.law:
        lines.append(turn.say("entry.basis", basis=turn.knowledge.basis(tip.law)))
    elif tip.source:
        lines.append(turn.say("entry.source", source=tip.source.name))
    return "\n".join(lines)


def ways_after(turn: Turn, tip: Tip) -> tuple[Choice, ...]:
    ways = [turn.way("complain", "intent:complain"), turn.way("steps", f"steps:{tip.id}")]
    return (*ways, *_true_case(turn, tip), turn.way("another", "intent:another"))


def _true_case(turn: Turn, tip: Tip) -> tuple[Choice, ...]:
    """A true case that warns: one that names this tip, else one of its topic."""
    cases = turn.knowledge.cases_of(tip.topic)
    nearest = sorted(cases, key=lambda case: tip.id not in case.related)
    return tuple(turn.way("case", f"entry:{case.id}") for case in nearest[:1])


def tell_steps(turn: Turn, tip: Tip) -> Reply:
    """What to do in order, what to keep, and where the whole entry stands."""
    turn.talk.after, turn.talk.unsure = tip.id, 0
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(tip.steps, 1))
    parts = [turn.say("entry.steps", title=tip.title, steps=steps)]
    if tip.evidence:
        parts.append(turn.say("entry.evidence", evidence="、".join(tip.evidence)))
    parts.append(link(turn, "entry.page", tip.id))
    ways = (turn.way("complain", "intent:complain"), *_true_case(turn, tip), turn.way("another", "intent:another"))
    return Reply("\n".join(parts), ways)


def tell_case(turn: Turn, case: Case) -> Reply:
    parts = [
        turn.say("entry.case", title=case.title, happened=case.happened, outcome=case.outcome),
        turn.say("entry.case_source", source=case.source.name),
        link(turn, "entry.page", case.id),
    ]
    return Reply("\n".join(parts), (turn.way("complain", "intent:complain"), turn.way("cases", "intent:cases")))


def link(turn: Turn, key: str, entry_id: str) -> str:
    """A tappable line that leads to the entry's page."""
    return f'<a href="{turn.page(entry_id)}">{turn.say(key)}</a>'
