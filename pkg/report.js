// A Markdown report of an exchange, fit for an issue or a chat. It tells what the exchange tells: claims that no
// publisher compares are not in it, so that nobody is named by accident, and a token is not in it either.

import { version } from "./version.js";

const TITLES = {
  granted: "Granted",
  "granted-if-genuine": "Would be granted, if the signature is genuine",
  refused: "Refused",
  undetermined: "Cannot tell",
};

/** Whether it has what an exchange has, so that none of the rest is looked for in vain: a promise of one has not. */
function isExchange({ outcome, outcomeIfFresh, asked, response, findings, steps, matches }) {
  const outcomes = Object.keys(TITLES);
  return (
    outcomes.includes(outcome) &&
    outcomes.includes(outcomeIfFresh) &&
    [findings, steps, matches].every(Array.isArray) &&
    // Seconds that a Date can hold.
    Number.isInteger(asked?.now) &&
    Math.abs(asked.now) < 8.64e12 &&
    typeof asked.audience === "string" &&
    response
  );
}

export function exchangeReport(exchange) {
  if (!isExchange(exchange ?? {})) {
    throw new Error(
      "exchangeReport: `exchange` must be an Exchange of simulateExchange or of an awaited verifyExchange",
    );
  }
  const { outcome, outcomeIfFresh, asked, status, response, findings, steps, matches } = exchange;
  const { resource } = asked;
  const moment = new Date(asked.now * 1000).toISOString().replace("T", " ").replace(".000Z", " UTC");
  // A key set that could not be read, or has no key for the token, has checked nothing.
  const checked =
    steps.some(({ name, status }) => name === "signature" && status === "pass") ||
    findings.some(({ code }) => code === "signature-invalid");
  const lines = [
    `## Trusted Publishers exchange: ${TITLES[outcome]}`,
    "",
    `- Resource: ${resource ? `${resource.kind} ${code([resource.namespace, resource.name ?? []].flat().join("/"))}` : "not read"}`,
    `- Provider: ${asked.provider ?? "unknown"}`,
    `- Audience: ${code(asked.audience)}`,
    `- Judged at: ${moment}`,
    `- Labels read: ${asked.labels}`,
    `- The Hub's answer: ${status}${response.error ? ` ${code(response.error)}` : ""}`,
    ...(outcome === outcomeIfFresh ? [] : [`- A fresh token of the same job: ${TITLES[outcomeIfFresh]}`]),
    ...(findings.length ? section("Why", findings.map(finding)) : []),
    ...section("Steps", [
      ...head("Step", "Status", "Summary"),
      ...steps.map(({ name, status, summary }) =>
        row(
          name,
          status,
          ofPerson(findings.find(({ message }) => message === summary)) ??
            sentence(
              summary,
              findings.flatMap(({ values }) => values),
            ),
        ),
      ),
    ]),
    ...matches.flatMap(publisher),
    "",
    `hub-trusted-publishers ${version}. The signature was ${checked ? "checked against a pasted key set" : "not checked"}.`,
    "",
  ];
  return lines.join("\n");
}

const section = (title, lines) => ["", `### ${title}`, "", ...lines];
const row = (...cells) => `| ${cells.join(" | ")} |`;
const head = (...cells) => [row(...cells), row(...cells.map(() => "---"))];

/** Claims that name people, or tell of them: a report is made to be shown to others. */
const PERSONAL =
  /^(actor|user_|scm_user|triggered_by|commit_author|(groups_direct|accountUuid|initiator|preferred_username|username|login|upn|unique_name|name|nickname|given_name|family_name)$)|email/i;

/** What stands in place of a sentence with such a claim's values. */
function ofPerson(finding) {
  const claim = /^\/(?:claims\/)?([^/]+)/.exec(finding?.at?.path ?? finding?.at?.name ?? "")?.[1];
  const name = claim?.replaceAll("~1", "/").replaceAll("~0", "~");
  return PERSONAL.test(name) ? `${code(name)} is a person's: its values are left out here.` : undefined;
}

