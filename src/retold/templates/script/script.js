// The reconstructed scene as a script: who says what, and which texts support it.

let lines = null;

function showScript() {
  const within = find("#script .lines");
  if (!within || !data.scenes.length) return;
  lines?.close();
  lines = new LazyList(within, scene().script, {
    render: scriptLine,
    height: (line) => 34 + 27 * Math.floor(line.words.reduce((sum, one) => sum + lengthOf(one), 0) / 70),
  });
  lines.reveal(0);
}

const lengthOf = (one) => (typeof one === "string" ? one : one.map(([words]) => words).join(" ")).length;

function scriptLine(line) {
  const row = rowsByNumber.get(line.row);
  const open = line.words.some((one) => typeof one !== "string");
  const whole = open && line.words.length === 1; // its readings stand under one another, each with its texts
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
        whole
          ? `row ${line.row}`
          : [make("span", { class: "hidden" }, `row ${line.row}, supported by `), supporters(line.support)],
      ),
      line.unsure && !open ? make("span", { class: "label doubt" }, "unsure") : null,
    ),
  );
}

const FEW_TEXTS = 6; // are named; of more the number is said

const supporters = (texts) => (texts.length > FEW_TEXTS ? `${texts.length} texts` : sigla(texts));

function eitherOf(choices, whole) {
  return make(
    "span",
    { class: `either${whole ? " whole" : ""}` },
    choices.map(([words, ...texts], at) => [
      at ? make("i", { class: whole ? "hidden" : "" }, " or ") : null,
      make("span", {}, words ? isolated(words) : make("i", {}, "nothing"), " ", make("small", {}, supporters(texts))),
    ]),
  );
}
