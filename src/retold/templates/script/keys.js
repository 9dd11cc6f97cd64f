// Keys for everything that a pointer can do; they rest while something is typed, and can be turned off.

const THEMES = ["", "dark", "light"];

function showTheme() {
  const theme = kept.get("theme") ?? "";
  document.documentElement.dataset.theme = theme;
  find("button.theme").title = `Light or dark: ${theme || "as the system has it"} (t)`;
}

function nextTheme() {
  const next = THEMES[(THEMES.indexOf(kept.get("theme") ?? document.documentElement.dataset.theme ?? "") + 1) % THEMES.length];
  kept.set("theme", next || null);
  showTheme();
  say(`Colours: ${next || "as the system has it"}.`);
}

const help = () => find("dialog.helping").showModal();
const current = () => (state.row === null ? null : rowsByNumber.get(state.row));
const withCurrent = (does) => () => current() && does(current());

const ON_ROWS = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  n: () => step(1, differs),
  p: () => step(-1, differs),
  m: followMove,
  e: withCurrent((row) => toggleWhy(row)),
  Enter: withCurrent((row) => toggleWhy(row)),
  c: withCurrent((row) => copy(asText(row))),
  x: withCurrent((row) => support(row) > 1 && splitRow(row)),
  "=": withCurrent((row) => (linking ? finishLink(row, null) : startLink(row))),
  b: nextBase,
};

const ON_TEXTS = { e: goToLineRead, Enter: goToLineRead };

const ANYWHERE = {
  "/": () => find("#find").focus(),
  l: () => find("[name=together]")?.click(),
  t: nextTheme,
  "?": help,
  ...Object.fromEntries(VIEWS.map((view, at) => [String(at + 1), () => show(view)])),
};

function onKey(event) {
  if (event.key === "Escape") return escape();
  if (event.ctrlKey || event.metaKey || event.altKey || !find(".keys-on").checked || find("dialog[open]")) return;
  const on = event.target;
  if (on.closest?.("input, select, textarea, summary") || (event.key === "Enter" && on.closest?.("button, a"))) return;
  // Arrows scroll the page until a row is stayed with.
  if (event.key.startsWith("Arrow") && !on.closest?.(".collation")) return;
  const does = { side: ON_ROWS, whole: ON_TEXTS }[state.view]?.[event.key] ?? ANYWHERE[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}

function escape() {
  if (linking) return cancelLink();
  const open = find(".drawer");
  if (open) return toggleWhy(rowsByNumber.get(Number(open.dataset.of)), false);
  if (state.words) {
    find("#find").value = state.words = "";
    showFound();
    writeAddress();
  }
}
