// What is left in the module's memory after a call, and how much it takes. The memory is read whole, as no caller can.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { job, publisher, resource, token } from "./mint.mjs";

/** The memories of the instances that were made, in their order. */
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    memories.push(this.exports.memory);
  }
};
/** The module is built twice: for size, which is downloaded, and for speed, which Node and its kin load. */
const builds = Object.fromEntries(
  Object.entries({ size: "../pkg/hub-trusted-publishers.wasm", speed: "../target/wasm-fast/module.wasm" }).map(
    ([build, path]) => [build, readFileSync(new URL(path, import.meta.url))],
  ),
);

/** The functions on an instance of a build, and what its memory holds. */
async function opened(build, copy = "") {
  const { default: init, ...hub } = await import(`../pkg/wasm.js?${build}${copy}`);
  await init(builds[build]);
  hub.providers();
  const own = memories.at(-1);
  return { hub, memory: () => Buffer.from(own.buffer) };
}

const secret = token(job({ jti: "2b7c1f0e-9d3a-4c55-8a57-9e1b6f3d2c10" }));
const request = (text) => ({ token: text, resource, publishers: [publisher()] });
const keySet = JSON.stringify({ keys: [{ kty: "RSA", n: Buffer.alloc(256, 0xa5).toString("base64url"), e: "AQAB" }] });

/** How many windows of 16 bytes of a text are found. */
function windows(text, bytes) {
  let found = 0;
  for (let at = 0; at + 16 <= text.length; at += 1) if (bytes.includes(text.slice(at, at + 16))) found += 1;
  return found;
}

