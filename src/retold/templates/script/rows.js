// The scene side by side: one row a locus, and a ghost wherever a line that has moved stands in its own telling.

const UNSURE = 0.6; // below, a row is about as likely wrong as right
const WIDTHS = { letter: 8.2, line: 27, around: 24, ghost: 45 }; // pixels, for guessing how high a row will be
let table = null; // the list of the rows that are shown
let itemOf = new Map(); // the place of a row in that list

function showRows() {
  const within = find(".collation");
  if (!within) return;
  const columns = chosenColumns().filter((place) => slot(place) >= 0);
  const merged = mergedShown() || columns.length === 0;
  const shown = scene().rows.filter(wanted);
  const items = withGhosts(shown, columns);
  itemOf = new Map(items.map((item, at) => [item.row?.n ?? `ghost-${item.ghost?.join("-")}`, at]));
  table?.close();
  const body = make("div", { class: "body", role: "presentation" });
  within.replaceChildren(headOf(columns, merged), body);
  within.style.setProperty("--columns", columns.length + (merged ? 1 : 0));
  within.classList.toggle("many", columns.length + merged > 2);
  within.setAttribute("aria-rowcount", scene().rows.length + 1);
  const perLine = Math.max(20, (within.clientWidth - 330) / (columns.length + merged || 1) / WIDTHS.letter);
  table = new LazyList(body, items, {
    role: "rowgroup",
    render: (item) => (item.row ? rowElement(item.row, columns, merged) : ghostElement(item.ghost, columns, merged)),
    height: ({ row }) => (row ? guess(row, perLine) : WIDTHS.ghost),
    made: markFound,
  });
  table.reveal(0);
  find("#side .shown").textContent =
    shown.length === scene().rows.length ? "" : `${shown.length} of ${scene().rows.length} rows are shown.`;
  showMap();
}

function guess(row, perLine) {
  const longest = Math.max(...row.cells.map((cell) => cell?.text?.length ?? 1));
  return Math.ceil(longest / perLine) * WIDTHS.line + WIDTHS.around;
}

// The rows that can be seen below the heads of the columns, in order.
function rowsInSight() {
  const top = find(".heads")?.getBoundingClientRect().bottom ?? 0;
  const inSight = (element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > top && box.top < innerHeight;
  };
  return (table?.chunks ?? [])
    .filter((chunk) => chunk.filled && inSight(chunk.element))
    .flatMap((chunk) => findAll("[data-row]", chunk.element).filter(inSight))
    .map((element) => rowsByNumber.get(Number(element.dataset.row)));
}

// Ghosts stand behind the row that they follow in their telling, where the line that moved is shown too.
function withGhosts(rows, columns) {
  const there = new Set(rows.map((row) => row.n));
  const ghosts = scene().ghosts.filter(
    ([column, , first, last]) =>
      columns.includes(scene().columns[column]) && rows.some((row) => first <= row.n && row.n <= last) && there.size,
  );
  const items = [];
  let at = 0;
  const upTo = (number) => {
    while (at < ghosts.length && ghosts[at][1] < number) items.push({ ghost: ghosts[at++] });
  };
  for (const row of rows) {
    upTo(row.n);
    items.push({ row });
  }
  upTo(Infinity);
  return items;
}

function headOf(columns, merged) {
  const title = (place) =>
    make(
      "div",
      { role: "columnheader", class: "tell" },
      siglum(text(place).siglum),
      " ",
      isolated(text(place).title, "title"),
      place === baseShown() ? make("span", { class: "label" }, "compared with") : null,
    );
  return make(
    "div",
    { role: "rowgroup", class: "heads" },
    make(
      "div",
      { role: "row", "aria-rowindex": 1 },
      make("div", { role: "columnheader", class: "n" }, make("abbr", { title: "row" }, "#")),
      make("div", { role: "columnheader", class: "who" }, "Speaker"),
      merged ? make("div", { role: "columnheader", class: "tell" }, consensus[0].toUpperCase() + consensus.slice(1)) : null,
      columns.map(title),
      make("div", { role: "columnheader", class: "rel" }, "How alike"),
    ),
  );
}

function rowElement(row, columns, merged) {
  const unsure = row.score < UNSURE;
  const single = support(row) === 1;
  const only = single ? text(scene().columns[row.cells.findIndex(Boolean)]).siglum : null;
  const element = make(
    "div",
    {
      role: "row",
      id: row.id,
      class: `row ${row.told ? "narration" : "speech"} ${row.relation}${unsure ? " unsure" : ""}`,
      "data-row": row.n,
      "aria-rowindex": row.n - scene().rows[0].n + 2,
      tabindex: row.n === (state.row ?? scene().rows[0].n) ? 0 : -1,
    },
    make("div", { role: "cell", class: "n" }, make("a", { href: `#${row.id}`, tabindex: -1 }, String(row.n))),
    make("div", { role: "rowheader", class: "who" }, whoOf(row)),
    merged ? consensusCell(row) : null,
    columns.map((place) => cellElement(row, place)),
    make(
      "div",
      { role: "cell", class: "rel" },
      make("span", { class: "alike" }, only ? ["only ", isolated(only)] : row.relation),
      single && !unsure ? null : sureness(row.score, unsure),
      moreButton("more", "⋯", { "aria-label": `Row ${row.n}: why, copy, correct`, title: "Why, copy, correct" }),
    ),
  );
  if (state.row === row.n) element.classList.add("current");
  return element;
}

