"""The figures as a page of the manual: tables, and a plot of each."""

import os

import plot

NAMES = {"floor": "floor", "stepdown": "Stepdown", "zola": "Zola", "hugo": "Hugo", "eleventy": "Eleventy", "mdbook": "mdBook"}

INTRODUCTION = """+++
title = "How fast it is"
description = "Cold builds, growth, edits and memory, measured beside other generators on the same articles."
weight = {weight}
+++

Written by `cargo xtask bench`; `benches/compare/README.md` says how to run it. Figures are medians.
"""


def seconds(value):
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" + "|--:" * (len(head) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def articles(number):
    return f"{number:,}"


def cold(results):
    text = ["## A first build\n"]
    text.append(
        "Every generator builds the same articles of 6 kB with pages that do the same work, into a new folder. "
        "“Floor” is a small program that reads the articles, turns them into HTML and writes them, without lists, links, templates or checks: "
        "nothing that does this job can be faster. Programs ran in turn; a ratio is the median of the ratios round by round.\n"
    )
    for size in sorted({row["articles"] for row in results}):
        rows = [row for row in results if row["articles"] == size]
        text.append(f"### {articles(size)} articles\n")
        text.append(
            table(
                ["program", "CPU, s", "wall, s", "memory, MiB", "CPU over the floor (lowest to highest)"],
                [
                    [
                        NAMES[row["name"]],
                        seconds(row["cpu"]),
                        seconds(row["wall"]),
                        f"{row['memory']:.0f}",
                        f"{row['floor']:.1f} ({row['low']:.1f} to {row['high']:.1f})",
                    ]
                    for row in rows
                ],
            )
        )
    return "\n".join(text)


def growth(results):
    rows = {}
    for row in results:
        rows.setdefault(row["articles"], {})[row["name"]] = row
    body = [
        [
            articles(size),
            seconds(one["stepdown"]["cpu"]),
            seconds(one["stepdown"]["wall"]),
            f"{one['stepdown']['cpu'] / size * 1e6:.0f}",
            f"{one['stepdown']['memory']:.0f}",
            f"{one['stepdown']['floor']:.1f}",
        ]
        for size, one in sorted(rows.items())
    ]
    return (
        "## Growth\n\nStepdown alone, from few articles to many.\n\n"
        + table(["articles", "CPU, s", "wall, s", "CPU an article, µs", "memory, MiB", "CPU over the floor"], body)
        + "\n![Seconds of CPU over the number of articles, both in steps of ten: Stepdown and the floor rise in lines that are nearly straight.](speed-growth.svg)\n"
    )


def edit(results):
    body = [
        [
            NAMES[row["name"]],
            articles(row["articles"]),
            f"{row['edit']:.0f}",
            f"{row['worst']:.0f}",
            f"{row['first']:,.0f}",
            f"{row['memory']:.0f}",
        ]
        for row in results
    ]
    return (
        "## An edit\n\nThe program serves the site, one article is saved, and its page is asked for until it has the new words.\n\n"
        + table(["program", "articles", "edit, ms", "worst, ms", "start to first page, ms", "memory, MiB"], body)
    )


def versions(results):
    named = ", ".join(f"{NAMES[name]} {version}" for name, version in results["versions"].items())
    return f"Machine: {results['machine']}; output in memory. Programs: {named}.\n"


def write(folder, results):
    """Writes `speed.md` and its plots; what was not measured is left out."""
    os.makedirs(folder, exist_ok=True)
    page = [INTRODUCTION.format(weight=90), versions(results)]
    if "cold" in results:
        page.append(cold(results["cold"]))
        largest = max(row["articles"] for row in results["cold"])
        bars = [(NAMES[row["name"]], row["cpu"]) for row in results["cold"] if row["articles"] == largest]
        save(folder, "speed-first-build.svg", plot.bars(f"Seconds of CPU for {largest:,} articles", bars))
        page.append(f"![Seconds of CPU for {largest:,} articles, as bars: the table above has the figures.](speed-first-build.svg)\n")
    if "growth" in results:
        page.append(growth(results["growth"]))
        lines = {}
        for row in results["growth"]:
            lines.setdefault(NAMES[row["name"]], []).append((row["articles"], row["cpu"]))
        save(folder, "speed-growth.svg", plot.lines("Seconds of CPU over articles", lines))
    if "edit" in results:
        page.append(edit(results["edit"]))
    save(folder, "speed.md", "\n".join(page))


def save(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)
