"""Makes .venv ready for one purpose: `python3 requirements/install.py run|demo|dev`.

Needs nothing but Python. Every package is installed by the exact release and hash in
requirements/*.txt. Each set contains the smaller ones with the same pins, so what `dev`
installed serves `demo` and `run` too, and nothing is installed twice.
"""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE.parent / ".venv"
PYTHON = str(VENV / "bin" / "python")
#: Smallest first; each contains those before it.
SETS = ("run", "demo", "dev")
#: Seconds between two words on how far it is.
PATIENCE = 5


def main(purpose: str) -> int:
    """Exit code 0 when .venv has everything for `purpose`, 2 when somebody has to act."""
    if not _usable():
        if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            print(
                f"This Python comes without its venv package. On Debian or Ubuntu: sudo apt install "
                f"python{version}-venv. Then run the same command again."
            )
            return 2
        print(f"Making .venv with Python {sys.version.split()[0]} …", flush=True)
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False
        )
        if made.returncode:
            print(made.stdout + made.stderr)
            print("Python could not make .venv; the lines above say why.")
            return 2
    if _stamp(purpose).is_file() and _stamp(purpose).read_bytes() == _requirements(purpose).read_bytes():
        return 0
    for each in SETS:
        _stamp(each).unlink(missing_ok=True)
    if not _install(purpose):
        return 2
    for each in SETS[: SETS.index(purpose) + 1]:
        _stamp(each).write_bytes(_requirements(each).read_bytes())
    return 0


def _usable() -> bool:
    """Whether .venv has a Python that starts and finds pip; after an upgrade of Python it may not."""
    try:
        return not subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode
    except OSError:
        return False


def _install(purpose: str) -> bool:
    """Whether pip installed the set; says what it is at every few seconds, and pip's last words if not."""
    total = sum("==" in line for line in _requirements(purpose).read_text("utf-8").splitlines())
    print(f"Installing up to {total} packages; about a minute …", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-color"]
    command += ["--progress-bar", "off", "--require-hashes", "-r", str(_requirements(purpose))]
    lines: list[str] = []
    seen = 0
    said_at = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            lines.append(line)
            seen += line.startswith(("Collecting ", "Requirement already satisfied"))
            if line.startswith("Installing collected"):
                print("  unpacking …", flush=True)
            elif line.startswith("Collecting ") and time.monotonic() - said_at > PATIENCE:
                said_at = time.monotonic()
                print(f"  {seen} of {total}: {line.split()[1].partition('==')[0]}", flush=True)
    if pip.returncode:
        print("".join(lines[-12:]), end="")
        print(
            "Installing failed; the lines above say why. Once that is put right, run the same command again."
        )
        return False
    print("Ready.", flush=True)
    return True


def _requirements(purpose: str) -> Path:
    return HERE / f"{purpose}.txt"


def _stamp(purpose: str) -> Path:
    """A copy of the requirements as last installed: equal content, nothing to do."""
    return VENV / f"installed-{purpose}.txt"


if __name__ == "__main__":
    _, *asked = sys.argv
    if asked not in ([each] for each in SETS):
        sys.exit(f"usage: python3 requirements/install.py {'|'.join(SETS)}")
    try:
        sys.exit(main(*asked))
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
