// The page as it is heard: what is spoken by itself, and what controls are called.

import assert from "node:assert/strict";
import { test } from "node:test";
import { token } from "./mint.mjs";
import { fill, labelled, page, press, rule, type } from "./person.mjs";

const spoken = () => page.$eval("#publishers .spoken", ({ textContent }) => textContent);
const hears = (text) =>
  page.waitForFunction((text) => document.querySelector("#publishers .spoken").textContent === text, {}, text);

test("before there is a token, warnings are counted aloud once the page rests", async () => {
  await (await labelled("Repository")).type("acme/awesome-model-training");
  assert.equal(await spoken(), "");
  await hears("Publisher 1: 2 warnings");
  await page.evaluate(() => {
    globalThis.heard = 0;
    const spoken = document.querySelector("#publishers .spoken");
    new MutationObserver(() => (globalThis.heard += 1)).observe(spoken, { childList: true, subtree: true });
  });
  await (await labelled("Repository")).type("-2");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(await page.evaluate(() => globalThis.heard), 0, "no news");
  await type("Environment", '"release"');
  await hears("Publisher 1: 1 error, 2 warnings");
  // The verdict is spoken then.
  await type("ID token", token());
  assert.equal(await spoken(), "");
});

test("only what is news of several publishers is spoken", async () => {
  await fill(rule, "");
  await press("Duplicate");
  const [, second] = await page.$$("fieldset");
  await (await second.$(".fields input")).type("-2");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const fields = await second.$$(".fields input");
  await fields.at(-1).type('"x"');
  await page.waitForFunction(() =>
    /^Publisher 2: [^:]*$/.test(document.querySelector("#publishers .spoken").textContent),
  );
});

test("what has no other name is called by what it does", async () => {
  await fill(rule, token());
  await page.$$eval("details", (all) => all.forEach((details) => (details.open = true)));
  await press("Add a claim");
  await page.keyboard.type("event_name");
  for (const name of ["Copy the workflow file", "Copy the JSON", "Copy the command", "Remove claim event_name"]) {
    await labelled(name, "button");
  }
  const { children } = await page.accessibility.snapshot({ interestingOnly: false });
  const all = (nodes) => nodes.flatMap((node) => [node, ...all(node.children ?? [])]);
  const nodes = all(children);
  const picture = nodes.find(({ name }) => /^CI job: pass/.test(name ?? ""));
  assert.ok(picture && picture.description === undefined);
  assert.deepEqual(
    nodes.filter(({ role, name }) => role === "button" && /^(?:Copy|Remove|Undo)$/.test(name)).map(({ name }) => name),
    [],
  );
});

test("the verdict in short is a landmark only where there is one", async () => {
  const shorts = () => page.$$eval("aside", (all) => all.filter((one) => one.checkVisibility()).length);
  assert.equal(await shorts(), 0);
  await page.setViewport({ width: 390, height: 700 });
  await fill(rule, token());
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForFunction(() => !document.querySelector("aside").hidden);
  assert.equal(await shorts(), 1);
});
