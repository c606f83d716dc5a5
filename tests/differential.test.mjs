// Whatever is granted here, jose and PyJWT accept too. Where they accept what is refused here, the table of
// docs/divergences.md says so, and why.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createLocalJWKSet, jwtVerify } from "jose";
import { verifyExchange } from "../pkg/index.js";
import { job, publisher, resource, signer } from "./mint.mjs";
import { absent, suites } from "./suites.mjs";

const python = fileURLToPath(new URL("../.tools/pyjwt/bin/python", import.meta.url));
const script = fileURLToPath(new URL("./pyjwt.py", import.meta.url));
const suite = "vectors/adversarial";
const table = new URL("../docs/divergences.md", import.meta.url);

const AUDIENCE = "https://huggingface.co";
const ALGORITHMS = ["RS256", "ES256"];

async function jose({ token, keySet }, { now, issuer }) {
  try {
    await jwtVerify(token, createLocalJWKSet(keySet), {
      issuer,
      audience: AUDIENCE,
      algorithms: ALGORITHMS,
      requiredClaims: ["iss", "sub", "aud", "exp", "iat"],
      currentDate: new Date(now * 1000),
    });
    return true;
  } catch (error) {
    return error.code ?? error.name;
  }
}

function pyjwt(asked, { now, issuer }) {
  const input = JSON.stringify({ now, issuer, audience: AUDIENCE, asked });
  const { status, stdout, stderr } = spawnSync(python, [script], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

/** What all three say of each token. */
async function judged(asked, context) {
  const theirs = pyjwt(asked, context);
  const said = [];
  for (const [index, row] of asked.entries()) {
    const exchange = await verifyExchange(
      { token: row.token, resource, publishers: row.publishers, now: context.now },
      JSON.stringify(row.keySet),
    );
    said.push({ row, exchange, jose: await jose(row, context), PyJWT: theirs[index] });
  }
  for (const { row, exchange, ...others } of said) {
    if (exchange.outcome === "granted") assert.deepEqual(others, { jose: true, PyJWT: true }, row.id);
  }
  return said;
}

const installed = existsSync(python);
const skip = installed ? false : "PyJWT is not installed here: make test does it";

/** Why a token is refused here that others accept, by code. */
const REASONS = {
  "base64url-padding": "RFC 7515 section 2: no padding. One token must have one spelling.",
  "base64url-trailing-bits": "RFC 4648 section 3.5 lets a reader refuse stray bits. One token must have one spelling.",
  "byte-order-mark": "RFC 8259 section 8.1: no mark may be written.",
  "not-utf-8": "RFC 7519 section 7.2: the claims are UTF-8.",
  "duplicate-member": "RFC 7519 section 4 lets a reader refuse them. Two readers would see two tokens.",
  "lone-surrogate": "RFC 7493 section 2.1: no half of a pair.",
  noncharacter: "RFC 7493 section 2.1: no noncharacters.",
  "number-range": "RFC 8259 section 6: beyond binary64 readers differ; as infinity, an expiry never comes.",
  "json-syntax": "RFC 8259: not JSON.",
  "unencoded-payload": "RFC 7797 section 7: not in a JWT.",
  "nested-token": "RFC 7519 section 7.2: what is in it is another token.",
  "type-unexpected": "RFC 8725 section 3.11: it is a token for another purpose.",
  "encrypted-token": "RFC 8725 section 3.3: it claims to be encrypted.",
  "claim-type": "RFC 7519 section 4.1: a registered claim has its type, or the token is refused.",
  "token-expired": "RFC 7519 section 4.1.4: the second of its expiry is too late; fractions are cut.",
  "key-ineligible": "RFC 7517 section 4 and RFC 7518 section 3.3: the key is weak, or made for something else.",
  "private-key": "RFC 7517 section 9: a secret has no place in a set that is published.",
};

test("over every vector", { skip: skip || absent(suite) }, async () => {
  const lines = (name) =>
    readFileSync(`${suites}/${suite}/${name}`, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  const context = JSON.parse(readFileSync(`${suites}/${suite}/context.json`, "utf8"));
  const rule = (rules) =>
    publisher(
      Object.fromEntries(
        Object.entries(rules).map(([name, value]) => [name === "@workflow_file" ? "workflow" : name, value]),
      ),
      context.issuer,
    );
  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };
  const asked = [
    ...lines("tokens.jsonl").map(({ id, token, ctx }) => ({
      id,
      token,
      keySet: context.jwks,
      publishers: [rule(ctx?.rules ?? context.rules)],
    })),
    ...lines("jwks.jsonl").map(({ id, token, jwks }) => ({
      id,
      token,
      keySet: parsed(jwks),
      publishers: [rule(context.rules)],
    })),
  ].filter(({ keySet }) => keySet);
  const said = await judged(asked, context);
  const granted = said.filter(({ exchange }) => exchange.outcome === "granted").length;
  assert.ok(granted > 15, `${granted} are granted`);
  const rows = [];
  for (const { row, exchange, jose, PyJWT } of said) {
    const accepted = [jose === true && "jose", PyJWT === true && "PyJWT"].filter(Boolean);
    // Publishers' claims are no matter of theirs.
    const ours = exchange.steps.filter(({ name, status }) => status === "fail" && name !== "claims");
    if (exchange.outcome === "granted" || !accepted.length || !ours.length) continue;
    const { code } = exchange.findings.find(({ severity }) => severity === "error");
    assert.ok(REASONS[code], `${row.id}: ${accepted} accept what is refused here as ${code}, without a reason`);
    rows.push([row.id, accepted.join(", "), code]);
  }
  assert.deepEqual(
    Object.keys(REASONS).sort(),
    [...new Set(rows.map((row) => row[2]))].sort(),
    "every reason has a row",
  );
  const saidOf = (code) => rows.filter((row) => row[2] === code);
  const text = `# Where other libraries accept what is refused here

Written by \`UPDATE_DOCS=1 node --test tests/differential.test.mjs\`. The package \`jose\` and Python's \`PyJWT\` are asked about
every hostile token and key set, with issuer, audience, algorithms and required claims set as strictly as they can be. What is
granted here both accept; the other way round these ${rows.length} rows differ.

| code | why it is refused here | jose | PyJWT |
| --- | --- | --- | --- |
${[...new Set(rows.map((row) => row[2]))]
  .sort()
  .map((code) => {
    const by = (name) =>
      saidOf(code)
        .filter((row) => row[1].includes(name))
        .map((row) => `\`${row[0]}\``)
        .join(", ");
    return `| \`${code}\` | ${REASONS[code]} | ${by("jose") || "none"} | ${by("PyJWT") || "none"} |`;
  })
  .join("\n")}
