"""From a saved edit to the new page over HTTP, in milliseconds, by kind of edit.

    python3 benches/edit_latency.py SITE PROGRAM EDITS

SITE is a generated corpus with the templates of `benches/equal`; `content/calc.toml` beside
`content/calc.md` adds a calculator. Files are put back, and the server is ended.
"""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time

PORT = 4610  # must be free


def get(path):
    with socket.create_connection(("127.0.0.1", PORT)) as stream:
        stream.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while piece := stream.recv(1 << 16):
            answer += piece
        return answer


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))


def measure(edit, path, address, edits):
    """Saves `edit(text, token)` over and over, and waits until the token is served."""
    with open(path) as file:
        text = file.read()
    times = []
    try:
        for n in range(edits):
            token = f"zq{os.getpid()}x{n}"
            fresh = edit(text, token)
            begin = time.perf_counter()
            with open(path, "w") as file:
                file.write(fresh)
            while token.encode() not in get(address):
                time.sleep(0.001)
            times.append((time.perf_counter() - begin) * 1000)
            time.sleep(0.25)
    finally:
        with open(path, "w") as file:
            file.write(text)
    time.sleep(0.5)
    return f"median {statistics.median(times):.1f}, worst {max(times):.1f}"


def main(site, program, edits):
    section = f"{site}/content/sec-00"
    names = sorted(name for name in os.listdir(section) if name != "_index.md")
    name = names[len(names) // 2]
    article, address = f"{section}/{name}", f"/sec-00/{name[:-3]}/"
    begin = time.perf_counter()
    server = subprocess.Popen(
        [program, "serve", "--root", site, "--port", str(PORT)], stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                if b" 200 " in get(address)[:20]:
                    break
            except OSError:
                time.sleep(0.002)
        figures = {"first page, ms": round((time.perf_counter() - begin) * 1000)}
        time.sleep(2)
        figures["memory at the start, MiB"] = memory(server.pid)
        kinds = {
            "body": (lambda text, token: f"{text}\nEdited {token}.\n", article, address),
            "title, seen in its section": (
                lambda text, token: re.sub(r'title = ".*"', f'title = "Title {token}"', text, count=1),
                article,
                "/sec-00/",
            ),
            "heading": (lambda text, token: f"{text}\n## Heading {token}\n", article, address),
            "template": (
                lambda text, token: text.replace("<article>", f"<article><!-- {token} -->", 1),
                f"{site}/templates/article.html",
                address,
            ),
            "style sheet": (
                lambda text, token: f"{text}/* {token} */",
                f"{site}/static/style.css",
                "/style.css",
            ),
        }
        if os.path.exists(f"{site}/content/calc.toml"):
            kinds["calculator"] = (
                lambda text, token: text.replace('label = "', f'label = "{token} ', 1),
                f"{site}/content/calc.toml",
                "/calc/",
            )
        for kind, (edit, path, where) in kinds.items():
            figures[kind] = measure(edit, path, where, edits)
        figures["memory at the end, MiB"] = memory(server.pid)
        print(json.dumps(figures, indent=1))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
