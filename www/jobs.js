// @ts-check
// Which jobs a publisher lets in: a table of typical jobs, the stranger's first in mind.

import { previewPublisher } from "./pkg/index.js";
import { element, value } from "./element.js";
import { mark } from "./findings.js";
import * as texts from "./texts.js";

/**
 * @param {import("./pkg/index.js").Publisher} publisher
 * @param {import("./pkg/index.js").Labels} labels
 */
export function jobs(publisher, labels) {
  const rows = previewPublisher(publisher, { labels }).map(({ title, meant, verdict, refusedBy }) => {
    const open = meant === "deny" && verdict === "match";
    const because = refusedBy.flatMap((name, index) => (index ? [", ", value(name)] : [value(name)]));
    const job = element("th", "", title);
    job.scope = "row";
    const whose = element("td", "", texts.whose[meant]);
    const verdicts = element("td", "", mark(open ? "open" : verdict === "match" ? "in" : "out"));
    const row = element("tr", open ? "open" : "", job, whose, verdicts, element("td", "", ...because));
    for (const [index, cell] of [...row.cells].entries()) cell.dataset.column = texts.jobColumns[index];
    return row;
  });
  const head = texts.jobColumns.map((name) => {
    const cell = element("th", "", name);
    cell.scope = "col";
    return cell;
  });
  const table = element(
    "table",
    "jobs",
    element("thead", "", element("tr", "", ...head)),
    element("tbody", "", ...rows),
  );
  table.ariaLabel = texts.titles.jobs;
  return table;
}
