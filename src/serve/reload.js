// Reloads the page after a build and shows what could not be built.
// Added to responses of `stepdown serve` only; no published page has it.
"use strict";
(() => {
  const own = Number(document.currentScript.dataset.build);
  let stream = null;

  // Findings are shown as text, never as markup.
  const show = async () => {
    const old = document.getElementById("stepdown-findings");
    if (old) old.remove();
    const answer = await fetch("/-stepdown/findings.json");
    const { failed, findings } = await answer.json();
    if (!failed) return;
    const box = document.createElement("aside");
    box.id = "stepdown-findings";
    box.setAttribute("role", "alert");
    Object.assign(box.style, {
      position: "fixed", inset: "0", overflow: "auto", zIndex: "9999", padding: "2rem",
      background: "#1b1b1b", color: "#fff", font: "16px/1.5 monospace", whiteSpace: "pre-wrap",
    });
    const title = document.createElement("strong");
    title.textContent = "The site cannot be built; below this is the last good page.";
    box.append(title);
    for (const f of findings) {
      if (f.severity !== "error") continue;
      const line = document.createElement("p");
      const place = f.file ? `${f.file}:${f.line ?? 1}:${f.column ?? 1}\n` : "";
      line.textContent = `${place}${f.code}: ${f.message}${f.help ? `\n${f.help}` : ""}`;
      box.append(line);
    }
    document.body.append(box);
  };

  const listen = () => {
    stream = new EventSource("/-stepdown/events");
    stream.addEventListener("build", async (event) => {
      if (Number(event.data) <= own) return;
      const answer = await fetch("/-stepdown/findings.json");
      const { failed } = await answer.json();
      if (failed) await show();
      else location.reload();
    });
  };

  // A hidden tab holds no connection: browsers allow few to one server.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      stream?.close();
      stream = null;
    } else if (!stream) {
      listen();
    }
  });
  if (!document.hidden) listen();
  show();
})();
