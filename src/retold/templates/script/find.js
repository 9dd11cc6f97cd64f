// Finding words: in the rows of the scene, or in the whole texts where these are shown. What is found is painted over
// the text, not written into it, counted, marked at the edge of its row and on the map. What is found where nothing is
// shown at the moment, in a text whose pane is closed or a row that is filtered out, is counted and said as well.

const MOST_PLACES = 5000; // a letter that stands everywhere is not painted everywhere
let found = []; // rows, or places in the whole texts, in order
let foundAt = -1;
let foundRows = new Set();
let unseen = ""; // what is found beyond what is shown, in words

const foldedCells = new Map(); // every cell is read once, however often words are looked for
function folded(cell) {
  if (!foldedCells.has(cell)) foldedCells.set(cell, fold(cell.text));
  return foldedCells.get(cell);
}

function showFound() {
  const words = fold(state.words.trim());
  const searched = words ? state.view : "";
  foundAt = -1;
  [found, unseen] = [[], ""];
  globalThis.CSS?.highlights?.clear();
  findAll(".hit").forEach((element) => element.classList.remove("hit"));
  findAll(".elsewhere").forEach((element) => element.remove());
  if (searched === "side" && data.scenes.length) {
    const all = scene().rows.filter((row) => row.cells.some((cell) => cell && folded(cell).includes(words)));
    found = all.filter(wanted);
    if (all.length > found.length) unseen = `${all.length - found.length} filtered out`;
  }
  foundRows = new Set(found);
  if (searched === "side") findAll(".collation .chunk").forEach(markFound);
  if (searched === "whole") {
    for (const part of findAll(".panes [data-found-in]")) {
      if (found.length < MOST_PLACES) found.push(...paint(part, words));
    }
  }
  if (state.view === "whole") countInClosed(words);
  tellFound();
  if (state.view === "side") showHits(found);
}

// How often the words stand in the texts whose panes are closed, beside the box that opens them.
function countInClosed(words) {
  const closed = [];
  for (const box of findAll("[name=pane]")) {
    const count = box.checked || !words ? 0 : timesIn(Number(box.value), words);
    find(".count", box.parentElement).textContent = count ? `${count} found` : "";
    if (count) closed.push(`${count} in ${text(Number(box.value)).siglum}`);
  }
  unseen = closed.join(", ");
}

const timesIn = (place, words) => fold(wholeTexts[place].map(([, part]) => part).join("")).split(words).length - 1;

function tellFound() {
  const what = state.view === "whole" ? "place" : "row";
  const most = state.view === "whole" && found.length >= MOST_PLACES ? "the first " : "";
  const count = found.length === 1 ? `1 ${what}` : `${most}${found.length} ${what}s`;
  const told = foundAt < 0 ? count : `${foundAt + 1} of ${count}`;
  find(".found").textContent = state.words.trim() ? [told, unseen].filter(Boolean).join("; ") : "";
}

// Marks the rows of a chunk in which something is found, and says where it is if not in what they show.
function markFound(chunk) {
  const words = fold(state.words.trim());
  if (!words) return;
  for (const element of findAll("[data-row]", chunk)) {
    const row = rowsByNumber.get(Number(element.dataset.row));
    if (!foundRows.has(row)) continue;
    element.classList.add("hit");
    const seen = findAll(".words", element).flatMap((part) => paint(part, words));
    if (!seen.length) find(".rel", element).append(foundElsewhere(row, words));
  }
}

function foundElsewhere(row, words) {
  const places = placesOf(row).filter((place) => folded(cellOf(row, place)).includes(words));
  return make("span", { class: "elsewhere" }, "found in ", supporters(places.map((place) => text(place).siglum)));
}

// Paints the words wherever they stand in an element; gives the places.
function paint(part, words) {
  if (!globalThis.CSS?.highlights) return [];
  const highlight = CSS.highlights.get("found") ?? new Highlight();
  CSS.highlights.set("found", highlight);
  const nodes = [];
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("del, b") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  let length = 0;
  while (walker.nextNode()) {
    nodes.push([length, walker.currentNode]);
    length += walker.currentNode.data.length;
  }
  const plain = fold(nodes.map(([, node]) => node.data).join(""));
  const places = [];
  for (let at = plain.indexOf(words); at >= 0; at = plain.indexOf(words, at + words.length)) {
    const range = new Range();
    range.setStart(...placeIn(nodes, at));
    range.setEnd(...placeIn(nodes, at + words.length - 1, 1));
    places.push(range);
    highlight.add(range);
  }
  return places;
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
  if (it instanceof Range) return showPlace(it);
  scrollToItem(it.n, it.id);
  stayWith(it, { focus: false });
  writeAddress();
}

// A place in a whole text is brought to the middle of its pane, once what surrounds it is laid out.
function showPlace(place) {
  CSS.highlights.set("found-now", new Highlight(place));
  const block = place.startContainer.parentElement.closest(".block");
  const page = block.closest(".page");
  leader = page;
  block.scrollIntoView({ block: "nearest", behavior: "instant" });
  requestAnimationFrame(() => {
    const [at, around] = [place.getBoundingClientRect(), page.getBoundingClientRect()];
    page.scrollTop += at.top - around.top - around.height / 3;
  });
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
