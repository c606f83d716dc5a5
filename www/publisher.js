// @ts-check
// One publisher's form: provider, that provider's fields, further claims; what is to be said of it; which jobs it lets in.

import { publisherFromFields } from "./pkg/index.js";
import { body } from "./body.js";
import { ClaimRow } from "./claim-row.js";
import { element, sentence } from "./element.js";
import { field, tie } from "./field.js";
import { findings as list } from "./findings.js";
import { jobs } from "./jobs.js";
import { pipeline } from "./pipeline.js";
import * as texts from "./texts.js";
import { pathOf, together, unnamed } from "./twice.js";

/**
 * @typedef {import("./pkg/index.js").Finding} Finding
 * @typedef {import("./pkg/index.js").Provider} Provider
 * @typedef {import("./pkg/index.js").Publisher} Publisher
 * @typedef {{ key: string | null, input: HTMLInputElement, said: HTMLElement }} Line a place that findings can speak of
 * @typedef {{ publisher: Publisher, findings: Finding[], twice: string[] }} Read `twice`: the claims that are named twice
 *
 * @typedef {object} State all that a person can change in a form
 * @property {string} provider
 * @property {{ [id: string]: string }} values of its fields, and of fields that another provider had
 * @property {import("./claim-row.js").Rule[]} claims
 * @property {boolean} given whether it stands for a publisher even with nothing in its fields
 *
 * @typedef {object} Events what a form tells its list
 * @property {() => void} changed something was typed, or a part was opened
 * @property {(form: PublisherForm) => void} removed
 * @property {(form: PublisherForm) => void} duplicated
 * @property {(form: PublisherForm, fix: import("./pkg/index.js").Fix) => void} mended a fix was asked for
 */

export class PublisherForm {
  /** @type {Map<string, Line>} by the id of the field */
  #fields = new Map();
  /** @type {ClaimRow[]} */
  #claims = [];
  /** What was typed into fields that the provider of now does not have: it comes back with them. @type {{ [id: string]: string }} */
  #typed = {};
  #given = false;
  /** What each part was drawn from. @type {Map<string, string>} */
  #drawn = new Map();
  /** Whether something was typed or filled in since the form was read, and what was read. */
  #changed = true;
  /** @type {Read | null} */
  #read = null;

