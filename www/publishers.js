// @ts-check
// The list of a resource's publishers: add, duplicate, remove with undo, and what each is to be told.

import { checkPublisher, fieldsFromPublisher } from "./pkg/index.js";
import { element } from "./element.js";
import { PublisherForm } from "./publisher.js";
import { withoutSecrets } from "./secrets.js";
import { isEqual, takenBack } from "./taken-back.js";
import * as texts from "./texts.js";
import { retold } from "./twice.js";

/**
 * @typedef {import("./pkg/index.js").Publisher} Publisher
 * @typedef {import("./publisher.js").Read & { form: PublisherForm }} Filled
 * @typedef {{ form: PublisherForm, state: import("./publisher.js").State }[]} Kept
 *
 * @typedef {object} Events
 * @property {() => void} changed
 * @property {import("./undo.js").Undo<any>["run"]} run does what can be taken back
 */

export class Publishers {
  /** @type {PublisherForm[]} */
  forms = [];
  /** What was said of a publisher by itself, by what it is: a check is dearer than a look into a map. @type {Map<string, import("./pkg/index.js").Finding[]>} */
  #checked = new Map();

  /** @param {import("./pkg/index.js").Provider[]} providers @param {Events} tell */
  constructor(providers, tell) {
    this.providers = providers;
    this.tell = tell;
    this.element = element("div", "publishers");
    this.add();
  }

  /** @param {PublisherForm} [after] the one that it comes behind, if not the last */
  add(after) {
    const form = new PublisherForm(this.providers, {
      changed: this.tell.changed,
      removed: (form) => this.#remove(form),
      duplicated: (form) => this.#duplicate(form),
      mended: (form, { publisher, label }) =>
        this.tell.run(
          texts.changed(form.name, label),
          () => this.fill(form, publisher),
          (bar) => form.own.before(bar),
          () => form.focus(),
        ),
      cut: (form, claim, act) =>
        this.tell.run(
          texts.cut(form.name, claim),
          act,
          (bar) => form.own.before(bar),
          () => form.more.focus(),
        ),
    });
    const at = after ? this.forms.indexOf(after) + 1 : this.forms.length;
    this.forms.splice(at, 0, form);
    if (after) after.element.after(form.element);
    else this.element.append(form.element);
    return form;
  }

  /** Writes a publisher into a form. @param {PublisherForm} form @param {Publisher} publisher */
  fill(form, publisher) {
    const { provider, fields, rest } = fieldsFromPublisher(publisher);
    form.fill(
      provider,
      Object.fromEntries(fields.map(({ id, value }) => [id, value])),
      rest.map((name) => ({ name, ...publisher.claims[name] })),
    );
    // A form tidies what is typed into it, and may lack a field. What is given stays as it is: by issuer and claims then.
    if (!isSame(form.read()?.publisher, publisher)) {
      form.fill(
        "custom",
        { issuerUrl: publisher.issuerUrl },
        Object.entries(publisher.claims).map(([name, rule]) => ({ name, ...rule })),
      );
    }
    this.tell.changed();
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
    this.tell.changed();
  }

  /** What is there, to come back to. @returns {Kept} */
  look() {
    return this.forms.map((form) => ({ form, state: form.state() }));
  }

  /** Takes secrets out of all forms. */
  wipe() {
    for (const form of this.forms) form.wipe();
  }

  /** Takes back what made one list of the other, and leaves what was typed since. @param {Kept} before @param {Kept} after */
  restore(before, after) {
    const isKept = (/** @type {PublisherForm} */ form) => {
      const made = after.find((other) => other.form === form);
      return made === undefined || (form.read() !== null && !isEqual(form.state(), made.state));
    };
    const later = this.forms.filter((form) => !before.some((old) => old.form === form) && isKept(form));
    for (const { element } of this.forms) element.remove();
    this.forms = [...before.map(({ form }) => form), ...later];
    for (const { form, state } of before) {
      const then = after.find((other) => other.form === form)?.state;
      if (then && !isEqual(then, state)) form.set(takenBack(state, then, form.state()));
    }
    this.element.append(...this.forms.map(({ element }) => element));
    this.tell.changed();
  }

