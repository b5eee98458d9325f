"""From a saved edit to the new page over HTTP, and the memory of the server meanwhile."""

import os
import signal
import socket
import statistics
import subprocess
import time

from process import Failed, resident

HOST = "127.0.0.1"
#: The longest wait for a first page or an edit, in seconds.
LIMIT = 240


def get(port, path):
    with socket.create_connection((HOST, port), timeout=LIMIT) as stream:
        request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
        stream.sendall(request.encode())
        answer = b""
        while piece := stream.recv(1 << 16):
            answer += piece
        return answer


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait(is_so, server, log):
    end = time.monotonic() + LIMIT
    while True:
        try:
            if is_so():
                return
        except OSError:
            pass  # It does not listen yet, or writes the page.
        if server.poll() is not None or time.monotonic() > end:
            raise Failed(f"the server does not answer; see {log}")
        time.sleep(0.001)


def measure(generator, site, out, edits, log):
    """Saves one article over and over. Milliseconds and MiB."""
    section = "sec-07"
    folder = os.path.join(site, generator.text, section)
    names = sorted(name for name in os.listdir(folder) if name not in ("_index.md", "index.md"))
    name = names[len(names) // 2]
    path = os.path.join(folder, name)
    port = free_port()
    address = generator.address(section, name.removesuffix(".md"))
    with open(path, "rb") as file:
        text = file.read()
    begin = time.monotonic()
    with open(log, "ab") as said:
        command = generator.serve(site, out, port)
        # A group of its own: some servers start others.
        server = subprocess.Popen(command, cwd=site, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
    try:
        wait(lambda: b" 200 " in get(port, address).split(b"\r\n", 1)[0], server, log)
        first = time.monotonic() - begin
        time.sleep(3)
        times = []
        for n in range(edits):
            token = f"zq{os.getpid()}x{n}".encode()
            begin = time.perf_counter()
            with open(path, "ab", buffering=0) as file:
                file.write(b"\nEdited " + token + b" here.\n")
            wait(lambda token=token: token in get(port, address), server, log)
            times.append((time.perf_counter() - begin) * 1000)
            time.sleep(1)
        return {
            "first": first * 1000,
            "edit": statistics.median(times),
            "worst": max(times),
            "memory": resident(server.pid),
        }
    finally:
        with open(path, "wb") as file:
            file.write(text)
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
