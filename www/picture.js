// @ts-check
// The idea as a picture that is the status too: a CI job gets an ID token, the Hub checks it, and hands back a token for
// an hour. Each station shows whether what is on the page passes it.

import * as texts from "./texts.js";

/** @typedef {"pass" | "fail" | "unchecked" | "none"} State */

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} tag @param {{ [name: string]: string | number }} attributes @param {...(Node | string)} children */
function svg(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

export class Picture {
  /** @type {{ group: Element, symbol: Element, word: Element }[]} */
  #stations = [];

  constructor() {
    this.element = svg("svg", {
      class: "picture",
      viewBox: "0 0 640 106",
      role: "img",
    });
    texts.stations.forEach((name, index) => {
      const x = 80 + index * 160;
      const symbol = svg("text", { class: "sign", x, y: 34, "text-anchor": "middle" });
      const word = svg("text", { class: "word", x, y: 88, "text-anchor": "middle" });
      const [first, ...rest] = name.split(" ");
      /** @param {string} when @param {number} y @param {string} text */
      const named = (when, y, text) => svg("text", { class: `name ${when}`, x, y, "text-anchor": "middle" }, text);
      const group = svg(
        "g",
        {},
        svg("circle", { cx: x, cy: 28, r: 20 }),
        symbol,
        // Scaled to a phone one line would be too small to read, or run into the next.
        named("whole", 68, name),
        named("half", 72, first),
        named("half", 100, rest.join(" ")),
        word,
      );
      if (index) {
        const from = x - 132;
        this.element.append(svg("path", { class: "way", d: `M${from} 28H${x - 30}m-7-5 7 5-7 5` }));
      }
      this.element.append(group);
      this.#stations.push({ group, symbol, word });
    });
    this.update(null);
  }

  /** @param {import("./pkg/index.js").Exchange | null} exchange */
  update(exchange) {
    const states = exchange ? stations(exchange) : texts.stations.map(() => /** @type {State} */ ("none"));
    states.forEach((state, index) => {
      const { group, symbol, word } = this.#stations[index];
      group.setAttribute("class", `station ${state}`);
      [symbol.textContent, word.textContent] = texts.marks[state];
    });
    const told = states.map((state, index) => `${texts.stations[index]}: ${texts.marks[state][1]}`).join(", ");
    if (this.element.getAttribute("aria-label") !== told) this.element.setAttribute("aria-label", told);
  }
}

/** @param {import("./pkg/index.js").Exchange} exchange @returns {State[]} */
function stations({ steps, outcome, matches }) {
  /** @param {string[]} names @returns {State} */
  const worst = (names) => {
    const found = steps.filter(({ name }) => names.includes(name)).map(({ status }) => status);
    if (found.includes("fail")) return "fail";
    return found.every((status) => status === "pass") ? "pass" : "unchecked";
  };
  const token = worst(["token"]);
  const job = token === "pass" && matches.length > 0 ? "pass" : "unchecked";
  // That nobody gave a key set leaves nothing open at the Hub, which has one.
  const forged = worst(["signature"]) === "fail";
  const hub = forged ? "fail" : worst(["resource", "issuer", "audience", "time", "claims"]);
  const end = outcome === "granted" ? "pass" : outcome === "refused" ? "fail" : "unchecked";
  return [job, token, hub, end];
}
