// The page as it starts: what it says until it can judge, and what it says if it never can.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, server } from "./person.mjs";

const progress = (other) => other.$eval("#progress", ({ textContent }) => textContent);

for (const lost of [
  "start.js",
  "main.js",
  "texts.js",
  "pkg/index.js",
  "pkg/inlined.js",
  "pkg/glue.js",
  "pkg/load.js",
]) {
  test(`what to do is said where ${lost} does not arrive`, async () => {
    const other = await browser.newPage();
    await other.setRequestInterception(true);
    other.on("request", (request) => (request.url().endsWith(`/${lost}`) ? request.abort() : request.continue()));
    await other.goto(server.address);
    if (lost !== "start.js") await other.waitForSelector("#progress.error");
    assert.match(await progress(other), /reload the page/i);
    assert.equal(await other.$eval("#token", ({ disabled }) => disabled), true);
    await other.close();
  });
}

test("without JavaScript nothing is said to be loading, and a remedy is named", async () => {
  const bare = await browser.newPage();
  await bare.setJavaScriptEnabled(false);
  await bare.goto(server.address);
  const text = await bare.$eval("body", ({ innerText }) => innerText);
  assert.match(text, /Allow JavaScript for this page, or use the package in Node/);
  assert.doesNotMatch(text, /Loading/);
  await bare.close();
});

for (const [width, height] of [
  [1366, 768],
  [390, 844],
]) {
  test(`nothing moves as the page loads, ${width} px wide`, async () => {
    const slow = await browser.newPage();
    await slow.setViewport({ width, height });
    await slow.setRequestInterception(true);
    slow.on("request", (request) => {
      if (request.url().endsWith("/main.js")) setTimeout(() => request.continue(), 300);
      else request.continue();
    });
    await slow.evaluateOnNewDocument(() => {
      globalThis.shifted = 0;
      const add = ({ value }) => (globalThis.shifted += value);
      new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({
        type: "layout-shift",
        buffered: true,
      });
    });
    await slow.goto(server.address);
    await slow.waitForSelector("#token:enabled");
    await slow.evaluate(() => new Promise((done) => setTimeout(done, 300)));
    const shifted = await slow.evaluate(() => globalThis.shifted);
    assert.ok(shifted < 0.02, String(shifted));
    await slow.close();
  });
}

test("nothing that is empty can be opened while the page loads", async () => {
  const slow = await browser.newPage();
  await slow.setRequestInterception(true);
  slow.on("request", (request) => request.url().endsWith("/main.js") || request.continue());
  await slow.goto(server.address, { waitUntil: "domcontentloaded" });
  const seen = await slow.$$eval("details", (all) => all.filter((one) => one.checkVisibility()).length);
  assert.equal(seen, 0);
  await slow.close();
});
