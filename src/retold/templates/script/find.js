// Finding words: in the rows of the scene, or in the whole texts where these are shown. What is found is painted over
// the text, not written into it, counted, marked at the edge of its row and on the map.

let found = []; // rows, or stretches of the whole texts, in order
let foundAt = -1;

function showFound() {
  const words = fold(state.words.trim());
  foundAt = -1;
  const holds = (text) => fold(text).includes(words);
  if (!words) found = [];
  else if (state.view === "whole") found = findAll(".panes [data-found-in]").filter((part) => holds(part.textContent));
  else found = (scene()?.rows ?? []).filter((row) => wanted(row) && row.cells.some((cell) => cell && holds(cell.text)));
  globalThis.CSS?.highlights?.clear();
  findAll(".hit").forEach((element) => element.classList.remove("hit"));
  findAll(".collation .chunk, .panes [data-found-in]").forEach(markFound);
  tellFound();
  if (state.view === "side") showHits(found);
}

function tellFound() {
  const what = state.view === "whole" ? "place" : "row";
  const count = found.length === 1 ? `1 ${what}` : `${found.length} ${what}s`;
  find(".found").textContent = !state.words.trim() ? "" : foundAt < 0 ? count : `${foundAt + 1} of ${count}`;
}

// Paints what is found inside an element that has just been made.
function markFound(within) {
  const words = fold(state.words.trim());
  if (!words || !globalThis.CSS?.highlights) return;
  const highlight = CSS.highlights.get("found") ?? new Highlight();
  CSS.highlights.set("found", highlight);
  for (const part of within.matches("[data-found-in]") ? [within] : findAll(".words", within)) {
    const nodes = [];
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest("del") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    );
    let length = 0;
    while (walker.nextNode()) {
      nodes.push([length, walker.currentNode]);
      length += walker.currentNode.data.length;
    }
    const folded = fold(nodes.map(([, node]) => node.data).join(""));
    for (let at = folded.indexOf(words); at >= 0; at = folded.indexOf(words, at + words.length)) {
      const range = new Range();
      range.setStart(...placeIn(nodes, at));
      range.setEnd(...placeIn(nodes, at + words.length - 1, 1));
      highlight.add(range);
      part.closest(".row")?.classList.add("hit");
    }
  }
}

function placeIn(nodes, at, more = 0) {
  let which = nodes.length - 1;
  while (which > 0 && nodes[which][0] > at) which--;
  return [nodes[which][1], at - nodes[which][0] + more];
}

function goFound(by) {
  if (!found.length) return;
  if (foundAt < 0 && state.view === "side" && state.row !== null) {
    // From where the reader is.
    const next = found.findIndex((row) => row.n >= state.row);
    foundAt = next < 0 ? (by > 0 ? 0 : found.length - 1) : by > 0 ? next : (next + found.length - 1) % found.length;
  } else foundAt = foundAt < 0 ? (by > 0 ? 0 : found.length - 1) : (foundAt + by + found.length) % found.length;
  tellFound();
  const it = found[foundAt];
  if (it instanceof Element) return it.scrollIntoView({ block: "center" });
  scrollToItem(it.n, it.id);
  stayWith(it, { focus: false });
  writeAddress();
}

function listenToFind() {
  const form = find(".find");
  const field = find("#find");
  let waiting = 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      state.words = field.value;
      showFound();
      writeAddress();
    }, 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (state.words !== field.value) {
      clearTimeout(waiting);
      state.words = field.value;
      showFound();
    }
    goFound(event.shiftKey ? -1 : 1);
  });
  find(".before", form).addEventListener("click", () => goFound(-1));
  find(".next", form).addEventListener("click", () => goFound(1));
}