`;
  if (process.env.UPDATE_DOCS) writeFileSync(table, text);
  const squeezed = (one) => one.replace(/[ -]+/g, " ");
  assert.equal(squeezed(readFileSync(table, "utf8")), squeezed(text), "docs/divergences.md is not up to date");
});

// ── tokens made here ─────────────────────────────────────────────────────────────────────────────

const issuer = signer();
const keySet = JSON.parse(issuer.keySet);
const signed = (header, claims) => issuer.sign(claims, header);
const NOW = 1_767_225_600;
const context = { now: NOW, issuer: publisher().issuerUrl };

/** The same numbers in every run. */
function dice(seed) {
  let state = seed;
  return (choices) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return choices[(state >>> 8) % choices.length];
  };
}

test("over two thousand tokens made of sound and unsound parts", { skip }, async () => {
  const roll = dice(20);
  const asked = Array.from({ length: 2000 }, (_, id) => {
    const alg = roll(ALGORITHMS);
    const some = (sound, ...odd) => roll([sound, sound, sound, sound, sound, sound, sound, ...odd]);
    const header = {
      alg: some(alg, "none", "HS256", "PS256", alg.toLowerCase()),
      kid: some(alg, undefined, "other", 7),
      typ: some("JWT", undefined, "at+jwt", "jwt"),
      cty: some(undefined, "JWT"),
      crit: some(undefined, ["exp"], []),
      x5t: some(undefined, "abc"),
    };
    const claims = job({
      iss: some(context.issuer, `${context.issuer}/`, undefined, [context.issuer]),
      sub: some("repo:acme/awesome-model-training:ref:refs/heads/main", undefined, 7, ""),
      aud: some(AUDIENCE, [AUDIENCE], [AUDIENCE, "pypi"], "pypi", undefined, [], 7),
      exp: some(NOW + 300, NOW, NOW + 0.5, NOW + 1.5, `${NOW + 300}`, undefined, NOW - 1, 1e300),
      nbf: some(NOW - 5, NOW, NOW + 1, undefined, null),
      iat: some(NOW - 5, NOW, NOW + 1, undefined, `${NOW}`, NOW - 0.5),
      jti: some("1", undefined, 7),
      ref: some("refs/heads/main", "refs/heads/next"),
      odd: some(undefined, { __proto__: 1 }, "\u0000", 2 ** 60),
    });
    return { id, token: signed(header, claims), keySet, publishers: [publisher()] };
  });
  const granted = (await judged(asked, context)).filter(({ exchange }) => exchange.outcome === "granted").length;
  assert.ok(granted > 20 && granted < 1000, `${granted} were granted`);
});

test("no token that differs from a good one in a character is granted", async () => {
  const token = signed({ alg: "ES256", kid: "ES256" }, { ...job({ iat: NOW - 5, nbf: NOW - 5, exp: NOW + 300 }) });
  const request = { token, resource, publishers: [publisher()], now: NOW };
  const set = JSON.stringify(keySet);
  assert.equal((await verifyExchange(request, set)).outcome, "granted");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  let tried = 0;
  for (let at = 0; at < token.length; at += 1) {
    for (const character of alphabet) {
      if (character === token[at]) continue;
      const changed = `${token.slice(0, at)}${character}${token.slice(at + 1)}`;
      tried += 1;
      assert.notEqual(
        (await verifyExchange({ ...request, token: changed }, set)).outcome,
        "granted",
        `at ${at}: ${character}`,
      );
    }
  }
  assert.ok(tried > 40_000, `${tried}`);
});
