// Corrections: a reader says that lines are not the same, or that two are, and takes them along as a small file that
// `retold compare --corrections FILE` honours. A split says that no two of its readings stand in one row, a join that
// all of them do. Readings are named by the file's SHA-256 and code points, so the file holds for the texts themselves.

const FORMAT = "retold-corrections/1";
let corrections = JSON.parse(kept.get(`corrections-${data.key}`) ?? "[]");
let linking = null; // the first of two lines to be linked

// A reading reaches from its first line to its last, whatever stands between them.
const readingOf = (cell, place) => ({ sha256: text(place).sha256, start: cell.at[0][0], end: cell.at.at(-1)[1] });
const same = (one, other) => one.sha256 === other.sha256 && one.start === other.start && one.end === other.end;
const correctionsOf = (cell, place) => {
  const own = readingOf(cell, place);
  return corrections.filter((item) => item.readings.some((reading) => same(own, reading)));
};

// Of all readings of a row, or of one of them against each of the others.
function splitRow(row, only = null) {
  const cells = scene().columns.map((place, at) => [row.cells[at], place]).filter(([cell]) => cell);
  const groups = only === null
    ? [cells]
    : cells.filter(([, place]) => place !== only).map((other) => [cells.find(([, place]) => place === only), other]);
  for (const group of groups) {
    add({ do: "split", readings: group.map(([cell, place]) => readingOf(cell, place)) });
  }
  redraw(row);
  say(`Row ${row.n}: marked as not the same line.`);
}

function startLink(row, place = null) {
  const column = row.cells.findIndex((cell, at) => cell && (place === null || scene().columns[at] === place));
  linking = { row, place: scene().columns[column], cell: row.cells[column] };
  showCorrections();
  find(".corrections").focus?.();
  say("Now choose the line that it belongs with; Escape cancels.");
}

function finishLink(row, element) {
  const { cell, place, row: first } = linking;
  const at = element
    ? scene().columns.indexOf(Number(element.dataset.place))
    : row.cells.findIndex((one, column) => one && scene().columns[column] !== place);
  const other = row.cells[at];
  if (!other || scene().columns[at] === place) {
    say("Choose a line of another telling.");
    return;
  }
  add({ do: "join", readings: [readingOf(cell, place), readingOf(other, scene().columns[at])] });
  linking = null;
  redraw(first);
  redraw(row);
  say(`Row ${first.n} is linked with row ${row.n}.`);
}

function add(item) {
  const text = JSON.stringify(item);
  if (!corrections.some((one) => JSON.stringify(one) === text)) corrections.push(item);
}

function redraw(row) {
  keepCorrections();
  const element = document.getElementById(row.id);
  if (!element) return;
  const open = element.nextElementSibling?.classList.contains("drawer");
  toggleWhy(row, false);
  const columns = chosenColumns().filter((place) => slot(place) >= 0);
  const fresh = rowElement(row, columns, mergedShown() || columns.length === 0);
  element.replaceWith(fresh);
  if (open) toggleWhy(row, true);
  if (state.row === row.n) fresh.focus({ preventScroll: true });
}

function keepCorrections() {
  kept.set(`corrections-${data.key}`, corrections.length ? JSON.stringify(corrections) : null);
  showCorrections();
}

function correctionNote(cell, place) {
  const marked = corrections.length ? correctionsOf(cell, place) : [];
  if (!marked.length) return null;
  const words = marked.some((item) => item.do === "split") ? "✗ marked: not the same line" : "⚭ linked with another line";
  return make(
    "p",
    { class: "tag corrected" },
    words,
    " ",
    make("button", { type: "button", class: "plain", onclick: (event) => {
      event.stopPropagation();
      const row = rowAround(event.target);
      corrections = corrections.filter((item) => !marked.includes(item));
      keepCorrections();
      showRows();
      if (row) stayWith(row);
    } }, "undo"),
  );
}

function saveCorrections() {
  const file = JSON.stringify({ format: FORMAT, items: corrections }, null, 1);
  download("retold-corrections.json", "application/json", `${file}\n`);
}

function showCorrections() {
  const bar = find(".corrections");
  bar.hidden = !corrections.length && !linking;
  bar.replaceChildren(...(linking ? askForLine() : offerFile()));
}

const askForLine = () => [
  make(
    "p",
    {},
    siglum(text(linking.place).siglum),
    ` row ${linking.row.n}: now choose the line of another telling that it belongs with.`,
  ),
  make("button", { type: "button", onclick: cancelLink }, "Cancel"),
];

const offerFile = () => [
  make(
    "p",
    {},
    corrections.length === 1 ? "1 correction" : `${corrections.length} corrections`,
    make("span", { class: "fine" }, " – for retold compare --corrections"),
  ),
  make("button", { type: "button", class: "export", onclick: saveCorrections }, "Save the file"),
  make("button", { type: "button", class: "plain", onclick: forget }, "Forget them"),
];

function cancelLink() {
  linking = null;
  showCorrections();
}

function forget() {
  corrections = [];
  keepCorrections();
  showRows();
}
