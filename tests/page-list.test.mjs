// The list of publishers: duplicate, undo, import, link, JSON for the API; and the picture that is the status.

import assert from "node:assert/strict";
import { test } from "node:test";
import { publisher, token } from "./mint.mjs";
import { fill, heading, labelled, page, press, rule, server, type, GRANTED } from "./person.mjs";

const repositories = () =>
  page.$$eval("fieldset", (all) => all.map((form) => form.querySelector(".fields input").value));
const open = async (name) => (await page.waitForSelector(`::-p-xpath(//summary[text()="${name}"])`)).click();
const told = () => page.$eval(".picture", (picture) => picture.getAttribute("aria-label"));

test("a publisher is duplicated, removed and brought back where it was", async () => {
  await fill(rule, "");
  await press("Duplicate");
  const [, second] = await page.$$("fieldset");
  await (await second.$(".fields input")).type("-2");
  assert.deepEqual(await repositories(), [rule.Repository, `${rule.Repository}-2`]);
  await press("Duplicate");
  assert.deepEqual(await repositories(), [rule.Repository, rule.Repository, `${rule.Repository}-2`]);
  await press("Remove this publisher");
  await press("Remove this publisher");
  assert.deepEqual(await repositories(), [`${rule.Repository}-2`]);
  await press("Undo");
  assert.deepEqual(await repositories(), [rule.Repository, `${rule.Repository}-2`]);
  await press("Remove this publisher");
  assert.deepEqual(await repositories(), [`${rule.Repository}-2`]);
  await press("Undo");
  assert.deepEqual(await repositories(), [rule.Repository, `${rule.Repository}-2`]);
  assert.equal(
    await page.evaluate(() => document.activeElement.closest("fieldset").querySelector("legend").textContent),
    "Publisher 1",
  );
});

test("an equal publisher is said to be one", async () => {
  await fill(rule, "");
  await press("Duplicate");
  const said = await page.$$eval("fieldset:nth-of-type(2) .own .code", (all) =>
    all.map(({ textContent }) => textContent),
  );
  assert.ok(said.includes("duplicate-publisher"), String(said));
});

test("of many publishers the one that makes another superfluous is named as its card is", async () => {
  const of = (repository, more) => publisher({ repository: `acme/${repository}`, workflow: "publish.yml", ...more });
  const list = [of("a"), of("c"), of("b"), of("b"), of("b", { environment: "release" })];
  await open("Import publishers");
  await type("Publishers as JSON, one or a list", JSON.stringify(list));
  await press("Import");
  const told = await page.$$eval("fieldset", (all) =>
    all.map((form) => [...form.querySelectorAll(".own li")].map(({ textContent }) => textContent)),
  );
  const named = told.map((card) =>
    card.flatMap((text) => text.match(/Publisher \d (?=is equal|lets in all)/g) ?? []).map((name) => name.trim()),
  );
  assert.deepEqual(named, [[], [], ["Publisher 4"], ["Publisher 3"], ["Publisher 3", "Publisher 4"]]);
});

test("publishers are imported as the Hub stores them, and what is none is said", async () => {
  await open("Import publishers");
  await type("Publishers as JSON, one or a list", JSON.stringify([publisher(), { claims: {} }]));
  await press("Import");
  assert.deepEqual(await repositories(), ["acme/awesome-model-training"]);
  const said = await page.$eval("#import", (element) => element.textContent);
  assert.match(said, /1 publisher imported.*issuerUrl/s);
  const heard = await page.$$eval("#import [role=status]", (all) => all.map(({ textContent }) => textContent).join());
  assert.equal(heard.match(/imported/g).length, 1, "once");
  // What was refused stays, to be mended; what was taken is not taken twice.
  const left = await (await labelled("Publishers as JSON, one or a list")).evaluate(({ value }) => value);
  assert.deepEqual(JSON.parse(left), [{ claims: {} }]);
});

test("a link carries resource and publishers to another page, and no token", async () => {
  await browserAllowsCopying();
  await fill(rule, token());
  await press("Copy a link to these publishers");
  await page.waitForFunction(() => document.body.textContent.includes("never a token"));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.startsWith(`${server.address}#`));
  const carried = Buffer.from(link.split("#")[1], "base64url").toString();
  assert.deepEqual(Object.keys(JSON.parse(carried)), ["resource", "publishers"]);
  assert.ok(!carried.includes("eyJ"));
  await page.goto("about:blank");
  await page.goto(link);
  await page.waitForSelector("#token:enabled");
  assert.deepEqual(await repositories(), [rule.Repository]);
  assert.match(await page.$eval("#carried", (said) => said.textContent), /check that they are yours/);
  assert.equal(await page.evaluate(() => location.href), server.address);
  assert.equal(await (await labelled("Resource")).evaluate((input) => input.value), "acme/awesome-model");
  await type("ID token", token());
  assert.equal(await heading(), GRANTED);
});

