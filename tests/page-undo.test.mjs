// What changes much at once can be taken back, where it was done, and leaves what was typed since.

import assert from "node:assert/strict";
import { test } from "node:test";
import { job, publisher, token } from "./mint.mjs";
import { GRANTED, fill, heading, labelled, page, press, rule, server, type } from "./person.mjs";

const repositories = () =>
  page.$$eval("fieldset", (all) => all.map((form) => form.querySelector(".fields input").value));
const resource = async () => (await labelled("Resource")).evaluate((input) => input.value);
const open = async (name) => (await page.waitForSelector(`::-p-xpath(//summary[text()="${name}"])`)).click();
const focused = () =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    return at.labels?.[0]?.textContent ?? at.textContent;
  });
/** How far the offer is from what was pressed. */
const far = async (selector) => {
  const [bar, place] = await Promise.all(
    [".undo", selector].map((one) => page.$eval(one, (found) => found.getBoundingClientRect().top)),
  );
  return Math.abs(bar - place);
};

test("a sample is taken back, with resource and publishers as they were", async () => {
  await fill({ Repository: "acme/mine" }, "");
  await type("Resource", "acme/my-model");
  await press("Duplicate");
  await press("Try a sample");
  assert.equal(await heading(), GRANTED);
  assert.deepEqual(await repositories(), ["acme/awesome-model-training"]);
  assert.ok((await far("#sample")) < 150);
  await press("Undo");
  assert.deepEqual([await resource(), await repositories()], ["acme/my-model", ["acme/mine", "acme/mine"]]);
  assert.equal(await page.$eval("#token", ({ value }) => value), "");
  assert.equal(await focused(), "Try a sample");
  assert.equal((await page.$$(".undo button")).length, 0);
});

test("what was typed since stays", async () => {
  await fill(rule, "");
  await press("Duplicate");
  await press("Remove this publisher");
  await type("Repository", "acme/other");
  await press("Undo");
  assert.deepEqual(await repositories(), [rule.Repository, "acme/other"]);
});

const value = async (name) => (await labelled(name)).evaluate((input) => input.value);

test("what was typed since into the same form stays, and the rest is taken back", async () => {
  await fill({ ...rule, Branch: "dev", Environment: '"release"' }, "");
  await press("Set environment to release");
  await type("Branch", "next");
  await press("Undo");
  assert.deepEqual([await value("Branch"), await value("Environment")], ["next", '"release"']);
  await press("Set environment to release");
  await type("Environment", "staging");
  await press("Undo");
  assert.deepEqual([await value("Branch"), await value("Environment")], ["next", "staging"]);
});

test("a claim that was added since stays, and one that was changed is taken back", async () => {
  await fill(rule, "");
  const add = async (name, text) => {
    await press("Add a claim");
    for (const part of [name, text]) {
      await page.keyboard.type(part);
      await page.keyboard.press("Tab");
    }
  };
  const claims = () =>
    page.$$eval(".claim", (all) => all.map((row) => [...row.querySelectorAll("input")].map(({ value }) => value)));
  await add("event_name", '"push"');
  await press("Set event_name to push");
  assert.deepEqual(await claims(), [["event_name", "push"]]);
  await add("repository_id", "874120553");
  await press("Undo");
  assert.deepEqual(await claims(), [
    ["event_name", '"push"'],
    ["repository_id", "874120553"],
  ]);
});

test("what was made and was changed since is nobody's to throw away", async () => {
  await fill({ Repository: "acme/mine" }, "");
  await press("Try a sample");
  await type("Branch", "next");
  await press("Undo");
  assert.deepEqual(await repositories(), ["acme/mine", "acme/awesome-model-training"]);
});

test("a fix in the verdict is taken back there", async () => {
  await fill({ ...rule, Branch: "dev" }, token());
  await press("Set branch to main");
  assert.equal(await heading(), GRANTED);
  assert.equal(await focused(), GRANTED, "the verdict's heading has the focus");
  assert.ok((await far(".verdict h2")) < 200);
  await press("Undo");
  assert.equal(await (await labelled("Branch")).evaluate((input) => input.value), "dev");
  assert.equal(await focused(), "Refused");
});

test("a fix in a form is taken back there", async () => {
  await fill({ Repository: rule.Repository, Environment: '"release"' }, "");
  await press("Set environment to release");
  assert.equal(await (await labelled("Environment")).evaluate((input) => input.value), "release");
  assert.equal(await page.$eval(".undo", (bar) => bar.closest("fieldset") !== null), true);
  await press("Undo");
  assert.equal(await (await labelled("Environment")).evaluate((input) => input.value), '"release"');
});

test("an import is taken back, and its field is empty after it", async () => {
  await fill(rule, "");
  await open("Import publishers");
  await type("Publishers as JSON, one or a list", JSON.stringify([publisher(), publisher()]));
  await press("Import");
  assert.equal((await repositories()).length, 3);
  assert.equal(await page.$eval("#import textarea", ({ value }) => value), "");
  await press("Import");
  assert.match(await page.$eval("#import", ({ textContent }) => textContent), /the field is empty/);
  assert.equal((await repositories()).length, 3);
  await press("Undo");
  assert.deepEqual(await repositories(), [rule.Repository]);
});

test("a suggestion is taken back", async () => {
  await type("ID token", token(job({ environment: "release" })));
  await open("Publishers for this token");
  await (await page.waitForSelector("#suggestions button")).click();
  assert.deepEqual(await repositories(), ["acme/awesome-model-training"]);
  await press("Undo");
  assert.deepEqual(await repositories(), [""]);
  assert.equal(await focused(), "Publishers for this token");
});

