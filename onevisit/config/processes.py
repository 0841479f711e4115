"""Starting programs that never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_library = ctypes.CDLL(None, use_errno=True)


def dies_with_parent(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends `death_signal` to the child when its parent ends, however."""

    def prepare() -> None:
        _library.prctl(_SET_PARENT_DEATH_SIGNAL, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent ended before the line above took effect
            os._exit(1)

    return prepare


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    user: int | None = None,
    group: int | None = None,
    log: Path | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Starts a child in a process group of its own: Ctrl-C reaches only its parent, which stops it.

    `user` and `group` are numbers, for a child with fewer rights; `log` takes its output, else ours does.
    """
    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            env=dict(os.environ if environment is None else environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
            process_group=0,
            preexec_fn=dies_with_parent(os.getpid(), death_signal),
        )
    finally:
        if output:
            output.close()


def stop(child: subprocess.Popen[bytes], stop_signal: signal.Signals, patience: float) -> None:
    """Asks a child to stop; kills its whole group if it hasn't after `patience` seconds."""
    if child.poll() is not None:
        return
    child.send_signal(stop_signal)
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
