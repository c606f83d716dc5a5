// The signature, checked on the page by the key set that is pasted beside the token.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { job, signer, token } from "./mint.mjs";
import {
  GRANTED,
  browser,
  codes as told,
  fill,
  heading,
  page,
  press,
  requests,
  rule,
  server,
  type,
} from "./person.mjs";

const github = signer();
/** How labels are read is said beside every verdict of this rule. */
const codes = async () => (await told()).filter((code) => code !== "hub-undocumented");
const opened = () => page.$$eval("summary", (all) => all.find((one) => /signature/.test(one.textContent)).click());
const settled = (text) =>
  page.waitForFunction((text) => document.querySelector(".verdict h2").textContent === text, { timeout: 10_000 }, text);
const keySetSaid = () => page.$eval("#key-set [role=status]", (element) => element.textContent);
const keySet = () => page.$eval("#key-set textarea", (field) => field.value);

beforeEach(opened);

test("a genuine token of either algorithm is granted", async () => {
  for (const alg of ["RS256", "ES256"]) {
    await fill(rule, github.sign(job(), { alg, kid: alg }));
    await type("Key set (JWKS)", github.keySet);
    await settled("Granted");
    assert.deepEqual(await codes(), []);
    assert.match(await page.$eval(".picture", (one) => one.getAttribute("aria-label")), /1-hour token: pass/);
  }
  assert.deepEqual(requests, []);
});

test("a token that somebody else signed is refused", async () => {
  await fill(rule, signer().sign());
  await type("Key set (JWKS)", github.keySet);
  await settled("Refused");
  assert.deepEqual(await codes(), ["signature-invalid"]);
});

test("a secret key is told loudly and does not stay", async () => {
  await fill(rule, github.sign());
  await type("Key set (JWKS)", JSON.stringify({ keys: [{ ...github.keys[0], d: "AQAB" }] }));
  await settled("Refused");
  assert.deepEqual(await codes(), ["private-key"]);
  assert.match(await keySetSaid(), /can sign tokens.*removed from this page/);
  assert.equal(await keySet(), "");
});

test("a secret key is told and emptied while there is no token yet", async () => {
  await type("Key set (JWKS)", JSON.stringify({ keys: [{ ...github.keys[0], d: "AQAB" }] }));
  await page.waitForFunction(() => document.querySelector("#key-set textarea").value === "");
  assert.match(await keySetSaid(), /can sign tokens.*removed from this page/);
  assert.equal(await heading(), "Nothing to check yet");
});

test("a key set that cannot be read is told at its field, with and without a token, and refuses nothing", async () => {
  const told = async () => {
    await page.waitForFunction(() => /no JSON Web Key Set/.test(document.querySelector("#key-set").textContent));
    const invalid = await page.$eval("#key-set textarea", (field) => field.getAttribute("aria-invalid"));
    assert.equal(invalid, "true");
  };
  await type("Key set (JWKS)", "nonsense");
  await told();
  await fill(rule, github.sign());
  await told();
  await settled(GRANTED);
  const steps = await page.$$eval(".steps li", (all) => all.map(({ textContent }) => textContent));
  assert.match(
    steps.find((step) => step.startsWith("Signature")),
    /unchecked.*no JSON Web Key Set/,
  );
  await type("Key set (JWKS)", github.keySet);
  await settled("Granted");
});

test("a late answer for an older paste is dropped", async () => {
  // The platform takes half a second for each signature.
  await page.evaluate(() => {
    const { verify } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.verify = async function (...given) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return verify.apply(this, given);
    };
  });
  await fill(rule, github.sign());
  await type("Key set (JWKS)", github.keySet);
  await type("ID token", "no token at all");
  await settled("Refused");
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert.equal(await heading(), "Refused");
  assert.deepEqual(await codes(), ["no-token"]);
  await type("ID token", github.sign());
  await settled("Granted");
});

for (const [what, answer] of Object.entries({
  "the number 1": () => (SubtleCrypto.prototype.verify = async () => 1),
  "a text": () => (SubtleCrypto.prototype.verify = async () => "true"),
  "an object": () => (SubtleCrypto.prototype.verify = async () => ({})),
  nothing: () => (SubtleCrypto.prototype.verify = async () => undefined),
  "an error": () => (SubtleCrypto.prototype.verify = () => Promise.reject(new Error("broken"))),
})) {
  test(`only a plain true grants: the platform says ${what}`, async () => {
    await page.evaluate(answer);
    await fill(rule, github.sign());
    await type("Key set (JWKS)", github.keySet);
    await settled("Refused");
    assert.deepEqual(await codes(), ["signature-invalid"]);
  });
}

test("without WebCrypto the page says so, and grants nothing", async () => {
  const bare = await browser.newPage();
  await bare.evaluateOnNewDocument(() => Object.defineProperty(globalThis, "crypto", { value: {} }));
  await bare.goto(server.address);
  await bare.waitForSelector("#token:enabled");
  const put = (selector, text) =>
    bare.$eval(
      selector,
      (field, text) => {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
      text,
    );
  await put("#key-set textarea", github.keySet);
  await put("#resource", "acme/awesome-model");
  await put(".publisher input", "acme/awesome-model-training");
  await put("#token", github.sign());
  await bare.waitForFunction(() => /no WebCrypto here/.test(document.querySelector("#key-set").textContent));
  assert.equal(await bare.$eval(".verdict h2", (element) => element.textContent), GRANTED);
  await bare.close();
});

test("Clear empties the key set too", async () => {
  await fill(rule, token());
  await type("Key set (JWKS)", github.keySet);
  await press("Clear the token");
  assert.equal(await keySet(), "");
});
