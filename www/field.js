// @ts-check
// One labelled control with its help and what is said of it, tied together for screen readers.

import { element } from "./element.js";

let made = 0;

/** Ties a label and descriptions to a control. @param {HTMLElement} control @param {HTMLLabelElement | null} label @param {HTMLElement[]} by */
export function tie(control, label, by) {
  control.id ||= `control-${++made}`;
  if (label) label.htmlFor = control.id;
  for (const one of by) one.id ||= `said-${++made}`;
  if (by.length) control.setAttribute("aria-describedby", by.map(({ id }) => id).join(" "));
}

/** An input for a value that is compared letter by letter: nothing completes, corrects or capitalises it. @param {string} className */
export function input(className = "") {
  const control = element("input", className);
  control.autocomplete = "off";
  control.autocapitalize = "off";
  control.spellcheck = false;
  return control;
}

/** @param {string} name @param {string} help */
export function field(name, help) {
  const control = input();
  const label = element("label", "", name);
  const explained = element("p", "help", help);
  const said = element("p", "said");
  tie(control, label, [explained, said]);
  return { row: element("div", "field", label, control, explained, said), control, said };
}
