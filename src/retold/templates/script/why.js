// The drawer of a row: why it is aligned and how sure that is, every reading, and what can be done with it.

const RELATIONS = {
  verbatim: "word for word the same",
  near: "nearly the same words",
  paraphrase: "the same thing in other words",
  single: "in one telling alone",
};

function toggleWhy(row, open) {
  const element = document.getElementById(row.id);
  if (!element) return;
  const drawer = element.nextElementSibling?.classList.contains("drawer") ? element.nextElementSibling : null;
  const opening = open ?? !drawer;
  findAll(".more", element).forEach((button) => button.setAttribute("aria-expanded", String(opening)));
  if (drawer) drawer.remove();
  if (opening) element.after(drawerOf(row));
}

function drawerOf(row) {
  const actions = make(
    "p",
    { class: "doing" },
    make("button", { type: "button", onclick: () => copy(asText(row)) }, "Copy as text"),
    make("button", { type: "button", onclick: () => copy(location.href.split("#")[0] + `#${row.id}`) }, "Copy the link"),
    support(row) > 1 ? make("button", { type: "button", onclick: () => splitRow(row) }, "Not the same line") : null,
    support(row) > 2 && allShown(row) ? placesOf(row).map((place) => takenOut(row, place, "")) : null,
    make("button", { type: "button", onclick: () => startLink(row) }, "Link with another line…"),
  );
  return make(
    "div",
    { role: "row", class: "drawer", "data-of": row.n },
    make(
      "div",
      { role: "cell", class: "inside" },
      make("ul", { class: "reasons" }, reasons(row).map((one) => make("li", {}, one))),
      allShown(row)
        ? null
        : make("ul", { class: "readings" }, readings(row).map((one) => make("li", {}, readingOfMany(row, one)))),
      speakersOf(row),
      actions,
    ),
  );
}

const placesOf = (row) => scene().columns.filter((place) => cellOf(row, place));

// Readings that stand in the row itself are not said twice.
const allShown = (row) => placesOf(row).every((place) => chosenColumns().includes(place));

const takenOut = (row, place, look) =>
  make("button", { type: "button", class: look, onclick: () => splitRow(row, place) }, `${text(place).siglum}: not this line`);

const readingOfMany = (row, { place, places }) => [
  sigla(places.map((one) => text(one).siglum)),
  " ",
  make("bdi", { dir: "auto" }, ...wording(cellOf(row, place).text, marksOf(row, place))),
  support(row) > 2 ? places.map((one) => takenOut(row, one, "plain")) : null,
];

function reasons(row) {
  const places = placesOf(row);
  const found = [];
  if (places.length > 1) {
    const how = row.score < UNSURE ? "Unsure" : "Sure";
    found.push(`${how}, ${row.score.toFixed(2)} on a scale from 0 to 1: ${RELATIONS[row.relation]}.`);
    const shared = inCommon(row, places);
    if (shared) found.push(shared);
    found.push(order(row, places));
  } else {
    found.push(`Only ${text(places[0]).siglum} has this; nothing in the other tellings answers to it.`);
  }
  return found;
}

const FEW_REASONS = 4; // more are folded

// What is known of the speaker, folded where every telling has reasons of its own.
function speakersOf(row) {
  const said = told(row, placesOf(row)).map((one) => make("li", {}, one));
  if (!said.length) return null;
  const list = make("ul", { class: "reasons" }, said);
  return said.length > FEW_REASONS ? make("details", {}, make("summary", {}, `Who speaks: ${said.length} reasons`), list) : list;
}

// Who speaks and why, and who reports it; tellings of which the same holds are named together.
function told(row, places) {
  const held = new Map();
  for (const place of places) {
    const cell = cellOf(row, place);
    const says = [];
    if (cell.why) {
      const who = cell.who ?? row.who;
      const sure = cell.why[1].toFixed(2);
      says.push(who ? `${who} speaks: ${cell.why[0]}; ${sure} sure.` : `who speaks is not known: ${cell.why[0]}.`);
    }
    if (cell.form === "reported") says.push("reports what others let somebody say.");
    for (const one of says) held.set(one, [...(held.get(one) ?? []), text(place).siglum]);
  }
  return [...held].map(([one, labels]) => `${labels.join(", ")}: ${one}`);
}

const NAMED = 6; // words in common that are named, the longest first

function inCommon(row, places) {
  if (data.quoting) return null;
  const [first, ...others] = places.map((place) => wordsOf(cellOf(row, place)));
  if (!first.length) return null;
  let shared = first;
  for (const other of others) shared = common(shared, other).map(([at]) => shared[at]);
  const most = Math.max(first.length, ...others.map((words) => words.length));
  const some = [...new Set(shared.map((word) => word.text))].sort((one, other) => other.length - one.length).slice(0, NAMED);
  const who = places.length === 2 ? "Both" : `All ${places.length}`;
  return shared.length
    ? `${who} have ${shared.length} of ${most} words in one order: ${some.map((word) => `“${word}”`).join(", ")}.`
    : `${who} say it in other words; meaning, speaker and place go together.`;
}

function order(row, places) {
  const moved = places.filter((place) => cellOf(row, place).from).map((place) => text(place).siglum);
  if (moved.length) return `${moved.join(", ")} ${moved.length === 1 ? "has" : "have"} it at another place in the order.`;
  const neighbours = [-1, 1].map((step) => {
    let near = rowsByNumber.get(row.n + step);
    while (near && near.scene === row.scene && support(near) < 2) near = rowsByNumber.get(near.n + step);
    return near && near.scene === row.scene ? `row ${near.n}` : null;
  });
  const named = neighbours.filter(Boolean);
  if (!named.length) return "Nothing else is aligned around it.";
  return `It stands in order with what is aligned around it: ${named.join(" and ")}.`;
}

function asText(row) {
  const lines = [`${row.n}  ${row.who ?? (row.told ? "narration" : "unknown")}`];
  scene().columns.forEach((place, at) => {
    if (row.cells[at]) lines.push(`${text(place).siglum}  ${row.cells[at].text}`);
  });
  return `${lines.join("\n")}\n`;
}
