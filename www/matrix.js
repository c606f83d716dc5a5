// @ts-check
// Publishers by claims: one look says which publisher fails in which claim.

import { value } from "./element.js";
import { row, scrolling, table } from "./table.js";
import * as texts from "./texts.js";

/** @param {import("./pkg/index.js").Match[]} matches */
export function matrix(matches) {
  const names = ["iss", ...new Set(matches.flatMap(({ claims }) => claims.map(({ claim }) => claim)))];
  const columns = [texts.publisher, ...names];
  const rows = matches.map(({ publisher, issuer, claims }) => {
    const verdicts = names.map((name, index) =>
      index === 0 ? issuer.verdict : claims.find(({ claim }) => claim === name)?.verdict,
    );
    // One text a cell: there can be a hundred of them, drawn at every keystroke.
    const words = verdicts.map((verdict) => [verdict ? texts.marks[verdict].join(" ") : ""]);
    const made = row("", columns, [[texts.publisherName(publisher)], ...words]);
    verdicts.forEach((verdict, index) => verdict && (made.cells[index + 1].dataset.mark = verdict));
    return made;
  });
  const made = table("matrix", texts.titles.matrix, [texts.publisher, ...names.map((name) => value(name))], rows);
  // Columns of one width cost no time; there can be more than have room.
  made.style.minInlineSize = `${columns.length * 6.5}rem`;
  return scrolling(texts.titles.matrix, made);
}
