// The suites of hostile tokens, key sets, pastes and signatures, asked of the module in Node, in Chromium and in Firefox:
// each answer must be the one that the native crate gave (tests/core/surfaces.rs wrote those down).

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "./chromium.mjs";
import { engines } from "./engines.mjs";
import { absent, suites } from "./suites.mjs";

const vectors = `${suites}/vectors`;
const native = fileURLToPath(new URL("../artefacts/suites-native.json", import.meta.url));

const json = (path) => JSON.parse(readFileSync(`${vectors}/${path}`, "utf8"));
const lines = (path) =>
  readFileSync(`${vectors}/${path}`, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Every question by its name. */
function questions() {
  const asked = {};
  const context = json("adversarial/context.json");
  const request = (token, rules = context.rules) => ({
    token,
    resource: "acme/awesome-model",
    now: context.now,
    publishers: [
      {
        issuerUrl: context.issuer,
        claims: Object.fromEntries(
          Object.entries(rules).map(([name, value]) => [
            name === "@workflow_file" ? "workflow" : name,
            { kind: "eq", value },
          ]),
        ),
      },
    ],
  });
  for (const { id, token, ctx } of lines("adversarial/tokens.jsonl")) {
    asked[`token ${id}`] = { request: request(token, ctx?.rules), keySet: JSON.stringify(context.jwks) };
  }
  for (const { id, token, jwks } of lines("adversarial/jwks.jsonl")) {
    asked[`key set ${id}`] = { request: request(token), keySet: jwks };
  }
  for (const { id, input } of lines("adversarial/paste.jsonl")) {
    if (typeof input === "string") asked[`paste ${id}`] = { text: input };
  }
  for (const file of readdirSync(`${vectors}/JSONTestSuite/test_parsing`)) {
    const claims = readFileSync(`${vectors}/JSONTestSuite/test_parsing/${file}`).toString("base64url");
    asked[`json ${file}`] = { claims: `eyJhbGciOiJSUzI1NiJ9.${claims}.c2lnbmF0dXJl` };
  }
  for (const file of ["json_web_signature_test", "json_web_key_test", "json_web_crypto_test"]) {
    for (const group of json(`wycheproof/${file}.json`).testGroups) {
      const keySet = JSON.stringify(group.public ?? group.private);
      for (const { tcId, jws } of group.tests) if (typeof jws === "string") asked[`${file} ${tcId}`] = { jws, keySet };
    }
  }
  return asked;
}

/** Answers every question with a package. Runs in a page too: it knows nothing but its arguments. */
async function answers(questions, { hub, verify, instance }) {
  const codes = (findings) => findings.map(({ code }) => code);
  const said = {};
  for (const [name, { request, keySet, text, claims, jws }] of Object.entries(questions)) {
    if (request) {
      const { outcome, findings } = await hub.verifyExchange(request, keySet);
      said[name] = [outcome, codes(findings)];
    } else if (jws !== undefined) {
      const question = JSON.parse(instance.answer("verifySignature", jws, JSON.stringify({ keySet }), "{}"));
      said[name] = question !== null && (await verify((use) => use(instance), jws, question)) === "genuine";
    } else {
      const decoded = hub.decodeToken(text ?? claims);
      said[name] = [text === undefined ? String(decoded.claims !== null) : decoded.form, codes(decoded.findings)];
    }
  }
  return said;
}

/** The native crate's names for what JavaScript calls otherwise. */
const NAMES = {
  Granted: "granted",
  GrantedIfGenuine: "granted-if-genuine",
  Refused: "refused",
  Undetermined: "undetermined",
  Jwt: "jwt",
  ClaimsJson: "claims-json",
  ClaimsList: "claims-list",
  None: "none",
};

function compare(said) {
  const expected = JSON.parse(readFileSync(native, "utf8"));
  for (const answer of Object.values(expected)) {
    if (Array.isArray(answer)) answer[0] = NAMES[answer[0]] ?? answer[0];
  }
  assert.ok(Object.keys(said).length > 900, "the suites are whole");
  for (const [name, answer] of Object.entries(said)) assert.deepEqual(answer, expected[name], name);
  assert.equal(Object.keys(said).length, Object.keys(expected).length);
}

const skip = absent("vectors");

for (const [entry, path] of [
  ["node.js", "../target/wasm-fast/module.wasm"],
  ["index.js", "../pkg/hub-trusted-publishers.wasm"],
]) {
  test(`every suite gets the native crate's answers in Node, by ${entry}`, { skip }, async () => {
    const hub = await import(`../pkg/${entry}`);
    const { verify } = await import("../pkg/door.js");
    const { glue } = await import("../pkg/glue.js");
    const instance = glue();
    instance.initSync({ module: new WebAssembly.Module(readFileSync(new URL(path, import.meta.url))) });
    compare(await answers(questions(), { hub, verify, instance }));
  });
}

for (const engine of ["Chromium", "Firefox"]) {
  const { installed, start } = engines[engine];
  const why = installed ? skip : "it is not installed here";
  test(`every suite gets the native crate's answers in ${engine}`, { skip: why }, async () => {
    const { address, stop } = await serve("pkg", {
      "/": "<!doctype html>",
      "/questions": JSON.stringify(questions()),
    });
    const person = await start();
    try {
      await person.open(address);
      const said = await person.run(`async () => {
        const [hub, { verify }, { glue }] = await Promise.all(
          ["/wasm.js", "/door.js", "/glue.js"].map((path) => import(path)),
        );
        const bytes = await (await fetch("/hub-trusted-publishers.wasm")).arrayBuffer();
        await hub.default(bytes);
        const instance = glue();
        instance.initSync({ module: new WebAssembly.Module(bytes) });
        const questions = await (await fetch("/questions")).json();
        return JSON.stringify(await (${answers})(questions, { hub, verify, instance }));
      }`);
      compare(JSON.parse(said));
    } finally {
      await person.close();
      stop();
    }
  });
}
