// @ts-check
// One publisher's form: provider, that provider's fields, and further claims.

import { publisherFromFields } from "./pkg/index.js";
import { copyOf, element, part, sentence } from "./element.js";
import { findings as list } from "./findings.js";
import { jobs } from "./jobs.js";
import { pipeline } from "./pipeline.js";

/**
 * @typedef {import("./pkg/index.js").Finding} Finding
 * @typedef {import("./pkg/index.js").Provider} Provider
 * @typedef {import("./pkg/index.js").Publisher} Publisher
 * @typedef {{ key: string | null, input: HTMLInputElement, said: HTMLElement }} Line a place that findings can speak of
 */

let made = 0;

export class PublisherForm {
  /** @type {Map<string, Line>} by the id of the field */
  #fields = new Map();
  /** @type {{ name: HTMLInputElement, line: Line }[]} */
  #claims = [];

  /**
   * @param {Provider[]} providers
   * @param {{ changed: () => void, removed: (form: PublisherForm) => void, mended: (form: PublisherForm, fix: import("./pkg/index.js").Fix) => void }} tell
   */
  constructor(providers, tell) {
    this.providers = providers;
    this.tell = tell;
    this.element = /** @type {HTMLFieldSetElement} */ (copyOf("publisher"));
    this.legend = part(this.element, "legend", HTMLLegendElement);
    this.select = part(this.element, "select", HTMLSelectElement);
    label(this.element, this.select);
    this.select.append(...providers.filter(({ fields }) => fields.length).map(({ id, name }) => new Option(name, id)));
    this.select.addEventListener("change", () => {
      this.#showFields(this.values());
      tell.changed();
    });
    part(this.element, ".more", HTMLButtonElement).addEventListener("click", () => {
      this.addClaim("", "").name.focus();
    });
    part(this.element, ".remove", HTMLButtonElement).addEventListener("click", () => tell.removed(this));
    for (const details of this.element.querySelectorAll("details")) {
      details.addEventListener("toggle", () => details.open && tell.changed());
    }
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
    for (const { line } of this.#claims) line.input.closest(".claim")?.remove();
    this.#claims = [];
    this.#showFields(values);
  }

  /** @param {string} name @param {string} value */
  addClaim(name, value) {
    const row = copyOf("claim");
    const [nameInput, input] = [part(row, ".name", HTMLInputElement), part(row, ".value", HTMLInputElement)];
    [nameInput.value, input.value] = [name, value];
    const said = part(row, ".said", HTMLElement);
    describe(input, [said]);
    const claim = { name: nameInput, line: { key: name, input, said } };
    this.#claims.push(claim);
    row.addEventListener("input", () => this.tell.changed());
    part(row, "button", HTMLButtonElement).addEventListener("click", () => {
      this.#claims = this.#claims.filter((other) => other !== claim);
      row.remove();
      part(this.element, ".more", HTMLButtonElement).focus();
      this.tell.changed();
    });
    part(this.element, ".claims", HTMLElement).append(row);
    return claim;
  }

  /** The publisher that the form means, with what is to be said of it; null while nothing is filled in. */
  read() {
    const values = this.values();
    const claims = this.#claims.filter(({ name, line }) => name.value || line.input.value);
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
   * Shows what there is to say of the publisher by itself, which jobs it lets in, and its pipeline file. The last two
   * only where they are open: each is worked out anew with every change.
   *
   * @param {import("./pkg/index.js").Publisher | null} publisher
   * @param {Finding[]} findings
   * @param {string} resource
   * @param {import("./pkg/index.js").Labels} labels
   */
  show(publisher, findings, resource, labels) {
    const own = part(this.element, ".own", HTMLElement);
    own.replaceChildren(...(findings.length ? [list(findings, (_, fix) => this.tell.mended(this, fix))] : []));
    const open = (/** @type {string} */ name, /** @type {() => HTMLElement} */ content) => {
      const details = part(this.element, name, HTMLDetailsElement);
      details.hidden = !publisher;
      if (publisher && details.open) part(details, "div", HTMLElement).replaceChildren(content());
    };
    open(".preview", () => jobs(/** @type {NonNullable<typeof publisher>} */ (publisher), labels));
    open(".pipeline", () =>
      pipeline(this.provider.id, resource, /** @type {NonNullable<typeof publisher>} */ (publisher)),
    );
  }

  /** @param {string} name */
  title(name) {
    this.legend.textContent = name;
  }

  focus() {
    this.select.focus();
  }

  /** @param {{ [id: string]: string }} values */
  #showFields(values) {
    const container = part(this.element, ".fields", HTMLElement);
    container.replaceChildren();
    this.#fields.clear();
    for (const { id, key = null, label: name, help, placeholder, required } of this.provider.fields) {
      const row = copyOf("field");
      const input = part(row, "input", HTMLInputElement);
      part(row, "label", HTMLLabelElement).textContent = name;
      label(row, input);
      Object.assign(input, { placeholder, required, value: values[id] ?? "" });
      const said = part(row, ".said", HTMLElement);
      const explained = part(row, ".help", HTMLElement);
      explained.append(help);
      describe(input, [explained, said]);
      input.addEventListener("input", () => this.tell.changed());
      this.#fields.set(id, { key, input, said });
      container.append(row);
    }
    const how = element("p", "help", ...sentence(this.provider.audience.how));
    container.append(how);
  }
}

/** @param {ParentNode} within @param {HTMLElement} control */
function label(within, control) {
  control.id = `control-${++made}`;
  part(within, "label", HTMLLabelElement).htmlFor = control.id;
}

/** @param {HTMLElement} control @param {HTMLElement[]} by */
function describe(control, by) {
  for (const one of by) one.id ||= `said-${++made}`;
  control.setAttribute("aria-describedby", by.map(({ id }) => id).join(" "));
}
