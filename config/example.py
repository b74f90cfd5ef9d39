"""What can be set, written out for people: `python -m config.example` prints config/example.env."""

import sys
import textwrap

from config.settings import Settings, accepted, default, variable

_HEAD = """\
# Earful's settings. Copy this file to .env beside the Makefile, and fill in the token.
# Take the # off a line to change that setting. `make check-setup` says what is in force.
"""
#: Settings whose description leaves nothing to say about what they take.
_PLAIN = frozenset({"token", "data_folder"})


def example_env() -> str:
    """The text of config/example.env: every setting explained, with its default."""
    parts = [_HEAD]
    for name, field in Settings.model_fields.items():
        said = (
            f"{field.description} Takes {accepted(field)}." if name not in _PLAIN else str(field.description)
        )
        comment = "\n".join(textwrap.wrap(said, 100, initial_indent="# ", subsequent_indent="# "))
        line = f"{variable(name)}={default(field)}"
        parts.append(f"{comment}\n{line if field.default is None else '#' + line}\n")
    return "\n".join(parts)


def settings_table() -> str:
    """The settings as a Markdown table, for docs/operating.md."""
    rows = ["| variable | takes | default | what it does |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        given = f"`{default(field)}`" if default(field) else "none"
        rows.append(f"| `{variable(name)}` | {accepted(field)} | {given} | {field.description} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.stdout.write(example_env())
