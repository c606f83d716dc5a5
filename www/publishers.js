// @ts-check
// The list of a resource's publishers: add, duplicate, remove with undo, import, and what each is to be told.

import { checkPublisher, fieldsFromPublisher, parsePublishers } from "./pkg/index.js";
import { element } from "./element.js";
import { findings as list } from "./findings.js";
import { PublisherForm } from "./publisher.js";
import * as texts from "./texts.js";

/**
 * @typedef {import("./pkg/index.js").Publisher} Publisher
 * @typedef {{ form: PublisherForm, publisher: Publisher, findings: import("./pkg/index.js").Finding[] }} Filled
 */

export class Publishers {
  /** @type {PublisherForm[]} */
  forms = [];
  /** What was said of a publisher by itself, by what it is: a check is dearer than a look into a map. @type {Map<string, import("./pkg/index.js").Finding[]>} */
  #checked = new Map();

  /** @param {import("./pkg/index.js").Provider[]} providers @param {() => void} changed */
  constructor(providers, changed) {
    this.providers = providers;
    this.changed = changed;
    this.element = element("div", "publishers");
    this.said = element("p", "help undo");
    this.said.setAttribute("role", "status");
    this.element.append(this.said);
    this.add();
  }

  add(before = this.said) {
    const form = new PublisherForm(this.providers, {
      changed: this.changed,
      removed: (form) => this.#remove(form),
      duplicated: (form) => this.#duplicate(form),
      mended: (form, { publisher }) => {
        this.fill(form, publisher);
        form.focus();
      },
    });
    this.forms.push(form);
    this.element.insertBefore(form.element, before);
    return form;
  }

  /** Writes a publisher into a form. @param {PublisherForm} form @param {Publisher} publisher */
  fill(form, publisher) {
    const { provider, fields, rest } = fieldsFromPublisher(publisher);
    form.fill(provider, Object.fromEntries(fields.map(({ id, value }) => [id, value])));
    for (const name of rest) form.addClaim(name, publisher.claims[name].value);
    this.changed();
  }

  /** Takes a publisher into the list: into a blank form if there is one. @param {Publisher} publisher */
  take(publisher) {
    const form = this.forms.find((form) => form.read() === null) ?? this.add();
    this.fill(form, publisher);
    return form;
  }

  /** In place of all that is there. @param {Publisher[]} publishers */
  replace(publishers) {
    for (const { element } of this.forms) element.remove();
    this.forms = [];
    this.add();
    for (const publisher of publishers) this.take(publisher);
  }

  /** @param {PublisherForm} form */
  #duplicate(form) {
    const read = form.read();
    const copied = this.add();
    if (read) this.fill(copied, read.publisher);
    copied.focus();
    this.changed();
  }

  /** @param {PublisherForm} form */
  #remove(form) {
    const index = this.forms.indexOf(form);
    const name = form.legend.textContent ?? "";
    const next = form.element.nextSibling;
    this.forms = this.forms.filter((other) => other !== form);
    form.element.remove();
    if (this.forms.length === 0) this.add();
    const undo = element("button", "", texts.undo);
    undo.type = "button";
    undo.addEventListener("click", () => {
      this.forms.splice(index, 0, form);
      this.element.insertBefore(form.element, next?.parentNode === this.element ? next : this.said);
      this.said.replaceChildren();
      form.focus();
      this.changed();
    });
    this.said.replaceChildren(texts.removed(name), " ", undo);
    this.forms[Math.min(index, this.forms.length - 1)].focus();
    this.changed();
  }

  /** The publishers that are filled in. @returns {Filled[]} */
  read() {
    return this.forms.flatMap((form) => {
      const read = form.read();
      return read ? [{ form, ...read }] : [];
    });
  }

  /**
   * Says of each publisher what is known of it.
   *
   * @param {Filled[]} filled
   * @param {import("./pkg/index.js").Finding[]} findings of the exchange
   * @param {string} resource
   * @param {import("./pkg/index.js").Labels} labels
   */
  say(filled, findings, resource, labels) {
    const all = filled.map(({ publisher }) => JSON.stringify(publisher));
    /** @type {Map<string, import("./pkg/index.js").Finding[]>} */
    const checked = new Map();
    for (const form of this.forms) {
      const index = filled.findIndex((other) => other.form === form);
      if (index < 0) {
        form.title(texts.newPublisher);
        form.say([]);
        form.show(null, [], resource, labels);
        continue;
      }
      const { publisher, findings: own } = filled[index];
      // Only those that ask for nothing more can make this one superfluous: the others need not be looked at.
      const others = filled
        .filter((other, at) => at !== index && asksNoMore(other.publisher, publisher))
        .map(({ publisher }) => publisher);
      const key = JSON.stringify([all[index], others, resource, labels]);
      const alone = this.#checked.get(key) ?? checkPublisher(publisher, { resource, others, labels });
      checked.set(key, alone);
      const placed = findings.filter(({ at }) => at?.in === "publisher" && at.publisher === index);
      form.title(texts.publisherName(index));
      form.say([...own, ...placed, ...alone]);
      form.show(publisher, alone, resource, labels);
    }
    this.#checked = checked;
  }
}

/** Whether one publisher asks for nothing that the other does not ask for too. @param {Publisher} one @param {Publisher} other */
function asksNoMore(one, other) {
  const same = (/** @type {[string, import("./pkg/index.js").ClaimRule]} */ [name, rule]) =>
    Object.hasOwn(other.claims, name) && other.claims[name].value === rule.value;
  return one.issuerUrl === other.issuerUrl && Object.entries(one.claims).every(same);
}

/**
 * Reads publishers that were pasted as JSON.
 *
 * @param {(publishers: Publisher[]) => void} take
 */
export function importer(take) {
  const area = element("textarea", "");
  area.rows = 5;
  area.spellcheck = false;
  area.autocomplete = "off";
  const label = element("label", "", texts.importLabel, area);
  const said = element("div", "");
  said.setAttribute("role", "status");
  const button = element("button", "", texts.importNow);
  button.type = "button";
  button.addEventListener("click", () => {
    const { publishers, findings } = parsePublishers(area.value);
    said.replaceChildren(
      element("p", "help", texts.imported(publishers.length)),
      ...(findings.length ? [list(findings, () => {})] : []),
    );
    if (publishers.length) take(publishers);
  });
  return element("div", "", element("div", "field", label), element("p", "buttons", button), said);
}
