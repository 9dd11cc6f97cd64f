// The words of two readings side by side, for a reader who compares against one telling instead of the consensus.

const WORD = /[\p{L}\p{N}]+(?:['’´`-][\p{L}\p{N}]+)*/gu;
const LARGEST = 4_000_000; // pairs of words; readings longer than that are not compared word by word

// Without case and accents, unit for unit as long as the text, so that places found in one are places in the other.
function fold(text) {
  const plain = text.toLowerCase().replace(/[’´`]/g, "'");
  const even = plain.length === text.length ? plain : text;
  return even.replace(/[^\x00-\x7f]/g, (sign) => {
    const bare = sign.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return bare.length === sign.length ? bare : sign;
  });
}

function wordsOf(cell) {
  const tags = (cell.marks ?? []).filter(([mark]) => mark === "tag");
  const found = [];
  for (const match of cell.text.matchAll(WORD)) {
    const start = match.index;
    if (!tags.some(([, from, to]) => from <= start && start < to)) {
      found.push({ key: match[0].toLowerCase().replace(/[’´`]/g, "'"), text: match[0], start, end: start + match[0].length });
    }
  }
  return found;
}

// The longest common sequence of two lists of words, as pairs of places.
function common(one, other) {
  if (one.length * other.length > LARGEST) return [];
  const width = other.length + 1;
  const best = new Uint32Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      best[i * width + j] =
        one[i].key === other[j].key
          ? best[(i + 1) * width + j + 1] + 1
          : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i].key === other[j].key) pairs.push([i++, j++]);
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
}

// Marks as the page has them for the consensus: what `cell` has otherwise than `base`, has more, or lacks.
function differences(base, cell) {
  const [theirs, own] = [wordsOf(base), wordsOf(cell)];
  const marks = [];
  let [i, j] = [0, 0];
  for (const [p, q] of [...common(theirs, own), [theirs.length, own.length]]) {
    if (j < q) marks.push([i < p ? "changed" : "added", own[j].start, own[q - 1].end]);
    else if (i < p) {
      const at = q < own.length ? own[q].start : own.length ? own.at(-1).end : 0;
      marks.push(["missing", at, base.text.slice(theirs[i].start, theirs[p - 1].end)]);
    }
    [i, j] = [p + 1, q + 1];
  }
  return marks;
}
