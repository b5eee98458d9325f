// The whole guide in one file: a phone need not lay out a thousand paragraphs before its reader can scroll. A chapter is laid
// out when it comes near, and the others in turn while the browser has nothing else to do; a few seconds later all of them are.
//
// Only for a visit that begins at the top: after a reload, and on the way back, browsers go to where the reader was, and
// the chapters above must have their heights then. And only where a browser keeps what is read in its place while something
// above it changes its height.
{
  const [visit] = performance.getEntriesByType("navigation");
  const canWait = "requestIdleCallback" in globalThis && CSS.supports("overflow-anchor", "auto") && CSS.supports("content-visibility", "auto");
  if (canWait && visit?.type === "navigate" && location.hash === "") {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("@media screen { .chapter { content-visibility: auto; contain-intrinsic-block-size: auto 60rem; } }");
    document.adoptedStyleSheets = [sheet];
    addEventListener("load", () => {
      const waiting = [...document.querySelectorAll(".chapter")];
      const layOut = (idle) => {
        do {
          const chapter = waiting.shift();
          chapter?.style.setProperty("content-visibility", "visible");
          chapter?.getBoundingClientRect();
        } while (waiting.length > 0 && idle.timeRemaining() > 10);
        if (waiting.length > 0) requestIdleCallback(layOut);
        else document.adoptedStyleSheets = [];
      };
      requestIdleCallback(layOut);
    });
  }
}
