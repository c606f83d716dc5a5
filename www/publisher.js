// @ts-check
// One publisher's form: provider, that provider's fields, further claims; what is to be said of it; which jobs it lets in.

import { publisherFromFields } from "./pkg/index.js";
import { body } from "./body.js";
import { element, sentence } from "./element.js";
import { field, input, tie } from "./field.js";
import { findings as list } from "./findings.js";
import { jobs } from "./jobs.js";
import { pipeline } from "./pipeline.js";
import * as texts from "./texts.js";

/**
 * @typedef {import("./pkg/index.js").Finding} Finding
 * @typedef {import("./pkg/index.js").Provider} Provider
 * @typedef {import("./pkg/index.js").Publisher} Publisher
 * @typedef {{ key: string | null, input: HTMLInputElement, said: HTMLElement }} Line a place that findings can speak of
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
  /** @type {{ row: HTMLElement, name: HTMLInputElement, line: Line }[]} */
  #claims = [];
  /** What each part was drawn from. @type {Map<string, string>} */
  #drawn = new Map();
  /** Whether something was typed or filled in since the form was read, and what was read. */
  #changed = true;
  /** @type {{ publisher: Publisher, findings: Finding[] } | null} */
  #read = null;

  /** @param {Provider[]} providers @param {Events} tell */
  constructor(providers, tell) {
    this.providers = providers;
    this.tell = tell;
    this.legend = element("legend", "");
    this.select = element("select", "");
    this.select.append(...providers.filter(({ fields }) => fields.length).map(({ id, name }) => new Option(name, id)));
    const label = element("label", "", texts.provider);
    tie(this.select, label, []);
    this.select.addEventListener("change", () => {
      this.#showFields(this.values());
      tell.changed();
    });
    this.fields = element("div", "fields");
    this.claims = element("div", "claims");
    this.own = element("div", "own");
    this.more = button(texts.addClaim, () => this.addClaim("", "").name.focus());
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
    this.#showFields({});
  }

  get provider() {
    return this.providers.find(({ id }) => id === this.select.value) ?? this.providers[0];
  }

  /** What stands in the provider's fields. */
  values() {
    return Object.fromEntries([...this.#fields].map(([id, { input }]) => [id, input.value]));
  }

  /** @param {string} provider @param {{ [id: string]: string }} values */
  fill(provider, values) {
    this.select.value = provider;
    for (const { row } of this.#claims) row.remove();
    this.#claims = [];
    this.#showFields(values);
  }

  /** @param {string} name @param {string} value */
  addClaim(name, value) {
    const [nameInput, valueInput] = [input("name"), input("value")];
    [nameInput.value, valueInput.value] = [name, value];
    const said = element("p", "said");
    tie(valueInput, null, [said]);
    const remove = button(texts.removeClaim, () => {
      this.#claims = this.#claims.filter((other) => other !== claim);
      row.remove();
      this.more.focus();
      this.#touched();
    });
    remove.className = "quiet";
    const pair = element(
      "div",
      "pair",
      element("label", "", texts.claimName, nameInput),
      element("label", "", texts.claimValue, valueInput),
      remove,
    );
    const row = element("div", "field claim", pair, said);
    this.#changed = true;
    const claim = { row, name: nameInput, line: { key: name, input: valueInput, said } };
    this.#claims.push(claim);
    row.addEventListener("input", () => this.#touched());
    this.claims.append(row);
    return claim;
  }

  /** The publisher that the form means, with what is to be said of it; null while nothing is filled in. */
  read() {
    // Read again only if something changed here: a list of twenty is read at every keystroke in one of them.
    if (this.#changed) {
      const claims = this.#claims.filter(({ name, line }) => name.value || line.input.value);
      this.#read = this.#readAnew(this.values(), claims);
      this.#changed = false;
    }
    return this.#read;
  }

  /** @param {{ [id: string]: string }} values @param {{ name: HTMLInputElement, line: Line }[]} claims */
  #readAnew(values, claims) {
    if (claims.length === 0 && Object.values(values).every((value) => value === "")) return null;
    const { publisher, findings } = publisherFromFields(this.provider.id, values);
    const base = publisher ?? this.#unfinished(values);
    // As entries, so that a claim named __proto__ is a claim.
    const further = claims.map(({ name, line }) => [name.value, { kind: "eq", value: line.input.value }]);
    return {
      publisher: { ...base, claims: Object.fromEntries([...Object.entries(base.claims), ...further]) },
      findings,
    };
  }

  /** A form that lacks something it needs still is what the person wrote. @param {{ [id: string]: string }} values */
  #unfinished(values) {
    const { fields, issuers } = this.provider;
    const issuer = fields.find(({ key }) => key === null);
    const filled = fields.filter(({ id, key }) => key && values[id]);
    return {
      issuerUrl: issuer ? values[issuer.id] : issuers[0],
      claims: Object.fromEntries(filled.map(({ id, key }) => [key, { kind: "eq", value: values[id] }])),
    };
  }

  /** Says what is found of this publisher beside the field that it concerns. @param {Finding[]} findings */
  say(findings) {
    const names = this.#claims.map(({ name }) => name.value);
    if (!this.#isNew("said", [this.provider.id, names, findings])) return;
    for (const { name, line } of this.#claims) line.key = name.value;
    for (const line of [...this.#fields.values(), ...this.#claims.map(({ line }) => line)]) {
      const path =
        line.key === null ? "/issuerUrl" : `/claims/${line.key.replaceAll("~", "~0").replaceAll("/", "~1")}/`;
      const own = findings.filter(({ at }) => at?.in === "publisher" && at.path.startsWith(path));
      const wrong = own.some(({ severity }) => severity === "error");
      line.input.toggleAttribute("aria-invalid", wrong);
      if (wrong) line.input.setAttribute("aria-invalid", "true");
      line.said.className = `said ${wrong ? "error" : ""}`;
      line.said.replaceChildren(...own.slice(0, 1).flatMap(({ message }) => sentence(message)));
    }
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
    if (this.legend.textContent !== name) this.legend.textContent = name;
  }

  focus() {
    this.select.focus();
  }

  #touched() {
    this.#changed = true;
    this.tell.changed();
  }

  /** @param {{ [id: string]: string }} values */
  #showFields(values) {
    this.#changed = true;
    this.#fields.clear();
    this.#drawn.delete("said");
    const rows = this.provider.fields.map(({ id, key = null, label, help, placeholder, required }) => {
      const { row, control, said } = field(label, help);
      Object.assign(control, { placeholder, required, value: values[id] ?? "" });
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
