// The map at the side: a bar a telling, a band for every passage that goes together, where the reader is, what is found.

const mapShown = () => findAll(".map")[state.scene] ?? null;

function showMap() {
  findAll(".map").forEach((map, at) => (map.hidden = at !== state.scene));
  showHere();
}

// Where a cell stands on the bar of its column: from 0 to the height of the bar.
function onBar(row, column, height) {
  const cell = row.cells[column];
  if (!cell) return null;
  const [start, end] = scene().extents[column];
  const scale = height / Math.max(1, end - start);
  return [(cell.at[0][0] - start) * scale, (cell.at.at(-1)[1] - start) * scale];
}

function onEveryBar(rows, paint) {
  const map = mapShown();
  if (!map) return;
  for (const bar of findAll(".extent", map)) {
    const column = Number(bar.dataset.column);
    const height = bar.height.baseVal.value;
    const places = rows.map((row) => onBar(row, column, height)).filter(Boolean);
    paint(bar, places);
  }
}

function showHits(rows) {
  const group = mapShown() && find(".hits", mapShown());
  if (!group) return;
  group.replaceChildren();
  onEveryBar(rows, (bar, places) => {
    const [x, width] = [bar.x.baseVal.value, bar.width.baseVal.value];
    for (const [top] of places) group.append(draw("rect", { x: x - 6, width: width + 12, y: top - 1.5, height: 4 }));
  });
}

// The rows in the window, as a bracket on every bar.
function showHere() {
  const group = mapShown() && find(".here", mapShown());
  if (!group || state.view !== "side") return;
  const rows = rowsInSight();
  group.replaceChildren();
  onEveryBar(rows.filter((row) => row.cells.every((cell) => !cell || !cell.from)), (bar, places) => {
    if (!places.length) return;
    const top = Math.min(...places.map(([start]) => start));
    const end = Math.max(...places.map(([, stop]) => stop));
    const [x, width] = [bar.x.baseVal.value, bar.width.baseVal.value];
    group.append(draw("rect", { x: x - 4, width: width + 8, y: top, height: Math.max(6, end - top) }));
  });
}

// A click leads to the row that stands nearest to the place clicked, on the bar that is nearest.
function listenToMap() {
  for (const map of findAll(".map svg")) {
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
