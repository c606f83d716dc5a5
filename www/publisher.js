// @ts-check
// One publisher's form: provider, that provider's fields, further claims; what is to be said of it; which jobs it lets in.

import { body } from "./body.js";
import { ClaimRow } from "./claim-row.js";
import { element, sentence } from "./element.js";
import { field, tie } from "./field.js";
import { findings as list } from "./findings.js";
import { jobs } from "./jobs.js";
import { meaning, meant } from "./meant.js";
import { pipeline } from "./pipeline.js";
import * as texts from "./texts.js";
import { withoutSecrets } from "./secrets.js";
import { isEqual } from "./taken-back.js";
import { pathOf } from "./twice.js";

/**
 * @typedef {import("./pkg/index.js").Finding} Finding
 * @typedef {import("./pkg/index.js").Provider} Provider
 * @typedef {import("./pkg/index.js").Publisher} Publisher
 * @typedef {{ key: string | null, input: HTMLInputElement, said: HTMLElement }} Line a place that findings can speak of
 * @typedef {import("./meant.js").Read} Read
 *
 * @typedef {object} State all that a person can change in a form
 * @property {string} provider
 * @property {{ [meaning: string]: string }} values of its fields, and of fields that another provider had, by what they say
 * @property {import("./claim-row.js").Rule[]} claims
 * @property {boolean} given whether it stands for a publisher even with nothing in its fields
 *
 * @typedef {object} Events what a form tells its list
 * @property {() => void} changed something was typed, or a part was opened
 * @property {(form: PublisherForm) => void} removed
 * @property {(form: PublisherForm) => void} duplicated
 * @property {(form: PublisherForm, fix: import("./pkg/index.js").Fix) => void} mended a fix was asked for
 * @property {(form: PublisherForm, claim: string, act: () => void) => void} cut a claim's row is to be removed
 */

export class PublisherForm {
  /** @type {Map<string, Line>} by the id of the field */
  #fields = new Map();
  /** @type {ClaimRow[]} */
  #claims = [];
  /** What was typed into fields that the provider of now does not have: it comes back with them. @type {State["values"]} */
  #typed = {};
  #given = false;
  /** Whose fields are shown: while another provider is being chosen, still the one of before. @type {Provider} */
  #asked;
  /** What each part was drawn from. @type {Map<string, string>} */
  #drawn = new Map();
  /** Whether something was typed or filled in since the form was read, and what was read. */
  #changed = true;
  /** @type {Read | null} */
  #read = null;

  /** @param {Provider[]} providers @param {Events} tell */
  constructor(providers, tell) {
    this.providers = providers;
    [this.#asked] = providers;
    this.tell = tell;
    this.heading = element("h3", "");
    this.legend = element("legend", "", this.heading);
    this.select = element("select", "");
    this.select.append(...choices(providers));
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

  /** What stands in the fields, by their ids. */
  #shown() {
    return Object.fromEntries([...this.#fields].map(([id, { input }]) => [id, input.value]));
  }

  /** The same by what it says, and what was typed for other providers. @returns {State["values"]} */
  values() {
    const shown = this.#shown();
    const said = this.#asked.fields.map((field) => [meaning(this.#asked, field), shown[field.id] ?? ""]);
    return { ...this.#typed, ...Object.fromEntries(said) };
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

  /** Fills it in. @param {string} id a provider's @param {{ [id: string]: string }} values by its fields @param {State["claims"]} claims */
  fill(id, values, claims) {
    const provider = this.providers.find((one) => one.id === id) ?? this.provider;
    const said = provider.fields.map((field) => [meaning(provider, field), values[field.id] ?? ""]);
    this.set({ provider: provider.id, values: Object.fromEntries(said), claims, given: true });
  }

  /** Takes out what is a secret, seen or not. */
  wipe() {
    const state = this.state();
    const clean = withoutSecrets(state);
    if (!isEqual(clean, state)) this.set(clean);
  }

  /** @param {import("./claim-row.js").Rule} rule */
  #addClaim(rule) {
    this.#changed = true;
    this.#drawn.delete("said");
    const row = new ClaimRow(rule, {
      changed: () => this.#touched(),
      removed: (row) => {
        const { name, value } = row.read();
        const act = () => {
          this.#claims = this.#claims.filter((other) => other !== row);
          row.element.remove();
          this.#touched();
        };
        if (name || value) return this.tell.cut(this, name, act);
        act();
        this.more.focus();
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
      const values = this.#shown();
      const blank = !this.#given && rules.length === 0 && Object.values(values).every((value) => value === "");
      this.#read = blank ? null : meant(this.provider, values, rules);
      this.#changed = false;
    }
    return this.#read;
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
      // That a token is no repository is not what matters about it.
      const secret = own.find(({ code }) => code === "secret-in-publisher");
      const wrong = secret ?? own.find(({ severity }) => severity === "error");
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
      // No file and no saving makes a token where there is none.
      details.hidden = !publisher || !(name === "preview" || this.provider.audience.selectable);
      const asked =
        publisher && details.open && !details.hidden ? [publisher, this.provider.id, resource, labels] : null;
      if (!this.#isNew(name, asked)) continue;
      // What is closed holds nothing: a token that stood in the wrong field would stay there.
      details.lastElementChild?.replaceChildren(
        ...(publisher && asked ? [this.#part(name, publisher, resource, labels)] : []),
      );
    }
  }

  /** @param {string} name @param {Publisher} publisher @param {string} resource @param {import("./pkg/index.js").Labels} labels */
  #part(name, publisher, resource, labels) {
    if (name === "preview") return jobs(publisher, labels, this.provider.fields);
    return name === "pipeline" ? pipeline(this.provider.id, resource, publisher) : body(resource, publisher);
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
    this.#asked = this.provider;
    const rows = this.#asked.fields.map((asked) => {
      const { id, key = null, label, help, placeholder, required } = asked;
      const { row, control, said } = field(label, help);
      Object.assign(control, { placeholder, required, value: this.#typed[meaning(this.#asked, asked)] ?? "" });
      control.addEventListener("input", () => this.#touched());
      this.#fields.set(id, { key, input: control, said });
      return row;
    });
    this.fields.replaceChildren(...rows, element("p", "help", ...sentence(this.provider.audience.how)));
  }
}

/** Those that have a form; apart those whose jobs get no token for the Hub. @param {Provider[]} providers */
function choices(providers) {
  const options = (/** @type {boolean} */ can) =>
    providers
      .filter(({ fields, audience }) => fields.length && audience.selectable === can)
      .map(({ id, name }) => new Option(name, id));
  const unable = element("optgroup", "", ...options(false));
  unable.label = texts.cannotPublish;
  return [...options(true), unable];
}

/** @param {string} name @param {() => void} pressed */
function button(name, pressed) {
  const made = element("button", "", name);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}
