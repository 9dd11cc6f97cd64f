// The map at the side: a bar a telling, a band for every passage that goes together, where the reader is, what is found.
// Of many tellings, each is a strip in the order of the scene: what became of every line, and where lines are missing.

const BEYOND = 4; // units of the drawing by which a bracket stands out from its bar
const mapShown = () => findAll(".map")[state.scene] ?? null;
const inOrder = () => mapShown()?.classList.contains("many");

function showMap() {
  findAll(".map").forEach((map, at) => (map.hidden = at !== state.scene));
  if (inOrder()) showStrips();
  showHere();
}

// Where a cell stands on the bar of its column: from 0 to the height of the bar.
function onBar(row, column, height) {
  const cell = row.cells[column];
  if (!cell) return null;
  const { rows, extents } = scene();
  if (inOrder()) return [row.n - rows[0].n, row.n - rows[0].n + 1].map((at) => (at * height) / rows.length);
  const [start, end] = extents[column];
  const scale = height / Math.max(1, end - start);
  return [(cell.at[0][0] - start) * scale, (cell.at.at(-1)[1] - start) * scale];
}

function onEveryBar(paint) {
  for (const bar of mapShown() ? findAll(".extent", mapShown()) : []) {
    const [x, width, height] = [bar.x, bar.width, bar.height].map((length) => length.baseVal.value);
    paint({ column: Number(bar.dataset.column), x, width, height });
  }
}

// One path for all that became the same, against whatever the rows are compared with.
function showStrips() {
  const paths = new Map(["kept", "changed", "added", "moved"].map((outcome) => [outcome, []]));
  onEveryBar(({ column, x, width, height }) => {
    for (const row of scene().rows) {
      const place = onBar(row, column, height);
      if (!place) continue;
      const became = outcomes(row, scene().columns[column]);
      const [top, end] = place.map((y) => y.toFixed(1));
      paths.get(became.at(-1))?.push(`M${x + 1} ${top}h${width - 2}V${end}h${2 - width}z`);
    }
  });
  find(".strips", mapShown()).replaceChildren(
    ...[...paths].map(([outcome, parts]) => draw("path", { class: outcome, d: parts.join("") })),
  );
}

function showHits(rows) {
  const group = mapShown() && find(".hits", mapShown());
  if (!group) return;
  group.replaceChildren();
  onEveryBar(({ column, x, width, height }) => {
    const beyond = inOrder() ? 0 : BEYOND + 2;
    for (const [top] of rows.map((row) => onBar(row, column, height)).filter(Boolean)) {
      group.append(draw("rect", { x: x - beyond, width: width + 2 * beyond, y: top - 1.5, height: 4 }));
    }
  });
}

// The rows in the window, as a bracket on every bar; a line that has moved stands elsewhere in its own telling.
function showHere() {
  const group = mapShown() && find(".here", mapShown());
  if (!group || state.view !== "side") return;
  const rows = rowsInSight();
  const boxes = [];
  onEveryBar(({ column, x, width, height }) => {
    const here = rows.filter((row) => inOrder() || !row.cells[column]?.from);
    const places = here.map((row) => onBar(row, column, height)).filter(Boolean);
    if (!places.length) return;
    const top = Math.min(...places.map(([start]) => start));
    const end = Math.max(...places.map(([, stop]) => stop));
    boxes.push({ x: x - BEYOND, width: width + 2 * BEYOND, y: top, height: Math.max(6, end - top) });
  });
  if (inOrder()) boxes.splice(0, Infinity, ...around(boxes));
  while (group.childElementCount < boxes.length) group.append(draw("rect"));
  while (group.childElementCount > boxes.length) group.lastChild.remove();
  boxes.forEach((box, at) => {
    for (const [name, value] of Object.entries(box)) group.children[at].setAttribute(name, value);
  });
}

// One box around all: strips in the order of the scene show the same rows.
function around(boxes) {
  if (!boxes.length) return [];
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const end = Math.max(...boxes.map((box) => box.y + box.height));
  return [{ x, y, width: right - x, height: end - y }];
}

// A click leads to the row that stands nearest to the place clicked, on the bar that is nearest.
function listenToMap() {
  for (const map of findAll(".map .drawn")) {
    map.addEventListener("click", (event) => {
      const band = event.target.closest(".band");
      if (band?.classList.contains("moved")) return goTo(rowsByNumber.get(Number(band.dataset.first)));
      const box = map.getBoundingClientRect();
      const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      const column = Math.round(x * (scene().columns.length - 1));
      const nearest = scene()
        .rows.filter((row) => row.cells[column] && wanted(row))
        .map((row) => [Math.abs(onBar(row, column, 1)[0] - y), row])
        .reduce((best, one) => (best === null || one[0] < best[0] ? one : best), null);
      if (nearest) goTo(nearest[1]);
    });
  }
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      showHere();
    });
  }, { passive: true });
}
