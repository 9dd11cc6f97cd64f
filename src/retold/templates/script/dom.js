// Elements are made here, and text only ever becomes text: no string from a text is read as markup.

const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

function draw(tag, attributes = {}) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const isolated = (text, className) => make("bdi", { class: className }, text);
const siglum = (text) => isolated(text, "siglum");
const sigla = (texts) => texts.map((one, at) => [at ? " " : null, siglum(one)]);
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Says something to those who listen to the page instead of looking at it.
function say(words) {
  find(".said").textContent = words;
}

function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { class: "hidden", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say("Copied.");
}

// What a reader sets is kept for the next visit where the browser allows that, and for this one where it does not.
const kept = {
  get(name) {
    try {
      return localStorage.getItem(`retold-${name}`);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(`retold-${name}`);
      else localStorage.setItem(`retold-${name}`, value);
    } catch {
      // private windows and some browsers keep nothing for files
    }
  },
};