function finding({ severity, message, help, code: name, values, at }) {
  const hidden = ofPerson({ at });
  if (hidden) return `- **${severity}** ${hidden} (${code(name)})`;
  return `- **${severity}** ${sentence(message, values)}${help ? ` ${sentence(help, values)}` : ""} (${code(name)})`;
}

function publisher({ publisher, verdict, issuer, claims }) {
  const compared = ({ claim, expected, found, verdict }) =>
    PERSONAL.test(claim)
      ? ["(a person's)", found === null ? "absent" : "(a person's)", verdict]
      : [code(expected), found === null ? "absent" : code(found), verdict];
  return section(`Publisher ${publisher + 1}: ${verdict}`, [
    ...head("Claim", "Read from", "Expected", "Found", "Verdict"),
    row("issuer", code("iss"), ...compared(issuer)),
    ...claims.map((claim) => row(code(claim.claim), claim.readFrom.map(code).join(", "), ...compared(claim))),
  ]);
}

/** A value in code. What would end the code or its cell, or not be seen, is written out. */
const code = (value) => (value ? `\`${plain(value)}\`` : "(an empty text)");

/** A token, wherever somebody put one. */
const TOKEN = /eyJ(?:[\w-]{12,}\.[\w.-]*|[\w-]{24,})/g;

/**
 * Secrets of services, as src/secret.rs knows them: a prefix behind what is no letter or digit, and at least as much as the
 * service makes; of AWS exactly as much.
 */
const SECRETS = [
  /(^|[\W_])(?:(?:hf|api_org|gh[oprsu])_[^\W_]{30,}|hf_(?:oauth|jwt)_[\w-]{30,})/g,
  /(^|[\W_])(?:npm_[^\W_]{36,}|rubygems_[^\W_]{48,}|cio[^\W_]{32,}|(?:bkua_|pul-)[^\W_]{40,})/g,
  /(^|[\W_])(?:ATBB[^\W_]{28,}|sk_live_[^\W_]{24,}|AIza[\w-]{35,}|ya29\.[\w-]{20,})/g,
  /(^|[\W_])(?:github_pat_[\w-]{2}|gl(?:pat|cbt|dt|rt|ptt|ft|imt|oas|agent)-|dckr_pat_|xox[bp]-)[\w-]{20,}/g,
  /(^|[\W_])(?:CCIPAT_|sk-|pypi-[\w-]{10}|ATATT[\w-]{20})[\w-]{40,}/g,
  /(^|[\W_])A[KS]IA[A-Z\d]{16}(?![^\W_])/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY[^|`]*/g,
];

/** Who comes to an address, and with which password. */
const USER = /\/\/(?!git@)[^\s/@|]+@/g;

/** Who started the job, as CircleCI's subject ends. */
const STARTER = /(\/user\/)[^/\s`'|]+/g;

/** A text without what is nobody else's business. */
function discreet(text) {
  const nameless = text.replace(TOKEN, "(a token)").replace(STARTER, "$1(a person)").replace(USER, "//…@");
  return SECRETS.reduce((rest, secret) => rest.replace(secret, "$1(a secret)"), nameless);
}

function plain(value) {
  return discreet(value)
    .replaceAll("`", "'")
    .replaceAll("|", "\\|")
    .replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, writtenOut);
}

const writtenOut = (character) => `\\u{${character.codePointAt(0).toString(16)}}`;

/** A value as it stands in a finding's sentence, which is one line from left to right. */
const told = (value) => value.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, writtenOut);

/** A sentence whose values are made plain. */
function sentence(text, values) {
  const odd = values.map(({ value }) => value).filter((value) => value !== plain(value));
  return plainLine(discreet(odd.reduce((text, value) => text.replaceAll(told(value), () => plain(value)), text)));
}

const plainLine = (text) => text.replace(/[\r\n]+/g, " ");
