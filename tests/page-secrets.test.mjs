// What is pasted into the page stays there, and goes when it should.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { job, token } from "./mint.mjs";
import {
  GRANTED,
  browser,
  codes,
  fill,
  heading,
  line,
  page,
  press,
  requests,
  rule,
  said,
  server,
  type,
} from "./person.mjs";

test("nothing of the token is kept, sent or said", async () => {
  const secret = token(job({ aud: "pypi" }));
  const before = await page.evaluate(() => [location.href, history.length, document.title, name]);
  await fill(rule, secret);
  await type("ID token", `${secret}x`);
  await page.evaluate(() => dispatchEvent(new Event("resize")));
  assert.deepEqual(await page.evaluate(() => [location.href, history.length, document.title, name]), before);
  const kept = await page.evaluate(async () => [
    { ...localStorage },
    { ...sessionStorage },
    document.cookie,
    await indexedDB.databases(),
    await caches.keys(),
    (await navigator.serviceWorker.getRegistrations()).length,
  ]);
  assert.deepEqual(kept, [{}, {}, "", [], [], 0]);
  assert.deepEqual(requests, []);
  assert.deepEqual(said, []);
  const shown = await page.evaluate(() => document.documentElement.outerHTML);
  const signature = secret.split(".")[2];
  assert.ok(!shown.includes(signature.slice(0, 16)), "the signature is never shown");
});

test("the policy lets nothing out", async () => {
  const attempts = await page.evaluate(async () => {
    const blocked = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => blocked.push(effectiveDirective));
    await fetch("/base.css").catch(() => blocked.push("fetch threw"));
    navigator.sendBeacon("/beacon");
    new Image().src = "/image.png";
    try {
      document.body.innerHTML = "<p>markup</p>";
    } catch {
      blocked.push("innerHTML threw");
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    return blocked;
  });
  for (const one of ["connect-src", "img-src", "fetch threw", "innerHTML threw"]) {
    assert.ok(attempts.includes(one), `${one} is missing from ${attempts}`);
  }
});

test("the token's field is filled by no history, spelling or translation service", async () => {
  const attributes = await page.$eval("#token", (field) =>
    Object.fromEntries(
      [
        "spellcheck",
        "autocomplete",
        "autocorrect",
        "autocapitalize",
        "translate",
        "writingsuggestions",
        "data-gramm",
        "name",
      ].map((name) => [name, field.getAttribute(name)]),
    ),
  );
  assert.deepEqual(attributes, {
    spellcheck: "false",
    autocomplete: "off",
    autocorrect: "off",
    autocapitalize: "off",
    translate: "no",
    writingsuggestions: "false",
    "data-gramm": "false",
    name: null,
  });
  assert.equal(await page.$eval("#token", (field) => field.form), null);
});

test("who comes back finds no token", async () => {
  await fill(rule, token());
  await page.goto("about:blank");
  await page.goBack();
  await page.waitForSelector("#token:enabled");
  assert.equal(await page.$eval("#token", (field) => field.value), "");
  assert.equal(await heading(), "Nothing to check yet");
  await fill(rule, token());
  await page.reload();
  await page.waitForSelector("#token:enabled");
  assert.equal(await page.$eval("#token", (field) => field.value), "");
});

test("Clear empties the field and the verdict", async () => {
  await press("Try a sample");
  await press("Clear the token");
  assert.equal(await heading(), "Nothing to check yet");
  assert.equal(await page.$eval("#token", (field) => field.value), "");
  assert.equal(await page.$$eval(".reasons *", (all) => all.length), 0);
});

const resource = () => page.$eval("#resource", (field) => field.value);
test("Clear leaves no way back to a token that stood in a field by mistake", async () => {
  const [secret, mark] = [token(job({ jti: "7b0c55d1" })), ".undo button"];
  await type("Resource", secret);
  await press("Try a sample");
  await press("Clear the token");
  await page.click(mark);
  assert.equal(await resource(), "");
  await fill({ ...rule, Environment: secret }, "");
  await press("Remove all publishers");
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  await page.click(mark);
  const texts = () => page.$$eval("input, textarea", (all) => all.map(({ value }) => value).filter(Boolean));
  assert.deepEqual(await texts(), ["acme/awesome-model", ...Object.values(rule)]);
  assert.equal(await remembered(secret), 0);
});

for (const [way, leave] of [
  ["is cleared", () => press("Clear the token")],
  ["is left", () => page.evaluate(() => dispatchEvent(new Event("pagehide")))],
]) {
  test(`when the page ${way} a token in a wrong field goes as well, and nothing else`, async () => {
    const secret = token(job({ jti: "7b0c55d1" }));
    await page.$$eval("details", (all) => all.forEach((details) => (details.open = true)));
    await fill({ ...rule, Repository: secret }, "");
    await type("Resource", secret);
    await type("Publishers as JSON, one or a list", secret);
    await press("Add a claim");
    await type("Value", `Bearer ${secret}`);
    await (await page.$("fieldset select")).select("circleci");
    await page.$$eval("details", (all) => all.forEach((details) => (details.open = false)));
    await leave();
    await page.evaluate(() => new Promise((done) => setTimeout(done, 0)));
    const html = await page.evaluate(() => document.body.outerHTML);
    assert.ok(!html.includes(secret.slice(0, 60)));
    await (await page.$("fieldset select")).select("github-actions");
    const texts = await page.$$eval("input, textarea", (all) => all.map(({ value }) => value).filter(Boolean));
    assert.deepEqual(texts, [rule.Branch, rule["Workflow file"]]);
  });
}

