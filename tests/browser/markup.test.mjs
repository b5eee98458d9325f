// What the validators say of the files, and whether every link leads somewhere.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import { describe, test } from "node:test";
import { HtmlValidate } from "html-validate";

import { java } from "./java.mjs";
import { BASE, address, build, serve } from "./sites.mjs";

const VNU = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build/dist/vnu.jar");

/** Runs the checker; it exits with 1 when it has found something. */
function nuChecker(documents) {
  const loopback = "-Dnu.validator.servlet.allow-forbidden-hosts=true";
  return java([loopback, "-jar", VNU, "--also-check-css", "--also-check-svg", "--format", "gnu", ...documents]);
}

/**
 * The whole guide has its style sheet and pictures inside. The checker refuses
 * every `data:` picture under any policy, and sees a long style sheet in pieces,
 * so that its hash never fits. The browser tests hold that browsers apply both.
 */
function isMistaken(line) {
  return (
    line.includes("/whole-guide/") &&
    (/image “data:.*blocked by “img-src”/.test(line) || line.includes("Inline style violates"))
  );
}

for (const site of ["guide", "languages", "manual"].map(build)) {
  describe(site.name, () => {
    test("html-validate has nothing to say", async () => {
      const validator = new HtmlValidate({
        root: true,
        extends: ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
        // The quotes and the letter case of attributes are a matter of taste; these are the theme's.
        rules: { "no-trailing-whitespace": "off", "no-inline-style": "error" },
      });
      const found = [];
      for (const file of site.files) {
        const report = await validator.validateFile(join(site.folder, file));
        for (const { messages } of report.results) {
          found.push(...messages.map((m) => `${file}:${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
        }
      }
      assert.deepEqual(found, []);
    });

    test("the Nu HTML checker has nothing to say", async () => {
      // Over HTTP: a policy's 'self' means nothing for a file.
      const server = await serve(site);
      const urls = site.files.map((file) => encodeURI(address(server.home, file)));
      const styles = readdirSync(join(site.folder, "assets"), { recursive: true })
        .filter((file) => /\.(css|svg)$/.test(file))
        .map((file) => join(site.folder, "assets", file));
      try {
        const { error, stderr } = await nuChecker([...urls, ...styles]);
        const lines = stderr.split("\n").filter((line) => line !== "" && !isMistaken(line));
        assert.deepEqual(lines, []);
        assert.ok(!error || error.code === 1, String(error));
      } finally {
        await server.close();
      }
    });

    test("every link within the site leads to a page and an id that are there", () => {
      const texts = new Map();
      const read = (file) => {
        if (!texts.has(file)) texts.set(file, readFileSync(join(site.folder, file), "utf8"));
        return texts.get(file);
      };
      const lost = [];
      let followed = 0;
      for (const file of site.files) {
        for (const [, found] of read(file).matchAll(/\s(?:href|src)="([^"]*)"/g)) {
          const link = found.replaceAll("&amp;", "&");
          if (/^[a-z]+:/.test(link)) continue;
          followed += 1;
          const [path, fragment] = link.split("#");
          let target = file;
          if (path.startsWith("/")) {
            target = path.startsWith(BASE) ? decodeURIComponent(path.slice(BASE.length)) : "\0outside";
          } else if (path !== "") {
            target = posix.join(posix.dirname(file), decodeURIComponent(path));
          }
          if (target === "" || target.endsWith("/")) target += "index.html";
          if (!existsSync(join(site.folder, target))) {
            lost.push(`${file}: ${link}`);
          } else if (fragment && !read(target).includes(` id="${decodeURIComponent(fragment)}"`)) {
            lost.push(`${file}: ${link} (no such id)`);
          }
        }
      }
      assert.deepEqual(lost, []);
      assert.ok(followed > 100, `${followed} links followed`);
    });
  });
}
