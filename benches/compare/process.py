"""Whole processes: how long they take, and what they hold in memory."""

import os
import statistics
import subprocess
import time


class Failed(Exception):
    """A program ended with an error."""


def run(command, cwd, log):
    """Runs a program to its end: seconds of CPU and on the wall, and MiB at the highest point."""
    with open(log, "ab") as out:
        begin = time.monotonic()
        child = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        # The operating system's own account of the finished child and of its children.
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise Failed(f"exit {child.returncode}: {' '.join(command)}; see {log}")
    return {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "memory": used.ru_maxrss / 1024}


def in_turn(builds, runs):
    """Runs every build once per round, so that a slow minute of the machine meets all of them.

    `builds` are functions by name; the answer has a list of results by name.
    """
    results = {name: [] for name in builds}
    for round_ in range(runs + 1):
        for name, build in builds.items():
            result = build()
            # The first round fills the caches of the disk.
            if round_ > 0:
                results[name].append(result)
    return results


def median(results, what):
    return statistics.median(result[what] for result in results)


def ratio(results, against, what):
    """The median of the ratios round by round, and the lowest and the highest."""
    ratios = [a[what] / b[what] for a, b in zip(results, against)]
    return statistics.median(ratios), min(ratios), max(ratios)


def family(pid):
    """A process and all that it started."""
    found, to_do = [], [pid]
    while to_do:
        one = to_do.pop()
        found.append(one)
        try:
            for thread in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{thread}/children") as children:
                    to_do += [int(child) for child in children.read().split()]
        except OSError:
            pass  # It ended meanwhile.
    return found


def resident(pid):
    """MiB that a process and all that it started hold now."""
    total = 0
    for one in family(pid):
        try:
            with open(f"/proc/{one}/status") as status:
                total += next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        except (OSError, StopIteration):
            pass  # It ended meanwhile.
    return total / 1024
