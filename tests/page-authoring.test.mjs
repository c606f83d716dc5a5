// The page before there is a token: warnings with their fixes, typical jobs, pipeline file, publishers from a token.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { job, token } from "./mint.mjs";
import { fill, labelled, page, press, rule, type } from "./person.mjs";

const own = () => page.$$eval(".own .code", (all) => all.map((element) => element.textContent));
const open = async (name) => (await page.waitForSelector(`::-p-xpath(//summary[text()="${name}"])`)).click();

test("what is risky in a publisher is said before anything is pasted", async () => {
  await type("Repository", "acme/awesome-model-training");
  assert.deepEqual(await own(), ["mutable-name-only", "any-ref", "any-workflow", "pull-request-target"]);
  await type("Environment", "release");
  assert.deepEqual(await own(), ["mutable-name-only"]);
});

test("a mistake stands at its field, and its fix mends it", async () => {
  await type("Repository", "acme/awesome-model-training");
  await type("Environment", '"release"');
  const environment = await labelled("Environment");
  assert.equal(await environment.evaluate((input) => input.getAttribute("aria-invalid")), "true");
  await press("Set environment to release");
  assert.equal(await (await labelled("Environment")).evaluate((input) => input.value), "release");
  assert.deepEqual(await own(), ["mutable-name-only"]);
});

test("the table shows which jobs get in, and that a stranger's does not", async () => {
  await type("Repository", "acme/awesome-model-training");
  await open("Which jobs can use this");
  await page.waitForSelector(".jobs");
  const rows = () =>
    page.$$eval(".jobs tbody tr", (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const row = async (job) => (await rows()).find(([title]) => title.startsWith(job));
  assert.deepEqual(await row("A stranger's project"), ["A stranger's project", "not yours", "–kept out", "Repository"]);
  assert.match((await row("A pull request from a fork"))[2], /let in/);
  await type("Branch", "main");
  assert.match((await row("A pull request from a fork"))[2], /kept out/);
});

test("the pipeline file follows the form", async () => {
  await type("Resource", "datasets/acme/corpus");
  await fill(rule, "");
  await open("Workflow file to commit");
  await page.waitForSelector(".pipeline pre");
  const text = () => page.$eval(".pipeline pre", (element) => element.textContent);
  assert.match(await text(), /HF_OIDC_RESOURCE: "acme\/awesome-model"/);
  await type("Branch", "release");
  assert.match(await text(), /branches: \["release"\]/);
});

test("a publisher made from the token lets the token in", async () => {
  await type("Resource", "acme/awesome-model");
  await type("ID token", token(job({ environment: "release" })));
  await open("Publishers for this token");
  const first = await page.waitForSelector("#suggestions button");
  await first.click();
  const shown = await page.$eval('section[aria-label="Verdict"] h2', (element) => element.textContent);
  assert.match(shown, /Would be granted/);
  assert.deepEqual(await own(), []);
});

test("the command that is shown prints a token's claims and nothing else of it", async () => {
  const command = await page.$eval(".printing pre", ({ textContent }) => textContent);
  const shell = (ID_TOKEN) =>
    execFileSync("sh", ["-c", command], { env: { ...process.env, ID_TOKEN }, encoding: "utf8" });
  for (const padding of ["", "x", "xx", "é~?ÿ"]) {
    const claims = job({ environment: "release", padding });
    const printed = shell(token(claims));
    assert.deepEqual(JSON.parse(printed), claims);
    assert.ok(!printed.includes(token(claims).split(".")[2].slice(0, 16)));
  }
  await fill(rule, shell(token()));
  assert.equal(await page.$eval(".verdict h2", ({ textContent }) => textContent), "Every claim shown matches");
});

test("a blank of an issuer's address is filled, also while the form lacks something", async () => {
  const provider = await labelled("Provider", "combobox");
  for (const [id, text, issuer] of [
    ["vercel", "acme", "https://oidc.vercel.com/acme"],
    ["custom", "https://ci.example.org", "https://ci.example.org"],
  ]) {
    await provider.select(id);
    await page.$eval(".fields input", (field) => (field.value = ""));
    await (await page.$(".fields input")).type(text);
    await page.$eval("details.body", (details) => (details.open = true));
    await page.waitForSelector(".body pre");
    await page.waitForFunction(
      (issuer) => JSON.parse(document.querySelector(".body pre").textContent).issuerUrl === issuer,
      {},
      issuer,
    );
  }
});

test("a provider whose jobs get no token for the Hub stands apart, and nothing is offered to publish with it", async () => {
  const unable = await page.$$eval('optgroup[label="Cannot publish to the Hub yet"] option', (all) =>
    all.map(({ value }) => value),
  );
  assert.deepEqual(unable, ["entra-id", "azure-devops", "spacelift", "semaphore"]);
  const select = await labelled("Provider", "combobox");
  await select.select("spacelift");
  await (await page.$(".fields input")).type("acme");
  const offered = () =>
    page.$$eval("fieldset details", (all) => all.filter(({ hidden }) => !hidden).map((one) => one.className));
  await page.waitForFunction(() => !document.querySelector("details.preview").hidden);
  assert.deepEqual(await offered(), ["preview"]);
  await select.select("github-actions");
  await type("Repository", "acme/awesome-model-training");
  assert.deepEqual(await offered(), ["preview", "pipeline", "body"]);
});

test("a pipeline file without its resource says in plain words what is missing", async () => {
  await type("Repository", "acme/awesome-model-training");
  await open("Workflow file to commit");
  await page.waitForSelector(".pipeline .findings");
  const said = await page.$eval(".pipeline .findings", ({ textContent }) => textContent);
  assert.match(said, /Say what the job publishes to, such as acme\/awesome-model\./);
});

test("every provider can be filled in by its labels", async () => {
  const select = await labelled("Provider", "combobox");
  const ids = await select.evaluate((element) => [...element.options].map(({ value }) => value));
  assert.ok(ids.length > 15);
  for (const id of ids) {
    await select.select(id);
    const filled = await page.$$eval(".fields input", (all) =>
      all.map((input) => [input.labels[0]?.textContent, input.placeholder]),
    );
    assert.ok(filled.length > 0 && filled.every(([label]) => label), `${id} has a form`);
  }
});
