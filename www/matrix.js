// @ts-check
// Publishers by claims: one look says which publisher fails in which claim.

import { element, value } from "./element.js";
import * as texts from "./texts.js";

/** @param {import("./pkg/index.js").Match[]} matches */
export function matrix(matches) {
  const names = ["iss", ...new Set(matches.flatMap(({ claims }) => claims.map(({ claim }) => claim)))];
  const head = [texts.publisher, ...names].map((name, index) => {
    const cell = element("th", "", index ? value(name) : name);
    cell.scope = "col";
    return cell;
  });
  const rows = matches.map(({ publisher, issuer, claims }) => {
    const label = element("th", "", texts.publisherName(publisher));
    label.scope = "row";
    const cells = names.map((name, index) => {
      const found = index === 0 ? issuer.verdict : claims.find(({ claim }) => claim === name)?.verdict;
      // One text a cell: there can be a hundred of them, drawn at every keystroke.
      const cell = element("td", "", found ? texts.marks[found].join(" ") : "");
      if (found) cell.dataset.mark = found;
      cell.dataset.column = name;
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