test("no link is made while a token stands in a publisher by mistake", async () => {
  await browserAllowsCopying();
  await page.evaluate(() => navigator.clipboard.writeText("before"));
  await fill({ Repository: token() }, "");
  await press("Copy a link to these publishers");
  await page.waitForFunction(() => document.body.textContent.includes("a token stands in a field"));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "before");
});

test("a link is read with the end of a sentence on it", async () => {
  const carried = Buffer.from(JSON.stringify({ resource: "acme/linked", publishers: [publisher()] })).toString(
    "base64url",
  );
  for (const end of [".", "%20", ").", "%22,"]) {
    await page.goto("about:blank");
    await page.goto(`${server.address}#${carried}${end}`);
    await page.waitForSelector("#token:enabled");
    assert.deepEqual(await repositories(), ["acme/awesome-model-training"], end);
  }
});

test("what there is nothing for cannot be pressed, and how to save is said", async () => {
  const pressable = () => page.$$eval("#share button:enabled", (all) => all.map(({ textContent }) => textContent));
  assert.deepEqual(await pressable(), []);
  await type("Resource", "acme/awesome-model");
  assert.deepEqual(await pressable(), ["Copy a link to these publishers"]);
  await type("Repository", "acme/awesome-model-training");
  assert.equal((await pressable()).length, 3);
  assert.match(await page.$eval("#share", ({ textContent }) => textContent), /Nothing is saved here/);
});

test("a link that holds nonsense opens an empty page, and is said to be damaged", async () => {
  for (const hash of ["#%", "#e30", "#bm9uc2Vuc2U", "#eyJyZXNvdXJjZSI6MX0"]) {
    await page.goto("about:blank");
    await page.goto(`${server.address}${hash}`);
    await page.waitForSelector("#token:enabled");
    assert.deepEqual(await repositories(), [""]);
    assert.match(await page.$eval("#carried", (said) => said.textContent), /changed or cut off/, hash);
  }
});

test("secrets of other services stay out of links and lists too", async () => {
  for (const secret of [
    "ghp_0123456789abcdefABCDEF0123456789abcd",
    "glpat-0123456789abcdefghij",
    "AKIAIOSFODNN7EXAMPLE",
  ]) {
    await fill({ Repository: secret }, "");
    for (const button of ["Copy a link to these publishers", "Copy all as JSON"]) {
      await press(button);
      await page.waitForFunction(() =>
        document.querySelector("#share").textContent.includes("a token stands in a field"),
      );
      await page.$$eval("#share [role=status]", (all) => all.forEach((one) => (one.textContent = "")));
    }
  }
});

test("no part of the page copies a secret, wherever it stands", async () => {
  await browserAllowsCopying();
  await page.evaluate(() => navigator.clipboard.writeText("before"));
  await fill(rule, "");
  for (const part of ["JSON for the Hub's API", "Workflow file to commit"]) await open(part);
  const pressAll = async () => {
    for (const place of [".body", ".pipeline", "#share"]) {
      await page.waitForSelector(`${place} button`);
      await page.$$eval(`${place} button`, (all) =>
        all.filter((one) => /Copy|Download/.test(one.textContent)).forEach((one) => one.click()),
      );
      await page.waitForFunction(
        (place) => /a token stands in a field/.test(document.querySelector(place).textContent),
        {},
        place,
      );
    }
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "before");
  };
  await page.evaluate(() => (URL.createObjectURL = () => `#${(document.title = "downloaded")}`));
  await type("Environment", "glpat-0123456789abcdefghij");
  await pressAll();
  await type("Environment", "");
  for (const text of [token(), "ghp_0123456789abcdefABCDEF0123456789abcd"]) {
    await type("Resource", text);
    await pressAll();
  }
  assert.equal(await page.title(), "Trusted Publishers", "nothing is downloaded");
});

test("all publishers are copied as the Hub stores them", async () => {
  await browserAllowsCopying();
  await fill(rule, "");
  await press("Duplicate");
  await press("Copy all as JSON");
  await page.waitForFunction(() => document.querySelector("#share").textContent.includes("as the Hub stores them"));
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.equal(copied.length, 2);
  assert.deepEqual(copied[0].claims.branch, { kind: "eq", value: "main" });
});

