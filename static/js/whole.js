// The whole guide in one file: a phone need not lay out a thousand paragraphs before its reader can scroll. A chapter is laid
// out when it comes near (css/whole.css); only where a browser keeps what is read in its place while something above it
// changes its height.
//
// After a reload, and on the way back, browsers go to where the reader was by pixels, which are others now. So the place is
// kept with each entry of the history, as a block of a chapter and its distance from the top of the window.
if (CSS.supports("overflow-anchor", "auto") && CSS.supports("contain-intrinsic-block-size", "auto 1px")) {
  document.documentElement.classList.add("waits");
  history.scrollRestoration = "manual";

  const chapters = () => [...document.querySelectorAll(".chapter")];
  const top = (element) => element.getBoundingClientRect().top;
  /** The last that begins above the window or at its top. */
  const lastAbove = (elements) => elements.findLastIndex((element) => top(element) < 1);

  const keep = () => {
    const all = chapters();
    const chapter = lastAbove(all);
    if (chapter < 0) return history.replaceState({ above: scrollY }, "");
    const blocks = [...all[chapter].children];
    const block = Math.max(lastAbove(blocks), 0);
    if (blocks[block]) history.replaceState({ chapter, block, top: top(blocks[block]) }, "");
  };

  const goBack = (place, times = 3) => {
    const block = chapters()[place?.chapter]?.children[place?.block];
    if (block) scrollBy({ top: top(block) - place.top, behavior: "instant" });
    else if (place?.above !== undefined) scrollTo({ top: place.above, behavior: "instant" });
    else document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
    // What has come near is laid out now.
    if (times > 1) requestAnimationFrame(() => goBack(place, times - 1));
  };

  /** Lines on the narrowest phone, rather too many than too few: letters, what blocks leave empty, and drawings. */
  const lines = (chapter) => {
    const count = (selector) => chapter.querySelectorAll(selector).length;
    const letters = chapter.textContent.length / 24;
    return Math.ceil(letters + 2 * count("p, li, tr, dt, dd, summary, figure, pre, div") + 5.5 * count("h2, h3, h4, h5, h6") + 12 * count("img, svg") + 12);
  };
  addEventListener("DOMContentLoaded", () => {
    for (const chapter of chapters()) chapter.style.setProperty("--lines", lines(chapter));
  });

  addEventListener("load", () => {
    if (history.state) goBack(history.state);
    addEventListener("scrollend", keep, true);
    addEventListener("popstate", ({ state }) => goBack(state));
    // A chapter that is laid out may move what is read, where nothing was read yet.
    const observer = new ResizeObserver(() => requestAnimationFrame(keep));
    for (const chapter of chapters()) observer.observe(chapter);
  });
}
