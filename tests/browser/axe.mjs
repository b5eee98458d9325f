// What axe says of a page, as lines to read.

import axe from "axe-core";

/** Puts the engine into a page, once for as often as it is asked there. */
const put = async (page) => {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
};

/**
 * Violations, and what the engine could not decide; `within` a selector and by some `rules`
 * only, if they are given.
 */
export async function accessibility(page, { within, rules } = {}) {
  await put(page);
  return page.evaluate(
    async ([within, rules]) => {
      const result = await globalThis.axe.run(within ?? document, {
        // Fetching every style sheet again is for a rule that is not asked for.
        preload: false,
        resultTypes: ["violations", "incomplete"],
        ...(rules ? { runOnly: rules } : { rules: { "target-size": { enabled: true } } }),
      });
      const lines = (kind, found) =>
        found.flatMap((rule) =>
          rule.nodes.map((node) => `${kind} ${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
        );
      return [...lines("violation", result.violations), ...lines("undecided", result.incomplete)];
    },
    [within, rules],
  );
}

/**
 * A page as it stands in light; then its colours in the dark; then all of it on a phone in
 * the dark. One page, not three: style sheets follow what is emulated. A state of a page has
 * the page's colours, and the phone shows them in the dark: it needs no `wideInTheDark`.
 */
export async function accessibilityInEveryWay(page, { within, wideInTheDark = true } = {}) {
  const { width, height } = page.viewportSize();
  const light = await accessibility(page, { within });
  await page.emulateMedia({ colorScheme: "dark" });
  const colours = ["color-contrast", "link-in-text-block"];
  const dark = wideInTheDark ? await accessibility(page, { within, rules: colours }) : [];
  await page.setViewportSize({ width: 320, height: 640 });
  const phone = await accessibility(page, { within });
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: "light" });
  const named = (way, lines) => lines.map((line) => `${way}: ${line}`);
  return [...named("light", light), ...named("dark", dark), ...named("phone in the dark", phone)];
}
