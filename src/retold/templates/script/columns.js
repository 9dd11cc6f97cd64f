// What stands in the columns of a row, and what became of a line there, against the consensus or a chosen telling.

const LETTERS = { k: "kept", c: "changed", a: "added", d: "dropped" };
const against = new Map(); // marks by cell, while a telling is the base

// The place of a telling within the cells of the rows of its scene, -1 where it has no part in it.
const slot = (place) => scene().columns.indexOf(place);
const cellOf = (row, place) => data.scenes[row.scene].columns.indexOf(place) >= 0
  ? row.cells[data.scenes[row.scene].columns.indexOf(place)] || null
  : null;

const tagsOf = (cell) => (cell.marks ?? []).filter(([mark]) => mark === "tag");

function marksOf(row, place) {
  const cell = cellOf(row, place);
  if (state.base === null) return cell.marks ?? [];
  const base = cellOf(row, state.base);
  if (!base || place === state.base) return tagsOf(cell);
  if (!against.has(cell)) {
    const marks = differences(base, cell);
    // Marks that stand everywhere show nothing.
    const otherwise = marks.reduce((sum, [mark, from, to]) => sum + (mark === "missing" ? 0 : to - from), 0);
    against.set(cell, { same: marks.length === 0, marks: 2 * otherwise > cell.text.length ? [] : marks });
  }
  return [...tagsOf(cell), ...against.get(cell).marks].sort((one, other) => one[1] - other[1]);
}

// Everything that holds of a telling at a row: one of kept, changed, added and dropped, and moved besides.
function outcomes(row, place) {
  const cell = cellOf(row, place);
  const moved = cell?.from ? ["moved"] : [];
  if (state.base === null) return [LETTERS[row.out[slot(place)]], ...moved].filter(Boolean);
  const base = cellOf(row, state.base);
  if (place === state.base) return cell ? ["kept", ...moved] : [];
  if (!base) return cell ? ["added", ...moved] : [];
  if (!cell) return ["dropped"];
  marksOf(row, place);
  return [against.get(cell).same ? "kept" : "changed", ...moved];
}

// The tellings whose outcomes decide whether a row is shown.
const counted = () => {
  const places = chosenColumns().filter((place) => slot(place) >= 0);
  const all = places.length ? places : scene().columns;
  return all.length < 2 ? all : all.filter((place) => place !== baseShown());
};

function wanted(row) {
  if (state.who === ":speech" ? row.told : state.who === ":told" ? !row.told : state.who && row.who !== state.who)
    return false;
  const columns = chosenColumns().filter((place) => slot(place) >= 0);
  if (columns.length && !mergedShown() && !columns.some((place) => cellOf(row, place))) return false;
  if (state.show.size === OUTCOMES.length) return true;
  return counted().some((place) => outcomes(row, place).some((one) => state.show.has(one)));
}

const differs = (row) => counted().some((place) => outcomes(row, place).some((one) => one !== "kept"));
const support = (row) => row.cells.filter(Boolean).length;

const CHOICES = 3; // wordings of an open place that are named in a row, where its readings are one click away

// The consensus of a row: the line of the reconstructed scene, or what the only witness has.
const scriptByRow = new Map(data.scenes.flatMap((one) => one.script.map((line) => [line.row, line])));
function consensusOf(row) {
  const line = scriptByRow.get(row.n);
  if (!line) return row.cells.find(Boolean)?.text ?? "";
  return line.words.map((one) => (typeof one === "string" ? one : `[${choicesOf(one)}]`)).join(" ");
}

function choicesOf(choices) {
  const named = choices.slice(0, CHOICES).map(([words]) => words || "nothing");
  return [...named, ...(choices.length > CHOICES ? [`${choices.length - CHOICES} more`] : [])].join(" | ");
}

// Readings of a row with the tellings that have them, the best attested first.
function readings(row) {
  const found = new Map();
  scene().columns.forEach((place, at) => {
    const cell = row.cells[at];
    if (!cell) return;
    const key = wordsOf(cell).map((word) => word.key).join(" ");
    if (!found.has(key)) found.set(key, { place, places: [] });
    found.get(key).places.push(place);
  });
  return [...found.values()].sort((one, other) => other.places.length - one.places.length);
}
