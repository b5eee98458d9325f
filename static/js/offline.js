// The buttons that keep the guide on this device and remove it again. Nothing is
// kept before the reader asks.

for (const root of document.querySelectorAll(".offline")) {
  const { worker, scope, prefix, keeping, kept, gone, failed } = root.dataset;
  const [keep, remove] = root.querySelectorAll("button");
  const status = root.querySelector("[role=status]");
  const workers = navigator.serviceWorker;

  const show = async () => {
    const registration = await workers.getRegistration(scope);
    const isKept = registration?.active != null && new URL(registration.scope).pathname === scope;
    keep.hidden = isKept;
    remove.hidden = !isKept;
    return isKept;
  };

  /** Takes everything away that was kept. */
  async function clear() {
    const registration = await workers.getRegistration(scope);
    if (registration && new URL(registration.scope).pathname === scope) await registration.unregister();
    for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
  }

  /** Waits until the worker has kept everything, or has failed. */
  const settled = (registration) =>
    new Promise((done, broken) => {
      const started = registration.installing ?? registration.waiting ?? registration.active;
      const look = () => {
        if (started.state === "activated") done();
        if (started.state === "redundant") broken(new Error("not kept"));
      };
      started.addEventListener("statechange", look);
      look();
    });

  // An insecure address has no workers: the page says so without any button.
  if (!workers || !window.caches) continue;
  root.querySelector(".offline-unavailable").hidden = true;
  root.querySelector(".offline-buttons").hidden = false;
  await show();

  workers.addEventListener("message", ({ data }) => {
    if (data.of && !data.isWhole) status.textContent = keeping.replace("{n}", data.kept).replace("{of}", data.of);
  });
  keep.addEventListener("click", async () => {
    keep.disabled = true;
    status.textContent = keeping.replace("{n}", 0).replace("{of}", "…");
    try {
      const registration = await workers.register(worker, { scope, updateViaCache: "none" });
      await settled(registration);
      await show();
      status.textContent = kept;
      remove.focus();
    } catch {
      await clear();
      status.textContent = failed;
    }
    keep.disabled = false;
  });
  remove.addEventListener("click", async () => {
    await clear();
    await show();
    status.textContent = gone;
    keep.focus();
  });
}
