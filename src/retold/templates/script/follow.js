// Following a line: its row, the ghost it left and its band on the map light up, and jumps lead there and back.

function lightUp(number) {
  findAll(".lit").forEach((element) => element.classList.remove("lit"));
  if (number === null) return;
  findAll(`[data-row="${number}"]`).forEach((element) => element.classList.add("lit"));
  findAll(".ghost, .map:not([hidden]) .band").forEach((element) => {
    if (Number(element.dataset.first) <= number && number <= Number(element.dataset.last)) element.classList.add("lit");
  });
}

// Stays with a row: the address names it, and keys go on from it.
function stayWith(row, { focus = true } = {}) {
  const before = state.row;
  state.row = row.n;
  findAll(".collation .current").forEach((element) => {
    element.classList.remove("current");
    element.tabIndex = -1;
  });
  const element = document.getElementById(row.id);
  if (element) {
    element.classList.add("current");
    element.tabIndex = 0;
    if (focus) element.focus({ preventScroll: true });
  }
  lightUp(row.n);
  return before;
}

function goTo(row, { jumped = true } = {}) {
  if (state.view !== "side" || state.scene !== row.scene) {
    [state.view, state.scene, state.row] = ["side", row.scene, row.n];
    showAll();
  }
  if (!wanted(row)) {
    Object.assign(state, { who: "", show: new Set(OUTCOMES) });
    if (!wanted(row)) Object.assign(state, { columns: null, merged: null });
    fillForms();
    showRows();
    say("The filters are taken off, for the row was hidden.");
  }
  scrollToItem(row.n, row.id);
  stayWith(row);
  writeAddress(jumped);
}

function scrollToItem(key, id) {
  table.reveal(itemOf.get(key) ?? 0);
  const settle = () => document.getElementById(id)?.scrollIntoView({ block: "center", behavior: "instant" });
  settle();
  // What is made on the way may be higher than was guessed: once more when it stands.
  requestAnimationFrame(() => requestAnimationFrame(settle));
}

function goToGhost(id) {
  const ghost = scene().ghosts.find((one) => ghostId(one) === id);
  if (!ghost) return false;
  scrollToItem(`ghost-${ghost.join("-")}`, id);
  document.getElementById(id)?.focus({ preventScroll: true });
  return true;
}

// From a moved line to its ghost, and from there back.
function followMove() {
  const ghost = document.activeElement?.closest?.(".ghost");
  if (ghost) return goTo(rowsByNumber.get(Number(ghost.dataset.first)));
  const link = state.row === null ? null : find(`#${CSS.escape(rowsByNumber.get(state.row).id)} [data-jump]`);
  if (link) goToGhost(link.dataset.jump);
  else say("This line has not moved.");
}

function step(by, passes = () => true) {
  const rows = scene().rows.filter(wanted);
  let at = rows.findIndex((row) => row.n === state.row);
  if (at < 0) at = by > 0 ? -1 : rows.length;
  for (at += by; at >= 0 && at < rows.length; at += by) {
    if (passes(rows[at])) {
      table.reveal(itemOf.get(rows[at].n));
      stayWith(rows[at]);
      document.getElementById(rows[at].id).scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
      return writeAddress();
    }
  }
  say("There is no further row.");
}

const rowAround = (element) => {
  const around = element?.closest?.("[data-row]");
  return around ? rowsByNumber.get(Number(around.dataset.row)) : null;
};

const RESTING = 100; // milliseconds without scrolling

function listenToRows() {
  const within = find(".collation");
  if (!within) return;
  // Rows that only pass under the pointer while the page is scrolled stay dark until it rests.
  let scrolled = 0;
  let under = null;
  const lightUnder = () => {
    const row = rowAround(under);
    const ghost = under?.closest(".ghost");
    lightUp(row?.n ?? (ghost ? Number(ghost.dataset.first) : state.row));
  };
  addEventListener("scroll", () => {
    clearTimeout(scrolled);
    scrolled = setTimeout(() => {
      scrolled = 0;
      if (under?.isConnected) lightUnder();
    }, RESTING);
  }, { passive: true });
  within.addEventListener("pointerover", (event) => {
    under = event.target;
    if (!scrolled) lightUnder();
  });
  within.addEventListener("pointerleave", () => {
    under = null;
    lightUp(state.row);
  });
  within.addEventListener("focusin", (event) => {
    const row = rowAround(event.target);
    if (row) lightUp(row.n);
  });
  within.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-jump]");
    if (jump && goToGhost(jump.dataset.jump)) return event.preventDefault();
    const row = rowAround(event.target);
    if (!row || event.target.closest("a") || getSelection().toString()) return;
    const more = event.target.closest(".more");
    if (linking && !more) return finishLink(row, event.target.closest("[data-place]"));
    stayWith(row, { focus: !more });
    writeAddress();
    if (more) toggleWhy(row);
  });
}
