// @ts-check
// One publisher beside the token, claim by claim.

import { differing, element, redraw, value } from "./element.js";
import { mark } from "./findings.js";
import * as texts from "./texts.js";

export class Claims {
  constructor() {
    const head = element("tr", "", ...texts.columns.map((name) => cell("th", "", name)));
    this.caption = element("caption", "");
    this.body = element("tbody", "");
    this.element = element("table", "claims-table", this.caption, element("thead", "", head), this.body);
  }

  /** @param {import("./pkg/index.js").Match} match */
  update({ publisher, verdict, issuer, claims }) {
    redraw(this.caption, [
      { of: publisher, make: () => element("span", "", texts.publisherName(publisher)) },
      { of: verdict, make: () => mark(verdict) },
    ]);
    const rows = [{ claim: texts.issuerRow, readFrom: ["iss"], ...issuer }, ...claims];
    redraw(
      this.body,
      rows.map((one) => ({ of: one, make: () => row(one) })),
    );
    return this;
  }
}

/** @param {Omit<import("./pkg/index.js").ClaimMatch, "fix">} claim */
function row({ claim, readFrom, expected, found, verdict }) {
  const names = readFrom.flatMap((name, index) => (index ? [", ", value(name)] : [value(name)]));
  const [wanted, held] =
    found !== null && verdict === "mismatch" ? differing(expected, found) : [value(expected), value(found ?? "")];
  const cells = [
    [value(claim)],
    names,
    [wanted],
    [found === null ? element("em", "", texts.absent) : held],
    [mark(verdict)],
  ];
  const made = cells.map((content, index) => cell(index ? "td" : "th", texts.columns[index], ...content));
  made[0].setAttribute("scope", "row");
  return element("tr", verdict, ...made);
}

/** A cell that carries its column's name, for the narrow page. @param {"td" | "th"} tag @param {string} column @param {...(Node | string)} content */
function cell(tag, column, ...content) {
  const made = element(tag, "", element("span", "", ...content));
  if (column) made.dataset.column = column;
  else made.setAttribute("scope", "col");
  return made;
}
