// How the work grows with the input: twice the input must cost less than three times as much. The two sizes are timed in turn
// and the quickest run of each is taken, so that a busy machine slows both.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeToken, simulateExchange, verifyExchange } from "../pkg/index.js";
import { job, publisher, resource, token } from "./mint.mjs";

const request = (over) => ({ token: token(), resource, publishers: [publisher()], ...over });
const members = (count) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index.toString(36)}`, 1]));

const grows = {
  "dots of a paste": [(size) => decodeToken(`eyJ${".".repeat(size)}`), 30_000],
  "marks of a paste": [(size) => decodeToken('"'.repeat(size)), 60_000],
  "starts of tokens": [(size) => decodeToken("eyJ ".repeat(size)), 30_000],
  "one long word": [(size) => decodeToken("eyJ".repeat(size)), 40_000],
  "assignments of one word": [(size) => decodeToken("a:=".repeat(size)), 30_000],
  "words of a paste": [(size) => decodeToken("a ".repeat(size)), 30_000],
  "lines of a paste": [(size) => decodeToken("a: b\n".repeat(size)), 12_000],
  "brackets of a paste": [(size) => decodeToken("[".repeat(size)), 60_000],
  "letters of several bytes": [(size) => decodeToken("🤗".repeat(size)), 15_000],
  "members of claims": [(size) => decodeToken(JSON.stringify({ iss: "x", ...members(size) })), 4000],
  "members of a token": [(size) => decodeToken(token(job(members(size)))), 500],
  "publishers of an exchange": [
    (size) => simulateExchange(request({ publishers: Array(size).fill(publisher()) })),
    200,
  ],
  "keys of a set": [
    (size) =>
      verifyExchange(
        request(),
        JSON.stringify({ keys: Array.from({ length: size }, (_, kid) => ({ kty: "RSA", kid: `${kid}` })) }),
      ),
    50,
  ],
};

for (const [what, [work, size]] of Object.entries(grows)) {
  test(`the work grows no faster than the ${what}`, async (t) => {
    const quickest = [Infinity, Infinity];
    for (let round = 0; round < 15; round += 1) {
      for (const [index, times] of [1, 2].entries()) {
        const start = performance.now();
        await work(size * times);
        quickest[index] = Math.min(quickest[index], performance.now() - start);
      }
    }
    const [once, twice] = quickest;
    t.diagnostic(`${size} take ${once.toFixed(2)} ms, twice as many ${twice.toFixed(2)} ms`);
    // Under a fifth of a millisecond the clock and the call are what is timed.
    assert.ok(twice < Math.max(once, 0.2) * 3, `${once} ms for ${size}, ${twice} ms for twice as many`);
  });
}
