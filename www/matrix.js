// @ts-check
// Publishers by claims: one look says which publisher fails in which claim.

import { element, value } from "./element.js";
import { mark } from "./findings.js";
import * as texts from "./texts.js";

/** @param {import("./pkg/index.js").Match[]} matches */
export function matrix(matches) {
  const names = ["iss", ...new Set(matches.flatMap(({ claims }) => claims.map(({ claim }) => claim)))];
  const head = [texts.columns[0], ...matches.map(({ publisher }) => texts.publisherName(publisher))].map((name) => {
    const cell = element("th", "", name);
    cell.scope = "col";
    return cell;
  });
  const rows = names.map((name, index) => {
    const label = element("th", "", value(name));
    label.scope = "row";
    const cells = matches.map(({ publisher, issuer, claims }) => {
      const found = index === 0 ? issuer.verdict : claims.find(({ claim }) => claim === name)?.verdict;
      const cell = element("td", "", found ? mark(found) : "");
      cell.dataset.column = texts.publisherName(publisher);
      return cell;
    });
    return element("tr", "", label, ...cells);
  });
  const table = element(
    "table",
    "matrix",
    element("thead", "", element("tr", "", ...head)),
    element("tbody", "", ...rows),
  );
  table.ariaLabel = texts.titles.matrix;
  return table;
}
