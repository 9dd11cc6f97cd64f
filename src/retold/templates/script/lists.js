// Long lists of which only what is near the window is made: the items stand in chunks, and a chunk that has not been
// made yet is as high as it will roughly be. What was made stays, so that a page that is read through holds still.

const CHUNK = 10; // items: made, set and laid out well within a frame
const NEAR = "1500px"; // how far outside the window chunks are made
const lists = new Set();

class LazyList {
  // `render` makes the element of an item; `height` guesses how many pixels it will take.
  constructor(within, items, { render, height, role, made }) {
    Object.assign(this, { items, render, made });
    this.chunks = [];
    this.waiting = new Set();
    this.observer = new IntersectionObserver((entries) => this.near(entries), { rootMargin: NEAR });
    this.places = new Map();
    for (let at = 0; at < items.length; at += CHUNK) {
      const element = make("div", { class: "chunk", role });
      const own = items.slice(at, at + CHUNK);
      element.style.height = `${own.reduce((sum, item) => sum + height(item), 0)}px`;
      this.places.set(element, this.chunks.length);
      this.chunks.push({ element, own, filled: false });
    }
    within.replaceChildren(...this.chunks.map((chunk) => chunk.element));
    this.chunks.forEach((chunk) => this.observer.observe(chunk.element));
    lists.add(this);
  }

  near(entries) {
    const idle = this.waiting.size === 0;
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.waiting.add(this.places.get(target));
      else this.waiting.delete(this.places.get(target));
    }
    if (idle) this.work();
  }

  // What can be seen is made at once, what is only near one chunk a frame, so that no frame waits for many.
  work() {
    const far = (at) => {
      const { top, bottom } = this.chunks[at].element.getBoundingClientRect();
      return Math.max(0, top - innerHeight, -bottom);
    };
    const order = [...this.waiting].map((at) => [far(at), at]).sort(([one], [other]) => one - other);
    order.filter(([away], which) => away === 0 || which === 0).forEach(([, at]) => this.fill(at));
    if (this.waiting.size) requestAnimationFrame(() => this.work());
  }

  fill(at) {
    this.waiting.delete(at);
    const chunk = this.chunks[at];
    if (!chunk || chunk.filled) return;
    chunk.filled = true;
    this.observer.unobserve(chunk.element);
    chunk.element.style.height = "";
    chunk.element.append(...chunk.own.map(this.render));
    this.made?.(chunk.element);
  }

  fillAll() {
    this.chunks.forEach((_, at) => this.fill(at));
  }

  // The chunk of an item and its neighbours are made, so that what is scrolled to stays where it is.
  reveal(index) {
    const at = Math.floor(index / CHUNK);
    for (let near = at - 1; near <= at + 1; near++) this.fill(near);
  }

  close() {
    this.observer.disconnect();
    this.waiting.clear();
    lists.delete(this);
  }
}

addEventListener("beforeprint", () => {
  findAll("header details").forEach((folded) => (folded.open = true));
  for (const list of lists) if (list.chunks[0]?.element.offsetParent !== null) list.fillAll();
});
