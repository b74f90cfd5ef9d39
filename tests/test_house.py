"""The house rules that no other check knows, asserted on the files as they are committed."""

import ast
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest
from discord import app_commands

from config.settings import Settings, variable
from surveys.store import tables
from tests.docs_sync import outdated
from tests.locales_sync import slash_commands

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE = 400
LONGEST_TESTS = 700
#: The catalogue of sentences is read line by line, never as a whole.
CATALOGUE = "surveys/core/words.py"
#: Used without an import of their own: SQLAlchemy's driver, zoneinfo's data, a font, and tools that are run.
NOT_IMPORTED = {
    "aiosqlite", "noto-cjk-sans-jp-regular", "tzdata", "import-linter", "mypy", "pytest-asyncio", "pytest-randomly", "pytest-timeout", "pytest-xdist", "ruff",
    "types-python-dateutil", "types-pyyaml", "uv",
}  # fmt: skip


def _tree() -> list[Path]:
    """Every file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    return [path for name in sorted(set(listed.split("\0")) - {""}) if (path := ROOT / name).is_file()]


TREE = _tree()
MODULES = [path for path in TREE if path.suffix == ".py"]
PAGES = [path for path in TREE if path.suffix == ".md"]


def _texts() -> Iterator[tuple[Path, str]]:
    for path in TREE:
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_tree_is_seen() -> None:
    assert {"Makefile", "pyproject.toml", "tests/test_house.py"} <= {_where(path) for path in TREE}


def test_no_file_knows_a_machine_or_a_package_index() -> None:
    # Written in pieces, so that this file does not find itself.
    known = re.compile(
        r"(?<!no-emit-)(?:extra-)?index" r"-url"
        r"|(?<![\w.:/-])/(?:wo" r"rk|ro" r"ot)/|/tmp" r"/sv|/opt" r"/(?:wheels|pypi)"
    )  # fmt: skip
    found = {_where(path): hit[0] for path, text in _texts() if (hit := known.search(text))}
    assert not found
    pins = [path for path, _ in _texts() if path.parent.name == "requirements" and path.suffix == ".txt"]
    assert len(pins) == 3
    assert not [_where(path) for path in pins if "://" in path.read_text("utf-8")]


def test_nothing_private_or_made_is_committed() -> None:
    unwanted = {"uv.lock", ".env", "earful.sqlite3"}
    assert not [_where(path) for path in TREE if path.name in unwanted or path.parts[-2] == "__pycache__"]


def test_modules_can_be_read_in_one_sitting() -> None:
    lengths = {_where(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert not {
        name: length
        for name, length in lengths.items()
        if length > (LONGEST_TESTS if name.startswith("tests/") else LONGEST_MODULE)
        # The sentences are a list, and migrations are drawn from the tables.
        and name != CATALOGUE
        and "/migrations/versions/" not in name
    }


def test_every_exception_from_a_rule_says_which_and_why() -> None:
    exception = re.compile(r"#\s*(noqa|type:\s*ignore)\b(.*)")
    complete = re.compile(r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[a-z-]+(?:,\s*[a-z-]+)*\])[\s#—-]+\w+\W+\w+")
    unexplained = []
    for path in MODULES:
        with tokenize.open(path) as lines:
            for token in tokenize.generate_tokens(lines.readline):
                hit = exception.search(token.string) if token.type == tokenize.COMMENT else None
                if hit and not complete.match(hit[2]):
                    unexplained.append(f"{_where(path)}:{token.start[0]}: {token.string}")
    assert not unexplained


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+\s+(.*?)\s*$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_relative_link_leads_somewhere() -> None:
    dead = []
    for page in PAGES:
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            if not target.exists() or (anchor and anchor not in _anchors(target)):
                dead.append(f"{_where(page)}: {link}")
    assert not dead


def test_every_variable_that_is_named_exists() -> None:
    known = {variable(name) for name in Settings.model_fields}
    unknown = {
        f"{_where(path)}: {name}"
        for path, text in _texts()
        if path.suffix != ".py"
        for name in re.findall(r"\bEARFUL_[A-Z_]*[A-Z]", text)
        if name not in known
    }
    assert not unknown


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    unknown = {
        f"{_where(path)}: make {name}"
        for path in PAGES
        for code in re.findall(r"(?s:```.*?```)|`[^`]+`|^ {4}.+", path.read_text("utf-8"), re.MULTILINE)
        for name in re.findall(r"\bmake ([a-z-]+)", code)
        if name not in targets
    }
    assert not unknown


def test_what_the_docs_take_from_the_code_is_current() -> None:
    assert [_where(path) for path in outdated()] == [], "run `make docs`"


def test_continuous_integration_runs_what_everybody_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text("utf-8").splitlines()[-1] == "exec make check"


def _commands() -> set[str]:
    """Every slash command the cogs offer, as people type it."""
    return {
        f"/{command.qualified_name}"
        for outermost in slash_commands()
        for command in (
            outermost.walk_commands() if isinstance(outermost, app_commands.Group) else [outermost]
        )
    }


def test_every_command_in_the_docs_exists_and_every_command_is_in_them() -> None:
    offered = _commands()
    assert "/setup start" in offered
    named: dict[str, str] = {}
    for page in PAGES:
        for name in re.findall(r"`(/[a-z]+(?: [a-z]+)?)[^`]*`", page.read_text("utf-8")):
            named[name] = _where(page)
    groups = {f"/{one.name}" for one in slash_commands() if isinstance(one, app_commands.Group)}
    assert not {page: name for name, page in named.items() if name not in offered | groups}
    assert not offered - set(named)


def test_the_privacy_page_names_every_table() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    listed = {
        name
        for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert listed == set(tables.metadata.tables)


# --- Dependencies ------------------------------------------------------------------------------------


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> dict[str, set[str]]:
    """The names of direct dependencies for run, demo and dev, without those of the smaller sets."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    return {
        group: {
            _plain(re.split(r"[\[><=~! ]", entry, maxsplit=1)[0])
            for entry in entries
            if isinstance(entry, str)
        }
        for group, entries in groups.items()
    }


