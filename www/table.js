// @ts-check
// A table whose cells carry their column's name, for the narrow page, where each row becomes a block.

import { element } from "./element.js";

/**
 * @param {string} className
 * @param {string} name what the table shows, for those who hear it
 * @param {(string | Node)[]} columns
 * @param {HTMLTableRowElement[]} rows
 */
export function table(className, name, columns, rows) {
  const head = columns.map((column) => {
    const cell = element("th", "", column);
    cell.scope = "col";
    return cell;
  });
  const made = element(
    "table",
    className,
    element("thead", "", element("tr", "", ...head)),
    element("tbody", "", ...rows),
  );
  made.ariaLabel = name;
  return made;
}

/** A row; its first cell names it. @param {string} className @param {string[]} columns @param {(string | Node)[][]} cells */
export function row(className, columns, cells) {
  const made = element("tr", className);
  for (const [index, content] of cells.entries()) {
    const cell = element(index ? "td" : "th", "", ...content);
    if (cell.tagName === "TH") cell.setAttribute("scope", "row");
    cell.dataset.column = columns[index];
    made.append(cell);
  }
  return made;
}
