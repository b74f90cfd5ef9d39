"""All figures beside their goals: `python -m benchmarks [--json]`; `make bench` does the same.

Each benchmark runs in a process of its own, one after the other, so none finds the memory or the caches of
another. It takes about eight minutes. What fails is named, and the others go on.
"""

import json
import subprocess
import sys
import time
from typing import Any, Final

from benchmarks.figures import arguments, machine, table
from benchmarks.loopback import ROOT

ALL: Final = ("sending", "flatness", "answers", "memory", "start", "store", "similar", "insight", "polis")
#: Seconds for one of them.
MOST_SECONDS: Final = 300.0


def _report(name: str) -> dict[str, Any]:
    """What that benchmark says. Raises RuntimeError, with why, where it says nothing."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--json"]
    try:
        done = subprocess.run(  # noqa: S603  a module of ours
            command, cwd=ROOT, capture_output=True, text=True, timeout=MOST_SECONDS, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"{name} took longer than {MOST_SECONDS:g} s") from error
    except subprocess.CalledProcessError as error:
        last = str(error.stderr).strip().splitlines()[-1:] or ["it said nothing"]
        raise RuntimeError(f"{name} failed: {last[0]}") from error
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def main() -> int:
    """Run all and print the figures; 1 if one of the benchmarks failed, whatever the figures are."""
    given = arguments(__doc__).parse_args()
    before, began = machine(), time.perf_counter()
    reports: dict[str, dict[str, Any]] = {}
    failed: dict[str, str] = {}
    for name in ALL:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            reports[name] = _report(name)
        except RuntimeError as error:
            failed[name] = str(error)
    seconds = round(time.perf_counter() - began)
    figures = [figure for report in reports.values() for figure in report["figures"]]
    if given.json:
        whole = {"figures": figures, "failed": failed, "seconds": seconds, **before, "reports": reports}
        print(json.dumps(whole, indent=2, ensure_ascii=False))
        return bool(failed)
    print(table(figures), end="\n\n")
    for report in reports.values():
        for rival, ratio in report.get("ratios", {}).items():
            print(f"{ratio:g} × {rival}")
    print(
        f"\n{before['machine']}; Python {before['python']}, discord.py {before['discord.py']}, {seconds} s in all"
    )
    print(*failed.values(), sep="\n", end="" if not failed else "\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
