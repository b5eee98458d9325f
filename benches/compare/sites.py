"""The sites that are measured: the same articles and pages that do the same work for every generator."""

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Sites:
    """Sites below one folder, made when they are first asked for."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def site(self, generator, articles):
        """The folder of a generator's site with so many articles."""
        corpus = os.path.join(self.folder, "corpus", str(articles))
        source = os.path.join(corpus, generator.layout)
        if not os.path.isdir(source):
            command = [sys.executable, os.path.join(HERE, "corpus.py"), "-n", str(articles), "-o", corpus]
            subprocess.run([*command, "--only", generator.layout], check=True, stdout=subprocess.DEVNULL)
        site = os.path.join(self.folder, "sites", str(articles), generator.templates)
        if not os.path.isdir(site):
            shutil.copytree(source, site)
            shutil.copytree(os.path.join(HERE, "peers", generator.templates), site, dirs_exist_ok=True)
            if generator.name == "eleventy":
                modules = os.path.dirname(os.path.dirname(os.path.dirname(os.environ["ELEVENTY"])))
                os.symlink(os.path.abspath(modules), os.path.join(site, "node_modules"))
        return site

    def new_output(self, generator, articles):
        """A folder that is not there yet, the only one: outputs that fill the memory slow what is measured."""
        self.empty()
        os.makedirs(os.path.join(self.folder, "out"))
        return os.path.join(self.folder, "out", f"{generator.name}-{articles}")

    def empty(self):
        """Removes the outputs, and what programs keep beside them."""
        shutil.rmtree(os.path.join(self.folder, "out"), ignore_errors=True)
