"""Plots as SVG that can be read on a light and on a dark ground."""

import math

WIDTH, LEFT, RIGHT, TOP = 640, 110, 90, 48
STYLE = (
    "<style>text{font:15px sans-serif;fill:#222}.axis{stroke:#888}.one{fill:#0a566b;stroke:#0a566b}.other{fill:#8a9aa2;stroke:#8a9aa2}"
    "@media (prefers-color-scheme:dark){text{fill:#eee}.one{fill:#82cbe0;stroke:#82cbe0}}</style>"
)


def frame(height, title, parts):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">'
        f"<title>{title}</title>{STYLE}"
        f'<text x="8" y="26" font-weight="700">{title}</text>' + "".join(parts) + "</svg>\n"
    )


def shade(name):
    return "one" if name == "Stepdown" else "other"


def bars(title, values):
    """One bar for each name, on a scale that begins at nothing."""
    step, most = 34, max(value for _, value in values)
    parts = []
    for n, (name, value) in enumerate(values):
        y = TOP + n * step
        long = (WIDTH - LEFT - RIGHT) * value / most
        parts.append(f'<text x="{LEFT - 10}" y="{y + 17}" text-anchor="end">{name}</text>')
        parts.append(f'<rect class="{shade(name)}" x="{LEFT}" y="{y}" width="{max(long, 1):.1f}" height="22"/>')
        parts.append(f'<text x="{LEFT + long + 8:.1f}" y="{y + 17}">{value:.2f}</text>')
    return frame(TOP + len(values) * step + 8, title, parts)


def lines(title, series):
    """Lines over two logarithmic scales; ticks are powers of ten."""
    height, bottom = 400, 360
    points = [point for line in series.values() for point in line]
    low_x, high_x = (round(math.log10(f(x for x, _ in points))) for f in (min, max))
    low_y = math.floor(math.log10(min(y for _, y in points)))
    high_y = math.ceil(math.log10(max(y for _, y in points)))

    def x_of(value):
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(value) - low_x) / max(high_x - low_x, 1)

    def y_of(value):
        return bottom - (bottom - TOP) * (math.log10(value) - low_y) / max(high_y - low_y, 1)

    parts = []
    for power in range(low_x, high_x + 1):
        x = x_of(10**power)
        parts.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 6}"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 26}" text-anchor="middle">{10**power:,}</text>')
    for power in range(low_y, high_y + 1):
        y = y_of(10.0**power)
        parts.append(f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke-opacity=".4"/>')
        parts.append(f'<text x="{LEFT - 10}" y="{y + 5:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for name, line in series.items():
        line = sorted(line)
        path = " ".join(f"{'L' if n else 'M'}{x_of(x):.1f} {y_of(y):.1f}" for n, (x, y) in enumerate(line))
        parts.append(f'<path class="{shade(name)}" style="fill:none" stroke-width="3" d="{path}"/>')
        x, y = line[-1]
        parts.append(f'<text x="{x_of(x) + 8:.1f}" y="{y_of(y) + 5:.1f}">{name}</text>')
    return frame(height, title, parts)
