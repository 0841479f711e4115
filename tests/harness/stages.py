"""All checks in order, quick ones first.

`python -m tests.harness.stages` runs everything; with `lint` behind it, what needs no database.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from onevisit.config import environment, postgres

PROGRAMS = Path(sys.executable).parent
CHROMIUM = Path("/usr/bin/chromium")
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
DEBIAN_PACKAGES = {"chromium": CHROMIUM, "fonts-noto-cjk": FONT, "poppler-utils": Path("/usr/bin/pdftotext")}


@dataclass(frozen=True)
class Stage:
    """One check: name, command, environment variables it needs, and whether its output is of interest."""

    name: str
    command: list[str]
    variables: dict[str, str] = field(default_factory=dict)
    shown: bool = True


def tool(name: str, *arguments: str) -> list[str]:
    """The command of a tool installed beside this Python."""
    return [str(PROGRAMS / name), *arguments]


def tests(name: str, marks: str, *, measured: bool = True, **variables: str) -> Stage:
    """A stage of tests chosen by their marks; `measured` ones add their share of the coverage."""
    command = tool("pytest", "-n", "2", "--dist", "loadgroup", "-m", marks, "-q")
    if measured:
        command += ["--cov", "--cov-report="]
        variables["COVERAGE_FILE"] = f"build/coverage/{name.replace(' ', '-')}"
    return Stage(name, command, variables)


def demo_city(kind: str) -> Stage:
    """Keeps a cluster with the demo city, which every test process would otherwise load for itself."""
    return Stage(
        f"demo city, {kind}", [sys.executable, "-m", "tests.harness.databases"], {"TEST_POSTGRES": kind}
    )


def lint_stages() -> list[Stage]:
    """Checks of the text of the program."""
    return [
        Stage("format", tool("ruff", "format", "--check", "--quiet")),
        Stage("lint", tool("ruff", "check")),
        Stage("types", tool("mypy")),
        Stage("floors", tool("lint-imports")),
        Stage("front-end lint", ["npm", "run", "--silent", "lint"]),
        Stage("clauses", tool("onevisit", "clauses", "--json"), shown=False),
    ]


def test_stages() -> list[Stage]:
    """Checks that run the program, on every PostgreSQL this machine has."""
    stages = [
        Stage("front-end tests", ["npm", "test", "--silent"]),
        tests("rules", "not database and not browser and not nightly"),
    ]
    everywhere = "database and not browser and not nightly"
    system, embedded = postgres.system_programs(), postgres.embedded_programs()
    if system:
        stages.append(demo_city("system"))
        stages.append(tests(f"PostgreSQL {system[0].version} system", everywhere, TEST_POSTGRES="system"))
    # The lines reached are the same on both, so they are counted once: counting costs a third of the time.
    stages.append(demo_city("embedded"))
    embedded_name = f"PostgreSQL {embedded[0].version} embedded"
    stages.append(tests(embedded_name, everywhere, measured=not system, TEST_POSTGRES="embedded"))
    stages.append(tests("browser", "browser and not nightly", measured=False))
    return stages


def install_programs() -> None:
    """Makes sure Chromium, a Chinese font and PDF tools are there; installs them as root, else names them."""
    missing = [package for package, path in DEBIAN_PACKAGES.items() if not path.exists()]
    if not missing:
        return
    wanted = " ".join(missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise environment.SetupError(f"The tests need the packages {wanted}: apt-get install {wanted}")
    print(f"Installing {wanted} ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *missing]):
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise environment.SetupError(f"{' '.join(command)} failed: {done.stderr.strip()[-300:]}")


def run(stage: Stage) -> int:
    """Runs one stage and prints how long it took; returns its exit code."""
    print(f"\n=== {stage.name}", flush=True)
    began = time.monotonic()
    output = None if stage.shown else subprocess.DEVNULL
    variables = {**os.environ, **stage.variables}
    code = subprocess.run(stage.command, env=variables, stdout=output, check=False).returncode
    print(
        f"=== {stage.name}: {'passed' if code == 0 else f'FAILED ({code})'}, {time.monotonic() - began:.0f} s"
    )
    return code


def main(arguments: list[str]) -> int:
    """Checks the text, then runs the tests if the text is in order; returns 1 when anything failed."""
    os.chdir(environment.CHECKOUT)
    if not all_pass(lint_stages()):
        return 1
    if arguments == ["lint"]:
        return 0
    try:
        install_programs()
    except environment.SetupError as error:
        print(error, file=sys.stderr)
        return 1
    shutil.rmtree("build/coverage", ignore_errors=True)
    Path("build/coverage").mkdir(parents=True)
    passed = all_pass(test_stages())
    show_coverage()
    return 0 if passed else 1


def all_pass(stages: list[Stage]) -> bool:
    """Runs all stages, so that one run names everything that is wrong, and lists those that failed."""
    failed = [stage.name for stage in stages if run(stage) != 0]
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return not failed


def show_coverage() -> None:
    """Prints the coverage of all stages together."""
    print("\n=== coverage", flush=True)
    together = {**os.environ, "COVERAGE_FILE": "build/coverage/all"}
    files = [str(path) for path in sorted(Path("build/coverage").iterdir())]
    subprocess.run(tool("coverage", "combine", "--quiet", *files), env=together, check=True)
    subprocess.run(tool("coverage", "report"), env=together, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
