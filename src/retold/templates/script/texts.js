// The whole texts, each in a pane of its own; they scroll together by the lines that are aligned, unless told not to.

const BLOCK = 1500; // UTF-16 units of a text from which a new block begins: the browser lays out what is in sight
const SETTLED = 60; // milliseconds without scrolling
let wholeTexts = null; // read when they are first looked at
let leader = null; // the pane that a reader scrolls
let settling = 0;
const lineIn = new Map(); // by pane, the first element of each row

const NARROW = 700; // pixels of a window in which two panes are too many

function panesShown() {
  const usually = scene()?.columns ?? data.texts.map((_, place) => place);
  return state.panes ?? usually.slice(0, innerWidth < NARROW ? 1 : 2);
}


function showTexts() {
  const within = find("#whole .panes");
  if (!within || state.view !== "whole") return;
  wholeTexts ??= read("texts-data");
  lineIn.clear();
  within.replaceChildren(...panesShown().map(paneOf));
  within.style.setProperty("--panes", panesShown().length);
  const row = state.row === null ? null : rowsByNumber.get(state.row);
  for (const pane of row ? lineIn.values() : []) pane.get(row.n)?.scrollIntoView({ block: "center" });
}

function paneOf(place) {
  const label = text(place);
  const page = make("div", { class: "page", tabindex: 0, role: "region", "aria-label": `Text ${label.siglum}` });
  const rows = new Map();
  lineIn.set(page, rows);
  let block = null;
  let length = Infinity;
  for (const [kind, words, name, number] of wholeTexts[place]) {
    if (length > BLOCK) {
      block = make("div", { class: "block", dir: "auto", "data-found-in": "" });
      page.append(block);
      length = 0;
    }
    length += words.length;
    const row = number ? rowsByNumber.get(number) : null;
    const shared = row && support(row) > 1;
    if (kind === 2) {
      block.append(make("span", { class: "chrome" }, make("b", {}, `set aside: ${name}`), " ", words.trim()));
    } else if (kind === 0 && !row) {
      block.append(words);
    } else {
      const element = make(
        "span",
        { class: `${kind === 1 ? "speech" : "story"}${shared ? " shared" : ""}`, "data-row": row ? row.n : null },
        kind === 1 && name ? make("b", {}, isolated(name)) : null,
        words,
      );
      block.append(element);
      if (row && !rows.has(row.n)) rows.set(row.n, element);
    }
  }
  if (!wholeTexts[place].length) page.append(make("p", { class: "fine" }, "Not printed here."));
  page.addEventListener("scroll", () => leader === page && keepTogether(page), { passive: true });
  for (const kind of ["pointerenter", "pointerdown", "focusin", "wheel", "touchstart"]) {
    page.addEventListener(kind, () => (leader = page), { passive: true });
  }
  page.addEventListener("click", (event) => {
    const row = rowAround(event.target);
    if (!row || getSelection().toString()) return;
    state.row = row.n;
    lightUp(row.n);
    bringTogether(page, event.target.closest("[data-row]"), row.n);
  });
  page.addEventListener("dblclick", (event) => {
    const row = rowAround(event.target);
    if (row) goTo(row);
  });
  page.addEventListener("pointerover", (event) => lightUp(rowAround(event.target)?.n ?? state.row));
  const head = make("h3", {}, siglum(label.siglum), " ", isolated(label.title));
  return make("section", { class: "pane", "aria-label": label.siglum }, head, page);
}

// At once, and again when what has come into sight is laid out: only then is it known how high it is.
function keepTogether(page) {
  together(page);
  clearTimeout(settling);
  settling = setTimeout(() => requestAnimationFrame(() => together(page)), SETTLED);
}

// The line a third down the pane that is read is brought to the same height in the others.
function together(page) {
  const element = lineRead(page);
  if (element) bringTogether(page, element, Number(element.dataset.row));
}

function lineRead(page) {
  const box = page.getBoundingClientRect();
  const y = box.top + box.height / 3;
  for (const x of [0.3, 0.6, 0.15]) {
    for (let down = 0; down < box.height / 2; down += 14) {
      const element = document.elementFromPoint(box.left + box.width * x, y + down)?.closest("[data-row]");
      if (element && page.contains(element) && element.classList.contains("shared")) {
        return element;
      }
    }
  }
  return null;
}

// From the line that is read to its row, for those who use keys.
function goToLineRead() {
  const element = lineRead(document.activeElement?.closest?.(".page") ?? find(".page"));
  if (element) goTo(rowsByNumber.get(Number(element.dataset.row)));
}

function bringTogether(page, element, number) {
  if (!find("[name=together]")?.checked) return;
  const top = element.getBoundingClientRect().top;
  for (const [other, rows] of lineIn) {
    const line = rows.get(number);
    if (other !== page && line) other.scrollTop += line.getBoundingClientRect().top - top;
  }
}