// What opens the drawer of a row; the rows listen for it.
const moreButton = (look, words, more = {}) =>
  make("button", { type: "button", class: look, "aria-expanded": "false", ...more }, words);

function sureness(score, unsure) {
  const figure = score.toFixed(2);
  const about = { class: unsure ? "label doubt" : "sure", title: "How sure the row is, from 0 to 1" };
  return make("span", about, unsure ? `unsure ${figure}` : figure);
}

function whoOf(row) {
  if (row.who) return isolated(row.who);
  return make("span", { class: "told" }, row.told ? "narration" : "unknown");
}

function cellElement(row, place) {
  const cell = cellOf(row, place);
  const label = text(place).siglum;
  if (!cell) {
    return make(
      "div",
      { role: "cell", class: "tell gap", "data-siglum": label },
      make("span", { "aria-hidden": "true" }, "—"),
      make("span", { class: "hidden" }, "nothing here"),
    );
  }
  const look = ["tell", cell.from ? "moved" : "", place === baseShown() ? "base" : ""].filter(Boolean).join(" ");
  return make(
    "div",
    { role: "cell", class: look, "data-siglum": label, "data-place": place },
    cell.from ? moveOf(row, place, cell) : null,
    make("bdi", { class: "words", dir: "auto" }, ...wording(cell.text, marksOf(row, place))),
    cell.form === "reported" ? make("p", { class: "tag" }, "reported speech") : null,
    cell.form === "narration" && !row.told ? make("p", { class: "tag" }, "as narration") : null,
    cell.who ? make("p", { class: "tag" }, "said by ", isolated(cell.who)) : null,
    correctionNote(cell, place),
  );
}

// A line that has moved names the place where it stands in its own telling and leads to the ghost there.
function moveOf(row, place, cell) {
  const [up, after, number] = cell.from;
  const other = rowsByNumber.get(number);
  const ghost = scene().ghosts.find(
    ([column, , first, last]) => scene().columns[column] === place && first <= row.n && row.n <= last,
  );
  return make(
    "p",
    { class: "tag move" },
    make("span", { "aria-hidden": "true" }, up ? "↑ " : "↓ "),
    `moved: stands ${after ? "after" : "before"} `,
    make("a", { href: `#${other.id}`, "data-jump": ghostId(ghost) }, `row ${number}`),
  );
}

const ghostId = (ghost) => (ghost ? `ghost-${ghost.join("-").replace(/[^\w-]/g, "").slice(0, 40)}` : "");

function ghostElement(ghost, columns, merged) {
  const [column, , first, last, words] = ghost;
  const place = scene().columns[column];
  const row = rowsByNumber.get(first);
  const there = first === last ? `row ${first}` : `rows ${first}–${last}`;
  const up = row.n <= ghost[1];
  const cells = columns.map((one) =>
    one === place
      ? make(
          "div",
          { role: "cell", class: "tell", "data-siglum": text(place).siglum },
          make("span", { "aria-hidden": "true" }, up ? "↑ " : "↓ "),
          make("span", { class: "quiet" }, isolated(text(place).siglum), " has this here, in "),
          make("a", { href: `#${row.id}` }, there),
          make("span", { class: "quiet" }, ": ", isolated(words)),
        )
      : make("div", { role: "cell", class: "tell blank", "data-siglum": text(one).siglum }),
  );
  return make(
    "div",
    { role: "row", class: "row ghost", id: ghostId(ghost), "data-first": first, "data-last": last, tabindex: -1 },
    make("div", { role: "cell", class: "n" }),
    make("div", { role: "cell", class: "who told" }, "moved"),
    merged ? make("div", { role: "cell", class: "tell blank" }) : null,
    cells,
    make("div", { role: "cell", class: "rel" }),
  );
}

function consensusCell(row) {
  const [has, of] = [support(row), row.cells.length];
  const bar = draw("svg", { class: "support", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" });
  bar.append(
    draw("rect", { class: "all", width: 100, height: 6 }),
    draw("rect", { class: "have", width: (100 * has) / of, height: 6 }),
  );
  const different = readings(row).length;
  return make(
    "div",
    { role: "cell", class: "tell merged", "data-siglum": "all" },
    make("bdi", { class: "words", dir: "auto" }, consensusOf(row)),
    make(
      "p",
      { class: "tag" },
      bar,
      ` ${has} of ${of} tellings`,
      different > 1 ? [", ", moreButton("more plain", `${different} readings`)] : null,
    ),
  );
}

// The words of a reading with their marks; `marks` come in the order of their places.
function wording(words, marks) {
  const out = [];
  let at = 0;
  for (const [mark, from, to] of marks) {
    if (from < at) continue;
    out.push(words.slice(at, from));
    at = from;
    if (mark === "missing") {
      const space = from > 0 && !/\s/.test(words[from - 1] ?? " ") ? " " : "";
      out.push(space, make("del", {}, to), /[\p{L}\p{N}]/u.test(words[from] ?? "") ? " " : "");
    } else {
      const part = words.slice(from, to);
      out.push(mark === "tag" ? make("span", { class: "beside-line" }, part) : make("ins", { class: mark }, part));
      at = to;
    }
  }
  out.push(words.slice(at));
  return out;
}