test("all are removed at once, and come back", async () => {
  await fill(rule, "");
  await press("Duplicate");
  await press("Remove all publishers");
  assert.deepEqual(await repositories(), [""]);
  await press("Undo");
  assert.deepEqual(await repositories(), [rule.Repository, rule.Repository]);
});

test("a value goes to another provider only as what it is", async () => {
  await fill({ ...rule, Environment: "release" }, "");
  const provider = await labelled("Provider", "combobox");
  await provider.select("bitbucket-pipelines");
  const values = () => page.$$eval(".fields input", (all) => all.map(({ value }) => value));
  assert.deepEqual(await values(), ["", "", "main", ""]);
  await provider.select("gitlab-ci");
  assert.deepEqual(await values(), ["", "main", "release"]);
  await provider.select("github-actions");
  assert.deepEqual(await values(), [rule.Repository, "main", rule["Workflow file"], "release"]);
});

test("another provider's fields come back with it", async () => {
  await fill(rule, "");
  const provider = await labelled("Provider", "combobox");
  await provider.select("gitlab-ci");
  await type("Branch", "release");
  await provider.select("github-actions");
  for (const [name, text] of Object.entries({ ...rule, Branch: "release" })) {
    assert.equal(await (await labelled(name)).evaluate((input) => input.value), text, name);
  }
});

test("a link that is opened in this tab takes the place of what stood here, and can be taken back", async () => {
  await fill(rule, "");
  const hash = (publishers) =>
    Buffer.from(JSON.stringify({ resource: "acme/linked", publishers })).toString("base64url");
  await page.evaluate((hash) => (location.hash = hash), hash([publisher({ repository: "acme/linked-training" })]));
  await page.waitForFunction(() => document.querySelector("#resource").value === "acme/linked");
  assert.deepEqual(await repositories(), ["acme/linked-training"]);
  // The address says nothing that the page does not go on to show.
  assert.equal(await page.evaluate(() => location.href), server.address);
  await press("Undo");
  assert.deepEqual([await resource(), await repositories()], ["acme/awesome-model", [rule.Repository]]);
  await page.evaluate(() => (location.hash = "eyJyZXNvdXJjZSI6MX0"));
  await page.waitForFunction(() => document.querySelector("#carried").textContent.includes("changed or cut off"));
  assert.deepEqual(await repositories(), [rule.Repository]);
});

const undoByKeys = async () => {
  await page.keyboard.down("Control");
  await page.keyboard.press("z");
  await page.keyboard.up("Control");
};

test("Ctrl+Z after a fix takes back the fix, and leaves the token", async () => {
  const pasted = token();
  await fill({ ...rule, Branch: "dev" }, pasted);
  await press("Set branch to main");
  await undoByKeys();
  assert.deepEqual([await value("Branch"), await value("ID token")], ["dev", pasted]);
  // The fix is over: the keys are the browser's again.
  await press("Set branch to main");
  await (await labelled("Environment")).type("x");
  await undoByKeys();
  assert.deepEqual([await value("Branch"), await value("Environment")], ["main", ""]);
  assert.equal(await value("ID token"), pasted);
});

test("several changes are taken back, the last one first", async () => {
  await fill(rule, "");
  await press("Duplicate");
  await press("Duplicate");
  for (const more of ["-1", "-2", "-3"]) {
    const form = (await page.$$("fieldset"))[Number(more.at(-1)) - 1];
    await (await form.$(".fields input")).type(more);
  }
  const all = await repositories();
  await press("Remove this publisher");
  await press("Remove this publisher");
  assert.deepEqual(await repositories(), all.slice(2));
  await press("Undo");
  assert.deepEqual(await repositories(), all.slice(1));
  await press("Undo");
  assert.deepEqual(await repositories(), all);
  assert.equal((await page.$$(".undo button")).length, 0);
});

test("a claim's row is taken back too", async () => {
  await fill(rule, "");
  await press("Add a claim");
  await page.keyboard.type("event_name");
  await type("Value", "push");
  await press("Remove claim event_name");
  assert.equal((await page.$$(".claim")).length, 0);
  await press("Undo");
  assert.deepEqual([await value("Claim"), await value("Value")], ["event_name", "push"]);
  // A row in which nothing stands is nothing to come back to.
  await press("Add a claim");
  await press("Remove claim");
  assert.equal((await page.$$(".undo button")).length, 0);
});

test("clearing the token takes no offer away", async () => {
  await fill(rule, token());
  await press("Remove all publishers");
  await press("Clear the token");
  await press("Undo");
  assert.deepEqual(await repositories(), [rule.Repository]);
});

test("after a fix in a form, and after a suggestion, the page stays where it was changed", async () => {
  await page.setViewport({ width: 390, height: 800 });
  await fill({ Repository: rule.Repository, Environment: '"release"' }, "");
  const seen = () =>
    page.$eval(".undo", (bar) => {
      const { top, bottom } = bar.getBoundingClientRect();
      return [top >= 0 && bottom <= innerHeight, document.activeElement === bar, bar.textContent];
    });
  await press("Set environment to release");
  assert.deepEqual(await seen(), [true, true, "Publisher 1 changed: set environment to release. Undo"]);
  await type("ID token", token());
  await open("Publishers for this token");
  await (await page.waitForSelector("#suggestions button")).click();
  assert.deepEqual((await seen()).slice(0, 2), [true, true]);
});