test("a token in a wrong field is told to be one", async () => {
  const said = /^This is a token: take it out and paste it as the ID token\.$/;
  await type("Resource", token());
  assert.match(await page.$eval("#resource-said", ({ textContent }) => textContent), said);
  await fill({ Repository: token() }, token());
  assert.match(await page.$eval("fieldset .fields .said", ({ textContent }) => textContent), /^A token stands where/);
  await type("Resource", token());
  assert.match(await line(), said);
  await page.$eval("#importing", (details) => (details.open = true));
  await type("Publishers as JSON, one or a list", token());
  await press("Import");
  assert.match(await page.$eval("#import .said", ({ textContent }) => textContent), said);
});

/** How often a token stands in the memory of the page's scripts, where of each text the first thousand letters are told. */
async function remembered(token) {
  const client = await page.createCDPSession();
  let snapshot = "";
  client.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => (snapshot += chunk));
  await client.send("HeapProfiler.collectGarbage");
  await client.send("HeapProfiler.takeHeapSnapshot", {});
  await client.detach();
  return snapshot.split(token.slice(0, 600)).length - 1;
}

test("a token that is emptied by hand is forgotten", async () => {
  const secret = token(job({ jti: "9d2e66f3" }));
  await fill(rule, secret);
  assert.ok((await remembered(secret)) > 0, "the search finds what is there");
  await type("ID token", "");
  assert.equal(await heading(), "Nothing to check yet");
  assert.equal(await remembered(secret), 0);
});

test("a verdict does not outlive the token", async () => {
  await fill(rule, "");
  // Short enough to wait for, long enough to be read first on a busy machine.
  await type("ID token", token(job({ exp: Math.floor(Date.now() / 1000) + 6 })));
  assert.equal(await heading(), GRANTED);
  await page.waitForFunction(() => document.querySelector(".verdict h2").textContent === "Refused", {
    timeout: 30_000,
  });
  assert.equal((await codes())[0], "token-expired");
});
test("what is pasted stays text, and what hides is shown", async () => {
  const odd = `<img src=x onerror=alert(1)>\u202e\u200bmain`;
  await fill({ ...rule, Branch: odd }, token(job({ ref: `refs/heads/${odd}x` })));
  assert.equal(await page.$$eval("img", (all) => all.length), 0);
  const table = await page.$eval("table", (element) => element.textContent);
  assert.ok(table.includes("\\u{202e}\\u{200b}main") && !table.includes("\u202e"));
});

test("no page loads anything from elsewhere", () => {
  const own = readdirSync(new URL("../www/", import.meta.url)).filter((file) => /\.(?:html|css|js)$/.test(file));
  assert.ok(own.length > 10);
  for (const file of own) {
    const text = readFileSync(new URL(`../www/${file}`, import.meta.url), "utf8");
    const loads = [...text.matchAll(/(?:src=|@import|url\(|import )[^\n]*https?:\/\//g)].map(([found]) => found);
    assert.deepEqual(loads, [], file);
  }
});

test("no part of the page can send, store or run a text", () => {
  const ways =
    /postMessage|RTCPeerConnection|window\.open|[^.]open\(|localStorage|sessionStorage|indexedDB|caches\.|\.cookie|sendBeacon|XMLHttpRequest|WebSocket|EventSource|fetch\(|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|readText|history\.(?!replaceState)|document\.title|console\./;
  const modules = readdirSync(new URL("../www/", import.meta.url)).filter((file) => file.endsWith(".js"));
  for (const file of modules) {
    const text = readFileSync(new URL(`../www/${file}`, import.meta.url), "utf8");
    assert.equal(ways.exec(text)?.[0], undefined, file);
    // The address is only ever emptied of what it carried.
    const addresses = [...text.matchAll(/history\..*/g)].map(([found]) => found);
    assert.deepEqual(addresses, file === "link.js" ? ['history.replaceState(null, "", `${pathname}${search}`);'] : []);
  }
});

test("the page says what a token is worth, asks for nothing before it is ready, and gives no referrer away", async () => {
  const html = readFileSync(new URL("../www/index.html", import.meta.url), "utf8");
  assert.match(html, /<textarea\s+id="token"\s+rows="6"\s+disabled/);
  const help = await page.$eval("#token-help", (element) => element.textContent.replace(/\s+/g, " "));
  assert.match(help, /live credential until it expires.*neither sent nor stored.*cleared when you leave.*extensions/);
  assert.match(await page.$eval("footer", (element) => element.textContent), /Replays of a token, revoked keys/);
  assert.equal(await page.$eval('meta[name="referrer"]', (meta) => meta.content), "no-referrer");
  const links = await page.$$eval("a[href]", (all) => all.map(({ rel, href }) => [rel, new URL(href).protocol]));
  assert.ok(links.length > 0);
  for (const link of links) assert.deepEqual(link, ["noreferrer noopener", "https:"]);
});

test("in a frame the page works and speaks to nobody", async () => {
  const outer = await browser.newPage();
  await outer.goto(`${server.address}base.css`);
  const heard = await outer.evaluate(async (address) => {
    const heard = [];
    addEventListener("message", ({ data }) => heard.push(data));
    const frame = document.createElement("iframe");
    frame.src = address;
    document.documentElement.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve));
    await new Promise((resolve) => setTimeout(resolve, 500));
    return heard;
  }, server.address);
  assert.deepEqual(heard, []);
  const frame = outer.frames().at(-1);
  await frame.waitForSelector("#token:enabled");
  await outer.close();
});

test("without WebAssembly the page says so in place", async () => {
  const bare = await browser.newPage();
  await bare.evaluateOnNewDocument(() => delete globalThis.WebAssembly);
  await bare.goto(server.address);
  await bare.waitForSelector("#progress.error");
  assert.match(await bare.$eval("#progress", (element) => element.textContent), /no WebAssembly here/);
  assert.equal(await bare.$eval("#token", (field) => field.disabled), true);
  await bare.close();
});
