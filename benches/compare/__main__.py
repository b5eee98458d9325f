"""Stepdown beside other generators: cold builds, growth, edits, memory.

`cargo xtask bench` builds the program and the floor and starts this. README.md says what is
measured and how to install the others.
"""

import argparse
import json
import os
import platform
import sys
import tempfile

import editing
import generators
import report
from process import Failed, in_turn, median, ratio, run
from sites import Sites


def numbers(text):
    return [int(number) for number in text.split(",") if number]


def arguments():
    parser = argparse.ArgumentParser(prog="cargo xtask bench", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=numbers, default=[100, 1000, 10000], help="articles in cold builds, and in edits from 1,000 on")
    parser.add_argument("--growth", type=numbers, default=[100, 1000, 10000, 100000], help="articles for the line of growth, this program alone")
    parser.add_argument("--runs", type=int, default=5, help="rounds of cold builds that count")
    parser.add_argument("--edits", type=int, default=7)
    parser.add_argument("--only", default="cold,growth,edit", help="what to measure")
    parser.add_argument("--work", default=None, help="folder for sites and output; a memory file system is steadier than a disk")
    parser.add_argument("--write", default=None, metavar="FOLDER", help="where to write the tables and plots; else only the figures are printed")
    return parser.parse_args()


def cold(sites, found, sizes, runs, log):
    """Seconds and MiB of a build into a new folder, and the ratios to the floor and to this program."""
    results = []
    for size in sizes:
        builds = {}
        for generator in found:
            if generator.slow and size >= 10_000:
                continue

            def build(generator=generator):
                site = sites.site(generator, size)
                out = sites.new_output(generator, size)
                return run(generator.build(site, out), site, log)

            builds[generator.name] = build
        measured = in_turn(builds, runs)
        sites.empty()
        for name, runs_of in measured.items():
            over, low, high = ratio(runs_of, measured["floor"], "cpu")
            beside, _, _ = ratio(runs_of, measured["stepdown"], "cpu")
            row = {what: median(runs_of, what) for what in ("cpu", "wall", "memory")}
            results.append({"articles": size, "name": name, **row, "floor": over, "low": low, "high": high, "stepdown": beside})
            print(json.dumps(results[-1]), flush=True)
    return results


def growth(sites, found, sizes, runs, log):
    """This program and the floor alone, over all sizes."""
    few = [generator for generator in found if generator.name in ("floor", "stepdown")]
    rows = []
    for size in sizes:
        rows += cold(sites, few, [size], runs if size <= 10_000 else min(runs, 3), log)
    return rows


def edits(sites, found, sizes, count, log):
    rows = []
    for size in (size for size in sizes if size >= 1000):
        for generator in found:
            if generator.name == "floor" or (generator.slow and size >= 10_000):
                continue
            site, out = sites.site(generator, size), sites.new_output(generator, size)
            rows.append({"articles": size, "name": generator.name, **editing.measure(generator, site, out, count, log)})
            print(json.dumps(rows[-1]), flush=True)
    sites.empty()
    return rows


def main():
    chosen = arguments()
    try:
        found = generators.installed()
    except generators.NotThere as wrong:
        print(wrong, file=sys.stderr)
        return 2
    shared = "/dev/shm" if os.path.isdir("/dev/shm") else None
    folder = chosen.work or tempfile.mkdtemp(prefix="stepdown-bench-", dir=shared)
    sites = Sites(folder)
    log = os.path.join(folder, "log.txt")
    print(f"measuring {', '.join(generator.name for generator in found)} in {folder}", file=sys.stderr)
    what = chosen.only.split(",")
    results = {
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "versions": {generator.name: generator.version() for generator in found if generator.name != "floor"},
    }
    try:
        if "cold" in what:
            results["cold"] = cold(sites, found, chosen.sizes, chosen.runs, log)
        if "growth" in what:
            results["growth"] = growth(sites, found, chosen.growth, chosen.runs, log)
        if "edit" in what:
            results["edit"] = edits(sites, found, chosen.sizes, chosen.edits, log)
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    if chosen.write:
        report.write(chosen.write, results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
