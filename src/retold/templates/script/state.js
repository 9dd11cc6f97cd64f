// What is shown, and how it is written in the address: `#target&name=value…`, where the target is a view or a row.
// A row's address is made of the texts' contents, so it holds when the same texts are compared again.

const data = read("rows-data");
const OUTCOMES = ["kept", "changed", "moved", "added", "dropped"];
const VIEWS = ["side", "script", "whole", "overview"].filter((view) => document.getElementById(view));
const MOST = 4; // columns side by side

const state = {
  view: VIEWS[0],
  row: null, // the number of the row a reader stays with
  scene: 0,
  base: null, // the place of a telling that the reader chose; null is what the page was made with
  columns: null, // places among the texts; null is what the page chooses
  merged: null, // whether the consensus has a column
  who: "", // a speaker, or a kind of line as in ":speech"
  show: new Set(OUTCOMES),
  words: "",
  panes: null,
};

const scene = () => data.scenes[state.scene];
const text = (place) => data.texts[place];
const placeOf = (label) => data.texts.findIndex((one) => one.siglum === label);

const rowsByNumber = new Map();
const rowsById = new Map();
data.scenes.forEach((one, at) => {
  for (const row of one.rows) {
    row.scene = at;
    rowsByNumber.set(row.n, row);
    rowsById.set(row.id, row);
  }
});

// What the page was made with: a base text, or what most tellings have.
const ownBase = placeOf(data.base);
const baseShown = () => state.base ?? (ownBase >= 0 ? ownBase : null);
const consensus = data.base === null ? "what most tellings have" : `what ${data.base} has`;
// Of two tellings neither is most.
const usual = () => (data.base === null && scene().columns.length === 2 ? "each other" : consensus);

// Few tellings stand beside one another; of many, their consensus is shown with who supports it.
const chosenColumns = () => state.columns ?? (scene().columns.length <= MOST ? scene().columns : []);
const mergedShown = () => state.merged ?? (scene().columns.length > MOST && state.columns === null);

function address(row = state.row) {
  const parts = new URLSearchParams();
  if (state.scene && row === null) parts.set("scene", state.scene + 1);
  if (state.base !== null) parts.set("base", text(state.base).siglum);
  if (state.columns !== null) parts.set("columns", state.columns.map((place) => text(place).siglum).join(","));
  if (state.merged !== null) parts.set("consensus", state.merged ? "1" : "0");
  if (state.who) parts.set("lines", state.who);
  if (state.show.size < OUTCOMES.length) parts.set("show", [...state.show].join(","));
  if (state.words) parts.set("find", state.words);
  if (state.panes !== null) parts.set("texts", state.panes.map((place) => text(place).siglum).join(","));
  const target = row !== null && state.view === "side" ? rowsByNumber.get(row).id : state.view;
  return `#${[target, parts.toString()].filter(Boolean).join("&")}`;
}

// Takes the state from the address; says whether it names a row to go to.
function takeAddress() {
  const [target, ...rest] = location.hash.slice(1).split("&");
  const parts = new URLSearchParams(rest.join("&"));
  const listed = (name) =>
    parts.has(name) ? parts.get(name).split(",").map(placeOf).filter((place) => place >= 0) : null;
  const row = rowsById.get(decodeURIComponent(target));
  if (row) [state.view, state.scene, state.row] = ["side", row.scene, row.n];
  else {
    const within = target ? document.getElementById(target)?.closest(".view")?.id : null;
    if (within) state.view = within;
    state.scene = Math.min(data.scenes.length, Math.max(1, Number(parts.get("scene")) || 1)) - 1;
    state.row = null;
  }
  const base = placeOf(parts.get("base"));
  state.base = base >= 0 ? base : null;
  state.columns = listed("columns")?.slice(0, MOST) ?? null;
  state.merged = parts.has("consensus") ? parts.get("consensus") === "1" : null;
  state.who = parts.get("lines") ?? "";
  state.show = new Set((parts.get("show")?.split(",") ?? OUTCOMES).filter((one) => OUTCOMES.includes(one)));
  state.words = parts.get("find") ?? "";
  state.panes = listed("texts")?.slice(0, MOST) ?? null;
  return row ?? null;
}

// A jump can be gone back from; a change of what is shown only replaces the address.
function writeAddress(jumped = false) {
  const now = address();
  if (now !== location.hash) history[jumped ? "pushState" : "replaceState"](null, "", now);
}
