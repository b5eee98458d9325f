// Real web servers on this machine, with the configurations that the program
// writes for a built site. Everything that they write is in a temporary folder.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";

import { program } from "./sites.mjs";

/** Debian's place of the module that sends `.br` files. */
const BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/** The configuration of a server for the site in `root`, published in `folder`. */
export const configuration = (kind, { root, folder, port, url }) =>
  execFileSync(
    program,
    [
      ...["hosting", kind, "--root", root, "--folder", folder, "--base-url", url],
      ...["--listen", `127.0.0.1:${port}`, ...(kind === "nginx" ? ["--brotli"] : [])],
    ],
    { encoding: "utf8" },
  );

/** What starts a server; `folder` is for what it writes. */
const STARTS = {
  nginx(folder, text) {
    writeFileSync(join(folder, "guide.conf"), text);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path "${join(folder, name)}";`)
      .join("\n");
    writeFileSync(
      join(folder, "nginx.conf"),
      // One process with this user's rights: the published folder is this user's too.
      `load_module "${BROTLI}";
daemon off;
master_process off;
pid "${join(folder, "nginx.pid")}";
error_log stderr warn;
events {}
http {
access_log off;
${temporary}
include "${join(folder, "guide.conf")}";
}
`,
    );
    return ["nginx", ["-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")]];
  },
  caddy(folder, text) {
    const file = join(folder, "Caddyfile");
    // Only the port of the site is opened.
    writeFileSync(file, `{\n\tadmin off\n}\n${text}`);
    return ["caddy", ["run", "--config", file, "--adapter", "caddyfile"]];
  },
};

/** A port that nothing listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a server and waits until it answers. */
export async function start(kind, { text, port, folder }) {
  mkdirSync(folder, { recursive: true });
  const [name, args] = STARTS[kind](folder, text);
  // Not everybody has `sbin` in the path.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(name, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  const ended = new Promise((done) => {
    child.once("error", (error) => done(`${name} cannot be started: ${error.message}`));
    child.once("exit", (code) => done(`${name} ended with ${code}: ${said}`));
  });
  const answers = async () => {
    for (;;) {
      try {
        return await get(port, "/");
      } catch {
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  };
  const why = await Promise.race([ended, answers()]);
  if (typeof why === "string") throw new Error(why);
  return {
    get: (path, headers, method) => get(port, path, headers, method),
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
    said: () => said,
  };
}

/** One answer as it comes over the line: nothing unpacked, no redirect followed. */
function get(port, path, headers = {}, method = "GET") {
  return new Promise((done, failed) => {
    const asked = request({ host: "127.0.0.1", port, path, headers, method, agent: false }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () =>
        done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on("error", failed);
    asked.end();
  });
}
