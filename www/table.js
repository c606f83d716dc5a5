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
    // On the narrow page a cell is a grid: what belongs together is one item of it.
    const whole = content.length > 1 ? [element("span", "", ...content)] : content;
    const cell = element(index ? "td" : "th", "", ...whole);
    if (cell.tagName === "TH") cell.setAttribute("scope", "row");
    cell.dataset.column = columns[index];
    made.append(cell);
  }
  return made;
}

/** Around what can be wider than its place: it scrolls by the keyboard too. @param {string} name @param {Node} content */
export function scrolling(name, content) {
  const box = element("div", "scrolling", content);
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.ariaLabel = name;
  return box;
}
