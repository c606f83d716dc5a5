// A person at the page in Chromium, who finds things by their labels.

import { after, afterEach, before, beforeEach } from "node:test";
import { launch, serve } from "./chromium.mjs";
import { resource } from "./mint.mjs";

export const GRANTED = "Would be granted, if the signature is genuine";
export let server, browser, page;
/** What the page asked of the network and said to the console since it was opened. */
export let requests, said;

before(async () => {
  server = await serve("www");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.stop();
});
beforeEach(async () => {
  page = await browser.newPage();
  [requests, said] = [[], []];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await page.goto(server.address);
  await page.waitForSelector("#token:enabled");
  page.on("request", (request) => requests.push(request.url()));
});
afterEach(() => page.close());

export const labelled = (name, role = "textbox") => page.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`);
export const press = async (name) => (await labelled(name, "button")).click();

export async function type(name, text) {
  const field = await labelled(name);
  await field.click({ count: 3 });
  // As a paste: one event, whatever the length.
  await (text === "" ? page.keyboard.press("Backspace") : page.keyboard.sendCharacter(text));
  // What stands beside the verdict follows a moment after it.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 0)));
}

export const heading = () => page.$eval('section[aria-label="Verdict"] h2', (element) => element.textContent);
export const line = () => page.$eval('section[aria-label="Verdict"] h2 + p', (element) => element.textContent);
export const codes = () =>
  page.$$eval('section[aria-label="Verdict"] .findings .code', (all) =>
    all.map((element) => element.textContent.split(" · ").at(-1)),
  );

export async function fill(fields, pasted) {
  await type("Resource", resource);
  for (const [name, text] of Object.entries(fields)) await type(name, text);
  await type("ID token", pasted);
}
export const rule = { Repository: "acme/awesome-model-training", Branch: "main", "Workflow file": "publish.yml" };
