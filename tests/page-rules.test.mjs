// A publisher stands in its form as it is, whatever kind its rules have: nothing becomes another rule by being shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { providers } from "../pkg/index.js";
import { issuer, publisher, token } from "./mint.mjs";
import { GRANTED, codes, fill, heading, labelled, page, press, rule, server, type } from "./person.mjs";

const open = async (name) => (await page.waitForSelector(`::-p-xpath(//summary[text()="${name}"])`)).click();
const body = async () => {
  await open("JSON for the Hub's API");
  await page.waitForSelector(".body pre");
  return JSON.parse(await page.$eval(".body pre", (element) => element.textContent));
};
const importing = async (publishers) => {
  await open("Import publishers");
  await type("Publishers as JSON, one or a list", JSON.stringify(publishers));
  await press("Import");
};
const invalid = async (name) =>
  (await labelled(name)).evaluate((input) => [
    input.getAttribute("aria-invalid"),
    input
      .getAttribute("aria-describedby")
      .split(" ")
      .map((id) => document.getElementById(id).textContent)
      .join(" "),
  ]);

const globbed = {
  issuerUrl: issuer,
  claims: {
    repository: { kind: "glob", value: "acme/awesome-model-training" },
    branch: { kind: "eq", value: "main" },
    ref_type: { kind: "regex", value: "branch" },
  },
};

test("an imported rule keeps its kind, and never matches", async () => {
  await fill({}, token());
  await importing(globbed);
  assert.equal(await heading(), "Refused");
  assert.equal((await codes())[0], "unknown-rule-kind");
  // Not in the form's field, as if it were compared exactly.
  assert.equal(await (await labelled("Repository")).evaluate((input) => input.value), "");
  assert.deepEqual((await body()).claims, globbed.claims);
  assert.match((await invalid("Kind"))[1], /repository has the kind glob/);
  assert.equal((await invalid("Repository"))[0], null, "an empty field is not to blame");
});

test("a kind that is set to eq is compared exactly", async () => {
  await fill({}, token());
  await importing({ ...globbed, claims: { repository: globbed.claims.repository } });
  assert.equal(await heading(), "Refused");
  await type("Kind", "eq");
  assert.equal(await heading(), GRANTED);
});

test("a duplicate and a link keep the kind too", async () => {
  const carried = Buffer.from(JSON.stringify({ resource: "acme/awesome-model", publishers: [globbed] }));
  await page.goto("about:blank");
  await page.goto(`${server.address}#${carried.toString("base64url")}`);
  await page.waitForSelector("#token:enabled");
  assert.match(await page.$eval("#carried", (said) => said.textContent), /unknown-rule-kind/);
  await type("ID token", token());
  assert.equal(await heading(), "Refused");
  await press("Duplicate");
  assert.equal(await heading(), "Refused");
  assert.deepEqual(
    await page.$$eval(".claim", (all) =>
      all.map((row) => [...row.querySelectorAll("input")].map(({ value }) => value).join(" ")),
    ),
    [
      "repository glob acme/awesome-model-training",
      "ref_type regex branch",
      "repository glob acme/awesome-model-training",
      "ref_type regex branch",
    ],
  );
});

test("a claim that a field names already is told at both, and grants nothing", async () => {
  await fill({ ...rule, Branch: "dev" }, token());
  await press("Add a claim");
  await page.keyboard.sendCharacter("branch");
  await type("Value", "main");
  assert.equal(await heading(), "Refused");
  assert.ok((await codes()).includes("claim-named-twice"), String(await codes()));
  for (const name of ["Branch", "Value"]) {
    const [wrong, said] = await invalid(name);
    assert.equal(wrong, "true", name);
    assert.match(said, /branch is named twice/, name);
  }
  const said = await page.$$eval(".own .code", (all) => all.map(({ textContent }) => textContent));
  assert.deepEqual(
    said.filter((code) => code !== "mutable-name-only" && code !== "pull-request-target"),
    ["claim-named-twice"],
    "nothing is said of a value that nobody wrote",
  );
  // What cannot be written is not offered either.
  assert.equal(await page.$eval("details.body", (details) => details.hidden), true);
  await press("Remove claim branch");
  assert.equal((await invalid("Branch"))[0], "true");
  await type("Branch", "main");
  assert.equal(await heading(), GRANTED);
});

test("two rows of one claim are told at both, and no link is made of them", async () => {
  await fill({ Repository: rule.Repository }, token());
  for (const value of ["main", "branch"]) {
    await press("Add a claim");
    await page.keyboard.sendCharacter("ref_type");
    await page.keyboard.press("Tab");
    await page.keyboard.sendCharacter(value);
  }
  await page.evaluate(() => new Promise((done) => setTimeout(done, 0)));
  assert.equal(await heading(), "Refused");
  const said = await page.$$eval(".claim .said", (all) => all.map(({ textContent }) => textContent));
  assert.equal(said.length, 2);
  for (const one of said) assert.match(one, /ref_type is named twice/);
  await press("Copy a link to these publishers");
  await page.waitForFunction(() => document.body.textContent.includes("names a claim twice"));
});

test("a value without a claim's name is told at the name", async () => {
  await fill(rule, token());
  await press("Add a claim");
  await type("Value", "main");
  assert.equal(await heading(), "Refused");
  const [wrong, said] = await invalid("Claim");
  assert.equal(wrong, "true");
  assert.match(said, /name of the claim is missing/);
});

test("a publisher of any provider is in the form what it was, however little of it the provider's fields hold", async () => {
  const id = "3b8a2d3e-2f6e-4f4b-9d3a-111111111111";
  const eq = (value) => ({ kind: "eq", value });
  const all = providers().flatMap(({ issuers, fields }) =>
    issuers.flatMap((template) => {
      const issuerUrl = template.replace(/\{[^}]*\}/g, (blank) => (/id|org/.test(blank) ? id : "acme"));
      const keyed = fields.filter(({ key }) => key).map(({ key, placeholder }) => [key, eq(placeholder || id)]);
      return [
        { issuerUrl, claims: { sub: eq("x") } },
        { issuerUrl, claims: Object.fromEntries(keyed) },
        { issuerUrl, claims: { ...Object.fromEntries(keyed), odd: { kind: "glob", value: "*" } } },
        // As nobody should write it: what is wrong is to be seen, not mended in silence.
        { issuerUrl, claims: { repository: eq(" acme/x "), branch: eq("refs/heads/main"), workflow: eq("") } },
      ];
    }),
  );
  await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
  await importing(all);
  await press("Copy all as JSON");
  const text = await (await page.waitForSelector("#share textarea")).evaluate(({ value }) => value);
  const sorted = (one) => ({ ...one, claims: Object.fromEntries(Object.entries(one.claims).sort()) });
  const copied = JSON.parse(text).map(sorted);
  for (const [index, one] of all.entries()) assert.deepEqual(copied[index], sorted(one));
});

test("a publisher that compares nothing is shown as one", async () => {
  await fill({}, token());
  await importing(publisher({}));
  assert.equal(await page.$eval("legend", (legend) => legend.textContent), "Publisher 1");
  assert.ok((await codes()).includes("no-claims"), String(await codes()));
});