const pastes = {
  "by itself": secret,
  "in a line with letters beyond ASCII": `Schlüssel 🔑: Bearer ${secret} (läuft ab)`,
  "in JSON": JSON.stringify({ value: secret }),
  "twice, once changed": `${secret} ${secret.slice(0, -4)}AAAA`,
  "cut off": secret.slice(0, -3),
  wrapped: secret.replace(/.{76}/g, "$&\n"),
};
for (const build of Object.keys(builds)) {
  const { hub, memory } = await opened(build);
  const own = memories.at(-1);
  for (const [how, text] of Object.entries(pastes)) {
    test(`built for ${build}: nothing of a token pasted ${how} is left after a call`, async () => {
      for (const call of [
        () => hub.decodeToken(text),
        () => hub.simulateExchange(request(text)),
        () => hub.decideExchange(request(text)),
        () => hub.suggestPublishers(text),
        () => hub.verifyExchange(request(text), keySet),
      ]) {
        await call();
        const left = memory();
        assert.equal(windows(secret, left), 0, "of the token");
        assert.ok(!left.includes("2b7c1f0e-9d3a-4c55"), "of a claim of its own");
        assert.ok(!left.includes(Buffer.alloc(64, 7)), "of its signature");
      }
    });
  }

  test(`built for ${build}: the search finds what is there`, () => {
    assert.ok(windows("awesome-model-training", memory()) > 0, "the catalogue's own words stand in memory");
  });

  test(`built for ${build}: refused input takes no more memory, however often it comes`, () => {
    const texts = [
      "[".repeat(1e5),
      "eyJ".repeat(2e4),
      ".".repeat(1e5),
      `${secret}=`,
      "a".repeat(2 << 20),
      "\ud800",
      secret.slice(9),
    ];
    for (const text of texts) hub.simulateExchange(request(text));
    const before = memory().length;
    for (let round = 0; round < 1000; round += 1) hub.decodeToken(texts[round % texts.length]);
    assert.equal(memory().length, before);
    assert.ok(before < 8 << 20, `${before} bytes`);
  });

  test(`built for ${build}: no text that a person can paste breaks the module down`, async () => {
    const made = memories.length;
    const MB = 1 << 20;
    const members = Array.from({ length: 95_000 }, (_, index) => `"a${index}":1`).join();
    for (const text of [
      `{"iss":"x",${members}}`,
      "a ".repeat(MB / 2),
      "eyJ ".repeat(MB / 4),
      "eyJa.eyJa.x ".repeat(MB / 12),
      "a: b\n".repeat(MB / 5),
      '"'.repeat(MB),
      "\u0001".repeat(MB),
      "🤗".repeat(MB / 2),
      `[${"1,".repeat(MB / 2 - 4)}1]`,
      `[${'{"issuerUrl":"","claims":{}},'.repeat(8000)}1]`,
    ]) {
      hub.decodeToken(text);
      hub.simulateExchange({ ...request(text), resource: text });
      hub.parseResource(text);
      hub.parsePublishers(text);
      hub.parsePublishers(text.slice(0, 262_144));
      await hub.verifyExchange(request(secret), text);
    }
    assert.equal(memories.length, made, "every call used the first instance");
    assert.throws(() => own.grow(1024), "an instance cannot have more than 64 MiB");
  });

  test(`built for ${build}: no token and publishers together break the module down`, () => {
    const made = memories.length;
    const long = "x".repeat(11_000);
    const of = (count, claims, issuer) => Array.from({ length: count }, (_, index) => publisher(claims(index), issuer));
    const spelt = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`r${"-".repeat(index)}ef`, "main"]));
    const many = (index) =>
      Object.fromEntries(Array.from({ length: 32 }, (_, claim) => [`claim_${index}_${claim}`, "a value of a claim"]));
    const unknown = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`other${index}`, "main"]));
    for (const [claims, publishers] of [
      [{ ref: `refs/heads/${long}` }, of(100, (index) => ({ repository: `a/b${index}`, ref: "refs/heads/main" }))],
      [{ ref: `refs/heads/${long}` }, of(1000, () => ({ repository: "a/b", ref: "refs/heads/main", branch: "main" }))],
      [{ ref: `refs/heads/${long}` }, of(5, () => spelt)],
      [{ iss: `https://${long}` }, of(1000, () => ({ ref: "refs/heads/main" }))],
      [{ iss: `https://gitlab.com/${long}` }, of(1000, () => ({ ref: "main" }), "https://gitlab.com")],
      [{ sub: `repo:${long}:ref:refs/heads/main` }, of(1000, () => ({ sub: "repo:a/b:ref:refs/heads/main" }))],
      [{}, of(800, () => unknown)],
      [{}, of(1000, many)],
    ]) {
      for (const text of [token(job(claims)), JSON.stringify(job(claims)).replaceAll(long, long.repeat(9))]) {
        const asked = { token: text, resource, publishers };
        assert.match(hub.decideExchange(asked).outcome, /^(refused|undetermined)$/);
        assert.equal(hub.simulateExchange(asked).matches.length, publishers.length);
      }
    }
    assert.equal(memories.length, made, "every call used the first instance");
  });

  test(`built for ${build}: no text and key set together break the module down, on a fresh instance and on one that was used`, async () => {
    const MB = 1 << 20;
    const texts = ["a ", "eyJa.eyJa.x ", "a: b\n", "€", "\u0001"].map((part) => part.repeat(MB / part.length));
    const keySets = [
      `{"keys":[${"{},".repeat(87_374)}{}]}`,
      `{"keys":[${"0,".repeat(131_065)}0]}`,
      `{"keys":[${"0,".repeat(9_990)}"${"a".repeat(242_000)}"]}`,
      "\u0001".repeat(262_144),
      `{"kty":"RSA",${Array.from({ length: 9_000 }, (_, index) => `"${index}":1`)}}`,
    ];
    for (const [index, text] of [...texts, secret].entries()) {
      for (const [other, set] of keySets.entries()) {
        const { hub: fresh } = await opened(build, `${index}-${other}`);
        await fresh.verifyExchange(request(text), set);
        await hub.verifyExchange(request(text), set);
      }
    }
  });

  test(`built for ${build}: the same text gets the same answer, in any order, after any other`, () => {
    const texts = [
      secret,
      "",
      "{",
      `${secret}x`,
      token(job({ aud: "pypi" })),
      "hf_abcdefghijklmnop",
      token("[]"),
      "***",
    ];
    const said = (text) =>
      JSON.stringify([hub.decodeToken(text), hub.simulateExchange({ ...request(text), now: 1_767_225_600 })]);
    const first = texts.map(said);
    let state = 7;
    for (let round = 0; round < 1000; round += 1) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      const index = (state >>> 8) % texts.length;
      assert.equal(said(texts[index]), first[index]);
    }
  });
}