test("where the browser refuses to copy, the text stands selected", async () => {
  await fill(rule, "");
  await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
  await press("Copy all as JSON");
  const shown = await page.waitForSelector("#share textarea");
  const [text, selected] = await shown.evaluate((area) => [
    area.value,
    document.activeElement === area && area.value.slice(area.selectionStart, area.selectionEnd),
  ]);
  assert.equal(JSON.parse(text).length, 1);
  assert.equal(selected, text);
});

test("what is imported and is nothing is said to be", async () => {
  await open("Import publishers");
  for (const [text, said] of [
    ["", /the field is empty/],
    ["[]", /Nothing was imported: no publisher stands in the text/],
    ['{"issuerUrl":"","claims":{}}', /One was left out: it is empty/],
  ]) {
    await type("Publishers as JSON, one or a list", text);
    await press("Import");
    assert.match(await page.$eval("#import [role=status]", ({ textContent }) => textContent), said);
    assert.deepEqual(await repositories(), [""]);
  }
});

test("the JSON that the API would get stands under its address", async () => {
  await fill(rule, "");
  await open("JSON for the Hub's API");
  await page.waitForSelector(".body pre");
  const body = JSON.parse(await page.$eval(".body pre", (element) => element.textContent));
  assert.deepEqual(body.claims.branch, { kind: "eq", value: "main" });
  assert.match(
    await page.$eval(".body .help", (element) => element.textContent),
    /POST https:\/\/huggingface.co\/api\/models\/acme\/awesome-model\/settings\/trusted-publishers/,
  );
});

test("the picture shows how far the job gets", async () => {
  assert.equal(
    await told(),
    "CI job: nothing yet, ID token: nothing yet, Hub checks: nothing yet, 1-hour token: nothing yet",
  );
  await fill(rule, token());
  assert.equal(await told(), "CI job: pass, ID token: pass, Hub checks: pass, 1-hour token: unchecked");
  await type("Branch", "dev");
  assert.equal(await told(), "CI job: pass, ID token: pass, Hub checks: fail, 1-hour token: fail");
  await type("ID token", "nonsense");
  assert.match(await told(), /ID token: fail/);
});

for (const [width, watched] of [
  [1280, "fieldset :is(input, select, button), #token, #resource"],
  // Where the columns stand below each other, what is below the form gives way.
  [700, "fieldset :is(input, select, button), #resource"],
  [390, "fieldset :is(input, select, button), #resource"],
]) {
  test(`no control moves when findings appear and go, ${width} px wide`, async () => {
    const places = () =>
      page.$$eval(watched, (all) =>
        all
          .filter((one) => !one.closest(".own"))
          .map((one) => [one.tagName, Math.round(one.getBoundingClientRect().top + scrollY)]),
      );
    await page.setViewport({ width, height: 900 });
    await fill(rule, token());
    const before = await places();
    for (const [name, text] of [
      ["Branch", "dev"],
      ["Environment", "${{ x }}"],
      ["Workflow file", "release.yml"],
      ["Repository", "acme"],
    ]) {
      await type(name, text);
      assert.deepEqual(await places(), before, `${name} says something`);
    }
  });
}

test("the farther of many publishers are shown on request", async () => {
  await fill(rule, token());
  for (let more = 0; more < 4; more += 1) await press("Duplicate");
  const tables = () => page.$$eval(".verdict caption", (all) => all.length);
  assert.equal(await tables(), 3);
  assert.ok((await page.$$(".verdict .findings li")).length > 0);
  await open("The other 2 publishers");
  await page.waitForFunction(() => document.querySelectorAll(".verdict caption").length === 5);
});

test("several publishers stand beside each other, claim by claim", async () => {
  await fill({ ...rule, Branch: "dev" }, token());
  await press("Duplicate");
  const rows = await page.$$eval(".matrix tr", (all) =>
    all.map((row) => [...row.cells].map(({ textContent }) => textContent)),
  );
  assert.deepEqual(rows[0], ["Publisher", "iss", "repository", "branch", "workflow"]);
  assert.deepEqual(rows[1], ["Publisher 1", "✓ match", "✓ match", "✗ mismatch", "✓ match"]);
});

async function browserAllowsCopying() {
  await page
    .browserContext()
    .overridePermissions(server.address, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
}
