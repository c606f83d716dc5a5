// @ts-check
// Which jobs a publisher lets in: a table of typical jobs, the stranger's first in mind.

import { previewPublisher } from "./pkg/index.js";
import { value } from "./element.js";
import { mark } from "./findings.js";
import { row, table } from "./table.js";
import * as texts from "./texts.js";

/**
 * @param {import("./pkg/index.js").Publisher} publisher
 * @param {import("./pkg/index.js").Labels} labels
 * @param {import("./pkg/index.js").Field[]} fields of the form: what keeps a job out is called as it is there
 */
export function jobs(publisher, labels, fields) {
  const called = (/** @type {string} */ name) =>
    fields.find(({ key = null }) => (key ?? "iss") === name)?.label ??
    (name === "iss" ? texts.issuerColumn : value(name));
  const rows = previewPublisher(publisher, { labels }).map(({ title, meant, verdict, refusedBy }) => {
    const isOpen = meant === "deny" && verdict === "match";
    const named = refusedBy.flatMap((name, index) => (index ? [", ", called(name)] : [called(name)]));
    const because = verdict === "match" || named.length ? named : [texts.comparesNothing];
    const shown = mark(isOpen ? "open" : verdict === "match" ? "in" : "out");
    return row(isOpen ? "open" : "", texts.jobColumns, [[title], [texts.whose[meant]], [shown], because]);
  });
  return table("jobs", texts.titles.jobs, texts.jobColumns, rows);
}
