// The reconstructed scene as a script: who says what, and which texts support it.

let lines = null;

function showScript() {
  const within = find("#script .lines");
  if (!within || !data.scenes.length) return;
  lines?.close();
  lines = new LazyList(within, scene().script, {
    render: scriptLine,
    height: (line) => 34 + 27 * Math.floor(line.words.reduce((sum, one) => sum + one.length, 0) / 70),
  });
  lines.reveal(0);
}

function scriptLine(line) {
  const row = rowsByNumber.get(line.row);
  const whole = line.words.length === 1;
  const words = line.words.flatMap((one, at) => [at ? " " : "", typeof one === "string" ? one : eitherOf(one, whole)]);
  return make(
    "div",
    { class: `line${line.who ? "" : " stage"}`, "data-row": line.row },
    make("p", { class: "who" }, line.who ? isolated(line.who) : make("span", { class: "hidden" }, "narration")),
    make(
      "div",
      { class: "says" },
      make("bdi", { dir: "auto" }, words),
      " ",
      make(
        "a",
        { class: "support", href: `#${row.id}` },
        make("span", { class: "hidden" }, `row ${line.row}, supported by `),
        line.support.length > 6 ? `${line.support.length} texts` : sigla(line.support),
      ),
      line.unsure ? make("span", { class: "label doubt" }, "unsure") : null,
    ),
  );
}

function eitherOf(choices, whole) {
  return make(
    "span",
    { class: `either${whole ? " whole" : ""}` },
    choices.map(([words, ...texts], at) => [
      at ? make("i", {}, " or ") : null,
      make("span", {}, isolated(words), " ", make("small", {}, sigla(texts))),
    ]),
  );
}
