// The page in Chromium, used by its labels as a person would.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, serve } from "./chromium.mjs";
import { issuer, job, resource, token } from "./mint.mjs";

const artefacts = fileURLToPath(new URL("../artefacts/", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const GRANTED = "Would be granted, if the signature is genuine";
let server, browser, page;
/** What the page asked of the network and said to the console since it was opened. */
let requests, said;

before(async () => {
  mkdirSync(artefacts, { recursive: true });
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

const labelled = (name, role = "textbox") => page.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`);
const press = async (name) => (await labelled(name, "button")).click();

async function type(name, text) {
  const field = await labelled(name);
  await field.click({ count: 3 });
  if (text === "") return page.keyboard.press("Backspace");
  // As a paste: one event, whatever the length.
  await page.keyboard.sendCharacter(text);
}

const heading = () => page.$eval('section[aria-label="Verdict"] h2', (element) => element.textContent);
const line = () => page.$eval('section[aria-label="Verdict"] h2 + p', (element) => element.textContent);
const codes = () =>
  page.$$eval(".findings .code", (all) => all.map((element) => element.textContent.split(" · ").at(-1)));

async function fill(fields, pasted) {
  await type("Resource", resource);
  for (const [name, text] of Object.entries(fields)) await type(name, text);
  await type("ID token", pasted);
}
const rule = { Repository: "acme/awesome-model-training", Branch: "main", "Workflow file": "publish.yml" };

for (const [name, fields, pasted, expected, code] of [
  ["a match", rule, token(), GRANTED, "hub-undocumented"],
  [
    "one claim that differs in letter case alone",
    { ...rule, Repository: "Acme/awesome-model-training" },
    token(),
    "Refused",
    "differs-in-case",
  ],
  ["an expired token that would match", rule, token(job({ exp: job().iat - 60 })), "Refused", "token-expired"],
  ["a token for another audience", rule, token(job({ aud: "pypi" })), "Refused", "audience-mismatch"],
  [
    "an issuer that no publisher trusts",
    rule,
    token(job({ iss: `${issuer}.example` })),
    "Refused",
    "no-publisher-for-issuer",
  ],
  ["unreadable text", rule, "where is my token?", "Refused", "no-token"],
  ["an empty field", rule, "", "Cannot tell", undefined],
]) {
  test(`the verdict on ${name}`, async () => {
    await fill(fields, pasted);
    assert.equal(await heading(), expected);
    assert.equal((await codes())[0], code);
    assert.deepEqual(requests, []);
    assert.deepEqual(said, []);
  });
}

test("an empty page has one blank publisher and cannot tell", async () => {
  assert.equal(await heading(), "Cannot tell");
  assert.equal((await page.$$("fieldset")).length, 1);
  for (const name of ["Repository", "Branch", "Workflow file", "Environment"]) {
    assert.equal(await (await labelled(name)).evaluate((input) => input.value), "");
  }
});

test("expired is told apart from would match", async () => {
  await fill(rule, token(job({ exp: job().iat - 60 })));
  assert.match(await line(), /expired .* ago.* a fresh one of the same job would pass/i);
});

test("the reason stands beside the field that it concerns", async () => {
  await fill({ ...rule, Branch: "dev" }, token());
  const branch = await labelled("Branch");
  assert.equal(await branch.evaluate((input) => input.getAttribute("aria-invalid")), "true");
  const described = await branch.evaluate((input) =>
    input
      .getAttribute("aria-describedby")
      .split(" ")
      .map((id) => document.getElementById(id).textContent)
      .join(" "),
  );
  assert.match(described, /wants branch to be dev/);
});

test("a sample shows a job that would be let in", async () => {
  await press("Try a sample");
  assert.equal(await heading(), GRANTED);
  const cells = await page.$$eval("tbody tr", (rows) => rows.map((row) => row.lastChild.textContent));
  assert.ok(
    cells.length >= 5 && cells.every((cell) => cell.endsWith("match") && !cell.includes("mismatch")),
    cells.join(),
  );
});

test("it updates as one types", async () => {
  await press("Try a sample");
  const branch = await labelled("Branch");
  await branch.click();
  await page.keyboard.press("End");
  await page.keyboard.type("x");
  assert.equal(await heading(), "Refused");
  await page.keyboard.press("Backspace");
  assert.equal(await heading(), GRANTED);
});

test("several publishers, other claims and other providers", async () => {
  await fill({ ...rule, Branch: "dev" }, token());
  await press("Add a publisher");
  const [, second] = await page.$$("fieldset");
  const select = await second.$("select");
  await select.select("custom");
  const field = (name) => second.waitForSelector(`::-p-aria([name="${name}"][role="textbox"])`);
  await (await field("Issuer URL")).type(issuer);
  await (await second.waitForSelector('::-p-aria([name="Add a claim"])')).click();
  await page.keyboard.type("repository_id");
  await (await field("Value")).type("874120553");
  assert.equal(await heading(), GRANTED);
  assert.match(await page.$eval("caption", (caption) => caption.textContent), /^Publisher 2/);
  await (await second.waitForSelector('::-p-aria([name="Remove this publisher"])')).click();
  assert.equal(await heading(), "Refused");
});

test("a provider that is half filled in is judged as it stands", async () => {
  await fill({ Branch: "main" }, token());
  assert.match(await page.$eval("fieldset", (form) => form.textContent), /Repository is needed/);
  assert.equal(await heading(), GRANTED);
});

test("only the heading and its line are live", async () => {
  await fill(rule, token());
  const live = await page.$$eval("[aria-live], [role=status], [role=alert], output", (all) =>
    all.map((one) => one.textContent),
  );
  assert.deepEqual(
    live.map((text) => text.replace(/\s+/g, " ").trim()),
    [`${GRANTED} ${await line()}`],
  );
});

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
    await fetch("/style.css").catch(() => blocked.push("fetch threw"));
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
  assert.equal(await heading(), "Cannot tell");
  await fill(rule, token());
  await page.reload();
  await page.waitForSelector("#token:enabled");
  assert.equal(await page.$eval("#token", (field) => field.value), "");
});

test("Clear empties the field and the verdict", async () => {
  await press("Try a sample");
  await press("Clear");
  assert.equal(await heading(), "Cannot tell");
  assert.equal(await page.$eval("#token", (field) => field.value), "");
  assert.equal(await page.$$eval("#reasons *", (all) => all.length), 0);
});

test("a verdict does not outlive the token", async () => {
  await fill(rule, token(job({ exp: Math.floor(Date.now() / 1000) + 2 })));
  assert.equal(await heading(), GRANTED);
  await page.waitForFunction(() => document.querySelector("#heading").textContent === "Refused", { timeout: 10_000 });
  assert.equal((await codes())[0], "token-expired");
});

test("what is pasted stays text, and what hides is shown", async () => {
  const odd = `<img src=x onerror=alert(1)>\u202e\u200bmain`;
  await fill({ ...rule, Branch: odd }, token(job({ ref: `refs/heads/${odd}x` })));
  assert.equal(await page.$$eval("img", (all) => all.length), 0);
  const table = await page.$eval("table", (element) => element.textContent);
  assert.ok(table.includes("\\u{202e}\\u{200b}main") && !table.includes("\u202e"));
});

test("the keyboard alone is enough", async () => {
  const focused = () =>
    page.evaluate(
      () => document.activeElement.labels?.[0]?.textContent.trim() ?? document.activeElement.textContent.trim(),
    );
  const walk = [];
  for (let step = 0; step < 14; step += 1) {
    await page.keyboard.press("Tab");
    const name = await focused();
    walk.push(name);
    if (name === "Repository") await page.keyboard.type("acme/awesome-model-training");
    if (name === "Resource") await page.keyboard.type(resource);
    if (name === "ID token") await page.keyboard.sendCharacter(token());
  }
  const order = [
    "Resource",
    "Add a publisher",
    "Provider",
    "Repository",
    "Branch",
    "Workflow file",
    "Environment",
    "Add a claim",
    "Remove this publisher",
    "ID token",
    "Try a sample",
    "Clear",
  ];
  assert.deepEqual(
    walk.filter((name) => order.includes(name)),
    order,
  );
  assert.equal(await heading(), GRANTED);
});

test("no page loads anything from elsewhere", () => {
  for (const file of ["index.html", "style.css", "main.js", "verdict.js", "publisher.js", "element.js", "sample.js"]) {
    const text = readFileSync(new URL(`../www/${file}`, import.meta.url), "utf8");
    const loads = [...text.matchAll(/(?:src|@import|url\(|import)[^\n]*https?:\/\//g)].map(([found]) => found);
    assert.deepEqual(loads, [], file);
  }
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

test("one click mends the publisher, and says what it does before", async () => {
  await fill({ ...rule, Repository: "Acme/awesome-model-training", "Workflow file": "release.yml" }, token());
  const button = await labelled("Set repository to acme/awesome-model-training, set workflow to publish.yml", "button");
  assert.match(await button.evaluate((element) => element.parentElement.textContent), /lets in other jobs$/);
  await button.click();
  assert.equal(await heading(), GRANTED);
  assert.equal(await (await labelled("Workflow file")).evaluate((input) => input.value), "publish.yml");
});

test("an expired token mends the publisher too", async () => {
  await fill({ ...rule, "Workflow file": "release.yml" }, token(job({ exp: job().iat + 1 })));
  await page.waitForFunction(() => document.querySelector(".findings").textContent.includes("token-expired"), {
    timeout: 10_000,
  });
  await press("Set workflow to publish.yml");
  assert.match(await line(), /a fresh one of the same job would pass/);
});

test("a fork's token mends nothing", async () => {
  await fill(rule, token(job({ repository: "mallory/awesome-model-training" })));
  assert.equal((await codes())[0], "owner-differs");
  assert.equal((await page.$$(".findings button")).length, 0);
});

test("what differs is marked in both values", async () => {
  await fill({ ...rule, Repository: "acme/awesome-mode1-training" }, token());
  assert.deepEqual(await page.$$eval("tr.mismatch mark", (marks) => marks.map((mark) => mark.textContent)), ["1", "l"]);
});

test("the other reading of labels is one choice away, and says what it would change", async () => {
  await fill(rule, token());
  assert.match(await page.$eval("#labels-said", (said) => said.textContent), /With the other reading: Refused\./);
  await (await page.$("#labels")).select("raw");
  assert.equal(await heading(), "Refused");
});

test("the report is copied without the token", async () => {
  await browser
    .defaultBrowserContext()
    .overridePermissions(server.address, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
  const pasted = token(job({ aud: "pypi", actor: "octavia" }));
  await fill(rule, pasted);
  await press("Copy report");
  await page.waitForFunction(() => document.body.textContent.includes("Copied, without the token."));
  const report = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(report, /^## Trusted Publishers exchange: Refused/);
  assert.ok(
    !report.includes("eyJ") && !report.includes("octavia") && !report.includes(pasted.split(".")[2].slice(0, 16)),
  );
});

const states = {
  empty: async () => {},
  granted: () => press("Try a sample"),
  refused: async () => {
    await press("Try a sample");
    await type("Repository", "Acme/awesome-model-training");
  },
  unreadable: () => fill({}, "where is my token?"),
};
for (const [state, reach] of Object.entries(states)) {
  test(`accessible in every light and width: ${state}`, async () => {
    await reach();
    for (const [look, scheme, width] of [
      ["light", "light", 1280],
      ["dark", "dark", 1280],
      ["narrow", "light", 320],
    ]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.setViewport({ width, height: 900 });
      // Runs in the page's own world past its policy, as an extension's script would.
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes[0].html]),
        [],
        look,
      );
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${look}: ${overflow} px wider than the window`);
      await page.screenshot({ path: `${artefacts}page-${state}-${look}.png`, fullPage: true });
    }
  });
}

test("the README's picture", async () => {
  await states.refused();
  await page.setViewport({ width: 1280, height: 900 });
  await page.$eval("#token", (field) => (field.scrollTop = 0));
  await page.evaluate(() => (document.activeElement.blur(), scrollTo(0, 0)));
  await page.screenshot({ path: `${artefacts}page.png` });
  if (process.env.UPDATE_DOCS) copyFileSync(`${artefacts}page.png`, new URL("../docs/page.png", import.meta.url));
});