  /** @param {Provider[]} providers @param {Events} tell */
  constructor(providers, tell) {
    this.providers = providers;
    this.tell = tell;
    this.heading = element("h3", "");
    this.legend = element("legend", "", this.heading);
    this.select = element("select", "");
    this.select.append(...providers.filter(({ fields }) => fields.length).map(({ id, name }) => new Option(name, id)));
    const label = element("label", "", texts.provider);
    tie(this.select, label, []);
    this.select.addEventListener("change", () => {
      this.#typed = this.values();
      this.#given = false;
      this.#showFields();
      tell.changed();
    });
    this.fields = element("div", "fields");
    this.claims = element("div", "claims");
    this.own = element("div", "own");
    this.more = button(texts.addClaim, () => this.#addClaim({ name: "", value: "", kind: "eq" }).name.focus());
    /** @type {Map<string, HTMLDetailsElement>} */
    this.details = new Map(
      Object.entries(texts.opened).map(([name, title]) => {
        const details = element("details", name, element("summary", "", title), element("div", ""));
        details.addEventListener("toggle", () => details.open && tell.changed());
        return [name, details];
      }),
    );
    this.element = element(
      "fieldset",
      "card publisher",
      this.legend,
      element("div", "field", label, this.select),
      this.fields,
      this.claims,
      element(
        "div",
        "buttons",
        this.more,
        button(texts.duplicate, () => tell.duplicated(this)),
        button(texts.remove, () => tell.removed(this)),
      ),
      // Below what is typed into and pressed, so that none of that moves while one types.
      this.own,
      ...this.details.values(),
    );
    this.#showFields();
  }

  get provider() {
    return this.providers.find(({ id }) => id === this.select.value) ?? this.providers[0];
  }

  /** What stands in the fields. */
  values() {
    const shown = [...this.#fields].map(([id, { input }]) => [id, input.value]);
    return { ...this.#typed, ...Object.fromEntries(shown) };
  }

  /** @returns {State} */
  state() {
    const claims = this.#claims.map((row) => row.read());
    return { provider: this.provider.id, values: this.values(), claims, given: this.#given };
  }

  /** @param {State} state */
  set({ provider, values, claims, given }) {
    this.select.value = provider;
    for (const { element } of this.#claims) element.remove();
    this.#claims = [];
    this.#typed = values;
    this.#given = given;
    this.#showFields();
    for (const rule of claims) this.#addClaim(rule);
  }

  /** @param {import("./claim-row.js").Rule} rule */
  #addClaim(rule) {
    this.#changed = true;
    this.#drawn.delete("said");
    const row = new ClaimRow(rule, {
      changed: () => this.#touched(),
      removed: (row) => {
        this.#claims = this.#claims.filter((other) => other !== row);
        row.element.remove();
        this.more.focus();
        this.#touched();
      },
    });
    this.#claims.push(row);
    this.claims.append(row.element);
    return row;
  }

  /** The publisher that the form means, with what is to be said of it; null while nothing is filled in. */
  read() {
    // Read again only if something changed here: a list of twenty is read at every keystroke in one of them.
    if (this.#changed) {
      const rules = this.#claims.map((row) => row.read()).filter(({ name, value }) => name || value);
      const values = Object.fromEntries([...this.#fields].map(([id, { input }]) => [id, input.value]));
      this.#read = this.#readAnew(values, rules);
      this.#changed = false;
    }
    return this.#read;
  }

  /** @param {{ [id: string]: string }} values @param {import("./claim-row.js").Rule[]} rules @returns {Read | null} */
  #readAnew(values, rules) {
    if (!this.#given && rules.length === 0 && Object.values(values).every((value) => value === "")) return null;
    const { publisher, findings } = publisherFromFields(this.provider.id, values);
    const base = publisher ?? this.#unfinished(values);
    /** @type {[string, import("./pkg/index.js").ClaimRule][]} */
    const further = rules.map(({ name, value, kind }) => [name, { kind, value }]);
    const { claims, twice } = together([...Object.entries(base.claims), ...further]);
    // What a row says needs no field.
    const paths = rules.map(({ name }) => `${pathOf(name)}value`);
    const lacking = findings.filter(
      ({ code, at }) => !(code === "field-missing" && at?.in === "publisher" && paths.includes(at.path)),
    );
    const nameless = rules.some(({ name }) => name === "") ? [unnamed()] : [];
    return { publisher: { ...base, claims }, findings: [...nameless, ...lacking], twice };
  }

  /** A form that lacks something it needs still is what the person wrote. @param {{ [id: string]: string }} values */
  #unfinished(values) {
    const { fields, issuers } = this.provider;
    const issuer = fields.find(({ key }) => key === null);
    const filled = fields.filter(({ id, key }) => key && values[id]);
    const [usual = ""] = issuers;
    const named = issuer ? values[issuer.id] : "";
    // Such a field holds an address, or what fills the blank of one.
    const isPart = named !== "" && !named.includes("/") && usual.split("{").length === 2;
    return {
      issuerUrl: isPart ? usual.replace(/\{[^}]*\}/, () => named) : issuer ? named : usual,
      claims: Object.fromEntries(filled.map(({ id, key }) => [key, { kind: "eq", value: values[id] }])),
    };
  }

  /** Says what is found of this publisher beside the field that it concerns. @param {Finding[]} findings */
  say(findings) {
    const names = this.#claims.map(({ name }) => name.value);
    if (!this.#isNew("said", [this.provider.id, names, this.values(), findings])) return;
    const of = (/** @type {string} */ path) =>
      findings.filter(({ at }) => at?.in === "publisher" && at.path.startsWith(path));
    for (const { key, input, said } of this.#fields.values()) {
      // What a row says is the row's, unless the field says it too.
      const isRows = key !== null && !input.value && names.includes(key);
      const own = isRows ? [] : of(key === null ? "/issuerUrl" : pathOf(key));
      const wrong = own.find(({ severity }) => severity === "error");
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      said.className = `said ${wrong ? "error" : ""}`;
      const first = wrong ?? own[0];
      said.replaceChildren(...(first ? sentence(first.message) : []));
    }
    for (const row of this.#claims) row.say(row.name.value || row.value.value ? of(pathOf(row.name.value)) : []);
  }

  /**
   * Shows what there is to say of the publisher by itself, which jobs it lets in, its pipeline file and its JSON. The last
   * three only where they are open: each is worked out anew with every change.
   *
   * @param {Publisher | null} publisher
   * @param {Finding[]} findings
   * @param {string} resource
   * @param {import("./pkg/index.js").Labels} labels
   */
  show(publisher, findings, resource, labels) {
    if (this.#isNew("own", findings)) {
      this.own.replaceChildren(...(findings.length ? [list(findings, (_, fix) => this.tell.mended(this, fix))] : []));
    }
    for (const [name, details] of this.details) {
      details.hidden = !publisher;
      const asked = publisher && details.open ? [publisher, this.provider.id, resource, labels] : null;
      if (!this.#isNew(name, asked) || !publisher || !asked) continue;
      const content = {
        preview: () => jobs(publisher, labels),
        pipeline: () => pipeline(this.provider.id, resource, publisher),
        body: () => body(resource, publisher),
      }[name];
      if (content) details.lastElementChild?.replaceChildren(content());
    }
  }

  /** Whether a part is to be drawn anew: drawing costs more than looking. @param {string} part @param {unknown} content */
  #isNew(part, content) {
    const drawn = JSON.stringify(content);
    const isNew = this.#drawn.get(part) !== drawn;
    this.#drawn.set(part, drawn);
    return isNew;
  }

  /** @param {string} name */
  title(name) {
    if (this.name !== name) this.heading.textContent = name;
  }

  get name() {
    return this.heading.textContent ?? "";
  }

  focus() {
    this.select.focus();
  }

  #touched() {
    this.#changed = true;
    this.#given = false;
    this.tell.changed();
  }

  #showFields() {
    this.#changed = true;
    this.#fields.clear();
    this.#drawn.delete("said");
    const rows = this.provider.fields.map(({ id, key = null, label, help, placeholder, required }) => {
      const { row, control, said } = field(label, help);
      Object.assign(control, { placeholder, required, value: this.#typed[id] ?? "" });
      control.addEventListener("input", () => this.#touched());
      this.#fields.set(id, { key, input: control, said });
      return row;
    });
    this.fields.replaceChildren(...rows, element("p", "help", ...sentence(this.provider.audience.how)));
  }
}

/** @param {string} name @param {() => void} pressed */
function button(name, pressed) {
  const made = element("button", "", name);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}
