// What stands between the package and the platform's WebCrypto may be anything: no wrapper of it turns a forgery into a grant, none
// makes a call fail, and one that reads late gets what it was given.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { verifyExchange } from "../pkg/index.js";
import { job, publisher, resource, signer } from "./mint.mjs";

const github = signer();
const jti = "2b7c1f0e-9d3a-4c55-8a57-9e1b6f3d2c10";
const good = github.sign(job({ jti }));
/** The good token with one letter of its `jti` changed: of the same length, and with the old signature. */
const evil = good.replace(/\.([^.]*)\./, (_, claims) => {
  const changed = Buffer.from(claims, "base64url")
    .toString()
    .replace(jti, `3${jti.slice(1)}`);
  return `.${Buffer.from(changed).toString("base64url")}.`;
});
const verdict = async (token) =>
  (await verifyExchange({ token, resource, publishers: [publisher()] }, github.keySet)).outcome;

const { prototype } = SubtleCrypto;
const real = { importKey: prototype.importKey, verify: prototype.verify };
const wrap = (wrapped) => Object.assign(prototype, wrapped);
afterEach(() => Object.assign(prototype, real));

test("a queue that verifies two signatures at once grants the genuine one alone", async () => {
  const queue = [];
  wrap({
    verify(...given) {
      return new Promise((resolve, reject) => {
        queue.push([given, resolve, reject]);
        if (queue.length < 2) return;
        for (const [one, ...ends] of queue.splice(0)) real.verify.apply(this, one).then(...ends);
      });
    },
  });
  assert.deepEqual(await Promise.all([verdict(evil), verdict(good)]), ["refused", "granted"]);
  assert.deepEqual(await Promise.all([verdict(good), verdict(evil)]), ["granted", "refused"]);
});

test("a wrapper that reads the bytes late gets them", async () => {
  wrap({
    async verify(...given) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return real.verify.apply(this, given);
    },
  });
  assert.deepEqual(await Promise.all([verdict(good), verdict(evil)]), ["granted", "refused"]);
});

test("the bytes that the platform was given are wiped when it has answered, and hold nothing else", async () => {
  const seen = [];
  wrap({
    verify(how, key, signature, message) {
      seen.push(signature, message);
      return real.verify.call(this, how, key, signature, message);
    },
  });
  assert.equal(await verdict(good), "granted");
  const [header, claims] = good.split(".");
  assert.deepEqual(
    seen.map(({ length }) => length),
    [256, header.length + 1 + claims.length],
  );
  for (const bytes of seen) {
    assert.ok(bytes.buffer.byteLength <= good.length, "no view of the module's memory");
    assert.ok(bytes.every((byte) => byte === 0));
  }
});

const thrown = () => {
  throw new Error("broken");
};
for (const [what, wrapped, answer] of [
  ["importKey throws", { importKey: thrown }, "key-ineligible"],
  ["importKey gives nothing", { importKey: () => undefined }, "key-ineligible"],
  ["importKey is no function", { importKey: 7 }, "key-ineligible"],
  ["verify throws", { verify: thrown }, "signature-invalid"],
  ["verify is no function", { verify: null }, "signature-invalid"],
  ["verify says 1", { verify: () => 1 }, "signature-invalid"],
  ["verify says a Boolean", { verify: async () => new Boolean(true) }, "signature-invalid"],
]) {
  test(`a platform whose ${what} refuses, and fails no call`, async () => {
    wrap(wrapped);
    const said = await verifyExchange({ token: good, resource, publishers: [publisher()] }, github.keySet);
    assert.equal(said.outcome, "refused");
    assert.equal(said.findings[0].code, answer);
  });
}
