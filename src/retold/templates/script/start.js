// The page as a whole: forms that say what is shown, the views, and the first showing.

function show(view) {
  state.view = view;
  state.row = view === "side" || view === "whole" ? state.row : null;
  showAll();
  writeAddress(true);
  scrollTo({ top: Math.min(scrollY, find(".bar").offsetTop), behavior: "instant" });
}

function showAll() {
  for (const view of findAll(".view")) view.classList.toggle("current", view.id === state.view);
  for (const link of findAll(".views a")) {
    if (link.hash === `#${state.view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const here = find(".views [aria-current]");
  if (here) find(".bar nav").scrollLeft = here.offsetLeft - find(".views a").offsetLeft;
  find(".find").classList.toggle("away", state.view !== "side" && state.view !== "whole");
  against.clear();
  fillForms();
  if (state.view === "side") showRows();
  if (state.view === "script") showScript();
  showTexts();
  showFound();
  showCorrections();
}

function fillForms() {
  find("#find").value = state.words;
  const form = find("#side form.choose");
  if (!form) return;
  if (form.scene) form.scene.value = String(state.scene + 1);
  const places = scene().columns;
  const option = (value, words, chosen) => make("option", { value, selected: chosen }, words);
  form.base.replaceChildren(
    option("", usual(), state.base === null),
    ...places
      .filter((place) => place !== ownBase)
      .map((place) => option(place, `${text(place).siglum}: ${text(place).title}`, state.base === place)),
  );
  const says = new Map();
  for (const row of scene().rows) if (row.who) says.set(row.who, (says.get(row.who) ?? 0) + 1);
  form.who.replaceChildren(
    option("", "all", !state.who),
    option(":speech", "speech", state.who === ":speech"),
    option(":told", "narration", state.who === ":told"),
    ...[...says]
      .sort((one, other) => other[1] - one[1])
      .map(([who, count]) => option(who, `${who} (${count})`, state.who === who)),
  );
  const tally = Object.fromEntries(OUTCOMES.map((one) => [one, 0]));
  const those = counted();
  for (const row of scene().rows) {
    for (const one of new Set(those.flatMap((place) => outcomes(row, place)))) tally[one]++;
  }
  for (const box of findAll("[name=show]", form)) {
    box.checked = state.show.has(box.value);
    find(".count", box.parentElement).textContent = String(tally[box.value]);
  }
  const chosen = chosenColumns();
  const pick = (name, value, words, checked, full) =>
    make("label", {}, make("input", { type: "checkbox", name, value, checked, disabled: full && !checked }), " ", ...words);
  find(".chosen", form).replaceChildren(
    find(".chosen legend", form),
    pick("merged", "1", [consensus], mergedShown() || !chosen.length, false),
    ...places.map((place) => {
      const words = [siglum(text(place).siglum), " ", isolated(text(place).title)];
      return pick("column", place, words, chosen.includes(place), chosen.length >= MOST);
    }),
  );
}

function fillPanes() {
  const set = find(".panes-chosen");
  if (!set) return;
  const chosen = panesShown();
  set.replaceChildren(
    find("legend", set),
    ...data.texts.map((one, place) => {
      const box = make("input", { type: "checkbox", name: "pane", value: place, checked: chosen.includes(place) });
      return make("label", {}, box, " ", siglum(one.siglum), make("span", { class: "count" }));
    }),
  );
}

function nextBase() {
  const all = [null, ...scene().columns.filter((place) => place !== ownBase)];
  state.base = all[(all.indexOf(state.base) + 1) % all.length];
  changed();
  say(`Compared with ${state.base === null ? usual() : text(state.base).siglum}.`);
}

// Something of what is shown has changed: the rows are set anew, and the reader stays where he was.
function changed() {
  const held = state.row === null ? rowsInSight()[0] : rowsByNumber.get(state.row);
  const top = held && document.getElementById(held.id)?.getBoundingClientRect().top;
  showAll();
  writeAddress();
  if (held && wanted(held) && held.scene === state.scene && scrollY > 0) {
    table.reveal(itemOf.get(held.n));
    const now = document.getElementById(held.id).getBoundingClientRect().top;
    if (top !== undefined) scrollBy({ top: now - top, behavior: "instant" });
  }
}

function listenToForms() {
  find("#side form.choose")?.addEventListener("change", (event) => {
    const form = event.currentTarget;
    const { name } = event.target;
    if (name === "scene") Object.assign(state, { scene: Number(form.scene.value) - 1, row: null, columns: null });
    state.base = form.base.value === "" || name === "scene" ? null : Number(form.base.value);
    state.who = name === "scene" ? "" : form.who.value;
    state.show = new Set(findAll("[name=show]:checked", form).map((box) => box.value));
    if (name === "column" || name === "merged") {
      state.columns = findAll("[name=column]:checked", form).map((box) => Number(box.value));
      state.merged = find("[name=merged]", form).checked;
    }
    changed();
  });
  find("#whole form.choose")?.addEventListener("change", (event) => {
    if (event.target.name !== "pane") return;
    state.panes = findAll("[name=pane]:checked").map((box) => Number(box.value)).slice(-MOST);
    fillPanes();
    showTexts();
    showFound();
    writeAddress();
  });
  for (const link of findAll(".views a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(link.hash.slice(1));
    });
  }
  // A link to a row leads there without changing what else is shown.
  document.addEventListener("click", (event) => {
    const row = rowsById.get(event.target.closest?.("a[href^='#']")?.hash.slice(1));
    if (!row || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goTo(row);
  });
  find("button.save").addEventListener("click", () => savePacked("result-data", "retold-result.json", "application/json"));
  find("button.save-tei")?.addEventListener("click", () => savePacked("tei-data", "retold-edition.xml", "application/tei+xml"));
  find("button.help").addEventListener("click", help);
  find("button.theme").addEventListener("click", nextTheme);
}

// Files are packed in the page: what is saved of the result are the bytes that `retold compare --json` writes.
async function savePacked(id, name, type) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (sign) => sign.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  download(name, type, await new Response(plain).blob());
}

function fromAddress() {
  const target = location.hash.slice(1).split("&")[0];
  const known = !target || rowsById.has(target) || document.getElementById(target)?.closest(".view");
  if (!known && find(".view.current")) return; // such as the place that the first link of the page leads to
  const row = takeAddress();
  showAll();
  if (row) goTo(row, { jumped: false });
}

document.documentElement.classList.add("scripted");
findAll(".find, .actions, form.choose").forEach((element) => (element.hidden = false));
// The heads of the columns stand below the bar, however many lines it takes.
new ResizeObserver(([{ target }]) => {
  const stays = getComputedStyle(target).position === "sticky";
  document.documentElement.style.setProperty("--under-bar", `${stays ? target.offsetHeight - 1 : 0}px`);
}).observe(find(".bar"));
showTheme();
listenToForms();
listenToFind();
listenToRows();
listenToMap();
addEventListener("keydown", onKey);
addEventListener("hashchange", fromAddress);
fromAddress();
fillPanes();