  /** @param {PublisherForm} form */
  #duplicate(form) {
    const copied = this.add(form);
    copied.set(form.state());
    copied.focus();
    this.tell.changed();
  }

  /** @param {PublisherForm} form */
  #remove(form) {
    const next = form.element.nextSibling;
    this.tell.run(
      texts.removed(form.name),
      () => {
        this.forms = this.forms.filter((other) => other !== form);
        form.element.remove();
        if (this.forms.length === 0) this.add();
        this.tell.changed();
      },
      (bar) => this.element.insertBefore(bar, next?.parentNode === this.element ? next : null),
      () => form.focus(),
    );
  }

  /** The publishers that are filled in. @returns {Filled[]} */
  read() {
    return this.forms.flatMap((form) => {
      const read = form.read();
      return read ? [{ form, ...read }] : [];
    });
  }

  /**
   * Says of each publisher what is known of it. Gives that in short, to be heard.
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
    /** @type {string[]} */
    const counts = [];
    for (const form of this.forms) {
      const index = filled.findIndex((other) => other.form === form);
      if (index < 0) {
        form.title(texts.newPublisher);
        form.say([]);
        form.show(null, [], resource, labels);
        continue;
      }
      const { publisher, findings: own, twice } = filled[index];
      const others = beside(filled, index);
      const key = JSON.stringify([all[index], others, resource, labels]);
      const alone = this.#checked.get(key) ?? checkPublisher(publisher, { resource, others, labels });
      checked.set(key, alone);
      const told = retold(alone, () => twice);
      const placed = findings.filter(({ at }) => at?.in === "publisher" && at.publisher === index);
      form.title(texts.publisherName(index));
      form.say([...own, ...placed, ...told]);
      counts.push(texts.counted(form.name, [...own, ...told]));
      form.show(twice.length ? null : publisher, told, resource, labels);
    }
    this.#checked = checked;
    return counts;
  }
}

/** What was kept of a list, without the secrets in it, nor in forms that are kept for it. @param {Kept} kept @returns {Kept} */
export const wiped = (kept) =>
  kept.map(({ form, state }) => {
    form.wipe();
    return { form, state: withoutSecrets(state) };
  });

/** A publisher that makes no other one superfluous. @type {Publisher} */
const NOBODY = { issuerUrl: "", claims: {} };

/**
 * The publishers beside one, each in its place, since what is said of them tells their number. Only those that ask for nothing
 * more can make this one superfluous: the others need not be looked at.
 *
 * @param {Filled[]} filled @param {number} index
 */
function beside(filled, index) {
  const { publisher } = filled[index];
  const matter = filled.map((other, at) => at !== index && asksNoMore(other.publisher, publisher));
  return filled.slice(0, matter.lastIndexOf(true) + 1).map((other, at) => (matter[at] ? other.publisher : NOBODY));
}

/** @param {Publisher | undefined} one @param {Publisher} other */
function isSame(one, other) {
  const written = (/** @type {Publisher} */ { issuerUrl, claims }) =>
    JSON.stringify([
      issuerUrl,
      ...Object.keys(claims)
        .sort()
        .map((name) => [name, claims[name].kind, claims[name].value]),
    ]);
  return one !== undefined && written(one) === written(other);
}

/** Whether one publisher asks for nothing that the other does not ask for too. @param {Publisher} one @param {Publisher} other */
function asksNoMore(one, other) {
  const same = (/** @type {[string, import("./pkg/index.js").ClaimRule]} */ [name, rule]) =>
    Object.hasOwn(other.claims, name) && other.claims[name].value === rule.value;
  return one.issuerUrl === other.issuerUrl && Object.entries(one.claims).every(same);
}
