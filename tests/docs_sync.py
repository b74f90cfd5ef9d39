"""What the docs take from the code: `python -m tests.docs_sync --write` writes it anew, `--check` only compares.

In a Markdown file a generated part stands between `<!-- made: name -->` and `<!-- made end -->`.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from discord import app_commands

from config.example import example_env, settings_table
from surveys.core.invitation import TRANSITIONS, Happening, InvitationState
from surveys.formats.schema import survey_schema
from tests.locales_sync import slash_commands

ROOT: Final = Path(__file__).resolve().parent.parent
SCHEMA: Final = ROOT / "docs" / "survey.schema.json"
_PART: Final = re.compile(r"(<!-- made: ([a-z]+) -->\n).*?(<!-- made end -->)", re.DOTALL)


def states() -> str:
    """The life of an invitation as a mermaid diagram, from the transition table."""
    labels: dict[tuple[InvitationState, InvitationState], list[Happening]] = {}
    for (before, happening), after in TRANSITIONS.items():
        labels.setdefault((before, after), []).append(happening)
    leaving = {before for before, after in labels if before is not after}
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {InvitationState.QUEUED}"]
    lines += [
        f"    {before} --> {after}: {', '.join(happenings)}" for (before, after), happenings in labels.items()
    ]
    lines += [f"    {state} --> [*]" for state in InvitationState if state not in leaving]
    return "\n".join([*lines, "```"])


def decisions() -> str:
    """A link to every decision page, by its title."""
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    return "\n".join(
        f"- [{path.read_text(encoding='utf-8').splitlines()[0].removeprefix('# ')}]({path.name})"
        for path in pages
    )


def commands() -> str:
    """Every slash command: what it does, who sees it, and its options."""
    parts = [
        _command(command, for_creators=outermost.default_permissions is not None)
        for outermost in sorted(slash_commands(), key=lambda one: one.qualified_name)
        for command in (
            outermost.walk_commands() if isinstance(outermost, app_commands.Group) else [outermost]
        )
        if isinstance(command, app_commands.Command)
    ]
    return "\n\n".join(parts)


def _command(command: app_commands.Command[Any, ..., Any], *, for_creators: bool) -> str:
    lines = [
        f"### `/{command.qualified_name}`",
        "",
        f"{command.description}. For {'creators' if for_creators else 'everybody'}.",
    ]
    if command.parameters:
        lines += ["", "| option | needed | what it is |", "|---|---|---|"]
    lines += [
        f"| `{one.display_name}` | {'yes' if one.required else 'no'} | {one.description} |"
        for one in command.parameters
    ]
    return "\n".join(lines)


#: The generated parts by name, and the files that hold them.
PARTS: Final[Mapping[str, Callable[[], str]]] = {
    "states": states,
    "settings": settings_table,
    "decisions": decisions,
    "commands": commands,
}
HOLDERS: Final = ("docs/architecture.md", "docs/commands.md", "docs/operating.md", "docs/decisions/README.md")


def survey_schema_text() -> str:
    """The schema of survey files, as the file that editors read."""
    return json.dumps(survey_schema(), ensure_ascii=False, indent=2) + "\n"


def wanted() -> dict[Path, str]:
    """Every file with something generated in it, and the text it should have.

    Raises KeyError for a part that nothing generates.
    """
    texts = {ROOT / "config" / "example.env": example_env(), SCHEMA: survey_schema_text()}
    for name in HOLDERS:
        path = ROOT / name
        texts[path] = _PART.sub(
            lambda part: f"{part[1]}{PARTS[part[2]]()}\n{part[3]}", path.read_text(encoding="utf-8")
        )
    return texts


def outdated() -> list[Path]:
    """The files that differ from what the code says."""
    return [
        path
        for path, text in wanted().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Exit code 1 where `--check` finds a difference."""
    if arguments not in (["--write"], ["--check"]):
        sys.stderr.write("usage: python -m tests.docs_sync --write | --check\n")
        return 2
    old = outdated()
    if arguments == ["--check"]:
        for path in old:
            sys.stderr.write(f"{path.relative_to(ROOT)} is not what the code says. Run `make docs`.\n")
        return 1 if old else 0
    texts = wanted()
    for path in old:
        path.write_text(texts[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