def _pins(group: str) -> set[str]:
    text = (ROOT / "requirements" / f"{group}.txt").read_text("utf-8")
    return set(re.findall(r"^(\S+==\S+(?: ;[^\\\n]*?)?) *\\$", text, re.MULTILINE))


def _names(pins: set[str]) -> set[str]:
    return {pin.partition("==")[0] for pin in pins}


def test_each_set_of_requirements_contains_the_smaller_with_the_same_pins() -> None:
    for smaller, larger in pairwise(("run", "demo", "dev")):
        assert _pins(smaller)
        assert _pins(smaller) <= _pins(larger)


def test_every_pin_has_hashes() -> None:
    for group in ("run", "demo", "dev"):
        text = (ROOT / "requirements" / f"{group}.txt").read_text("utf-8")
        entries = re.split(
            r"^(?=[a-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE
        )
        assert not [entry for entry in entries if entry.strip() and "--hash=sha256:" not in entry]
        assert len([entry for entry in entries if entry.strip()]) == len(_pins(group))


def test_the_pins_are_those_of_pyproject() -> None:
    declared = _declared()
    assert declared["run"] <= _names(_pins("run"))
    assert declared["demo"] <= _names(_pins("demo"))
    assert declared["dev"] <= _names(_pins("dev"))


def _imported(folders: set[str]) -> set[str]:
    """The distributions that the modules in `folders` import; pydantic's core counts as pydantic."""
    ours = {path.parts[len(ROOT.parts)] for path in MODULES}
    names: set[str] = set()
    for path in MODULES:
        # What makes the fonts is a developer's tool, though it stands beside them.
        if ("tests" if path.name == "make.py" else path.parts[len(ROOT.parts)]) not in folders:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    foreign = names - ours - set(sys.stdlib_module_names)
    distributions = packages_distributions()
    found = {_plain(distributions.get(name, [name])[0]) for name in foreign}
    return {"pydantic" if name == "pydantic-core" else name for name in found}


PRODUCTION = {"bot", "cogs", "surveys", "config"}


def test_what_is_imported_is_declared() -> None:
    declared = _declared()
    assert _imported(PRODUCTION) <= declared["run"]
    assert _imported(PRODUCTION | {"demo"}) <= declared["run"] | declared["demo"]
    assert _imported(PRODUCTION | {"demo", "tests", "benchmarks"}) <= set().union(*declared.values())


@pytest.mark.parametrize(
    ("group", "folders"),
    [("run", PRODUCTION), ("demo", {"demo"}), ("dev", {"tests", "benchmarks", "demo"})],
)
def test_what_is_declared_is_used(group: str, folders: set[str]) -> None:
    assert not _declared()[group] - _imported(folders) - NOT_IMPORTED


def test_every_direct_dependency_has_its_line_of_reasons() -> None:
    page = (ROOT / "docs" / "decisions" / "libraries.md").read_text("utf-8")
    rows = re.findall(r"^\| \[([^\]]+)\]\(\S+\) \| (\S+) \|", page, re.MULTILINE)
    assert {_plain(name) for name, _ in rows} == set().union(*_declared().values())
    pins = {pin.partition(" ")[0] for pin in _pins("dev")}
    assert not {f"{_plain(name)}=={release}" for name, release in rows} - pins
