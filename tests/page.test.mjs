// The page in Chromium, used by its labels as a person would.

import assert from "node:assert/strict";
import { test } from "node:test";
import { issuer, job, resource, token } from "./mint.mjs";
import {
  GRANTED,
  browser,
  codes,
  fill,
  heading,
  labelled,
  line,
  page,
  press,
  requests,
  rule,
  said,
  server,
  type,
} from "./person.mjs";

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
  ["an empty field", rule, "", "Nothing to check yet", undefined],
]) {
  test(`the verdict on ${name}`, async () => {
    await fill(fields, pasted);
    assert.equal(await heading(), expected);
    assert.equal((await codes())[0], code);
    assert.deepEqual(requests, []);
    assert.deepEqual(said, []);
  });
}

test("an empty page has one blank publisher and says neither yes nor no", async () => {
  assert.equal(await heading(), "Nothing to check yet");
  assert.equal(await page.$eval(".verdict", ({ dataset }) => dataset.outcome), "none");
  assert.equal((await page.$$("fieldset")).length, 1);
  for (const name of ["Repository", "Branch", "Workflow file", "Environment"]) {
    assert.equal(await (await labelled(name)).evaluate((input) => input.value), "");
  }
});

test("expired is told apart from would match", async () => {
  await fill(rule, token(job({ exp: job().iat - 60 })));
  assert.match(await line(), /expired .* ago.* Only its time is over: a fresh one of the same job would pass\.$/);
  await type("ID token", token(job({ nbf: job().iat + 200 })));
  assert.match(await line(), /not valid before .* Only its time has not come: once it is valid, it would pass\.$/);
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
  assert.match(described, /branch wants dev; the job ran on main/);
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

test("only the heading and its line are live, and only once the page rests", async () => {
  const live = () =>
    page.$$eval("[aria-live], [role=status], [role=alert], output", (all) =>
      all.map((one) => [...one.children].map(({ textContent }) => textContent).join(" ")).filter(Boolean),
    );
  await fill({ ...rule, Branch: "" }, token());
  await page.evaluate(() => {
    globalThis.heard = [];
    new MutationObserver(() => heard.push(document.querySelector(".verdict [role=status]").textContent)).observe(
      document.querySelector(".verdict [role=status]"),
      { childList: true, subtree: true },
    );
  });
  await (await labelled("Branch")).focus();
  for (const letter of "main") await page.keyboard.type(letter);
  const said = `${GRANTED}. ${await line()}`;
  await page.waitForFunction(() => heard.length > 0);
  assert.deepEqual(await live(), [said]);
  assert.equal(await page.evaluate(() => heard.length), 1, "not at every keystroke");
  // Seconds that pass are no news.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.equal(await page.evaluate(() => heard.length), 1);
});

test("the keyboard alone is enough", async () => {
  const focused = () =>
    page.evaluate(
      () => document.activeElement.labels?.[0]?.textContent.trim() ?? document.activeElement.textContent.trim(),
    );
  const walk = [];
  for (let step = 0; step < 60 && !/^How to print/.test(walk.at(-1)); step += 1) {
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
    "Clear the token",
    "How to print a token's claims",
  ];
  assert.deepEqual(
    walk.filter((name) => order.includes(name)),
    order,
  );
  assert.equal(await heading(), GRANTED);
});

test("one click mends the publisher, and says what it does before", async () => {
  await fill({ ...rule, Repository: "Acme/awesome-model-training", "Workflow file": "release.yml" }, token());
  const button = await labelled("Set repository to acme/awesome-model-training, set workflow to publish.yml", "button");
  assert.match(
    await button.evaluate((element) => element.parentElement.textContent),
    /lets in different jobs instead$/,
  );
  await button.click();
  assert.equal(await heading(), GRANTED);
  assert.equal(await (await labelled("Workflow file")).evaluate((input) => input.value), "publish.yml");
});

test("an expired token mends the publisher too", async () => {
  await fill({ ...rule, "Workflow file": "release.yml" }, token(job({ exp: job().iat + 1 })));
  await page.waitForFunction(() => document.querySelector(".reasons .findings").textContent.includes("token-expired"), {
    timeout: 10_000,
  });
  await press("Set workflow to publish.yml");
  assert.match(await line(), /a fresh one of the same job would pass/);
});

test("a fork's token mends nothing", async () => {
  await fill(rule, token(job({ repository: "mallory/awesome-model-training" })));
  assert.equal((await codes())[0], "owner-differs");
  assert.equal((await page.$$(".reasons .findings button")).length, 0);
});

test("complete claims that match are said to, without an answer of the Hub's", async () => {
  await fill(rule, JSON.stringify(job()));
  assert.equal(await heading(), "Every claim shown matches");
  assert.match(await line(), /Paste the whole ID token to be certain/);
  assert.ok(!(await page.$eval(".verdict", ({ textContent }) => textContent)).includes("invalid_grant"));
  await fill({ ...rule, Branch: "dev" }, JSON.stringify(job()));
  assert.equal(await heading(), "Refused");
  await fill(rule, JSON.stringify({ iss: issuer }));
  assert.equal(await heading(), "Cannot tell");
});

test("the time goes on", async () => {
  await fill(rule, token(job({ exp: Math.floor(Date.now() / 1000) + 75 })));
  const time = () =>
    page.$$eval(".steps li", (all) => all.find(({ textContent }) => /^Time/.test(textContent)).textContent);
  const before = await time();
  assert.match(before, /another 7\d seconds.*issued .* UTC, expires .* UTC/);
  const button = await page.waitForSelector("::-p-aria(Copy report)");
  await button.focus();
  await page.waitForFunction(
    (before) => ![...document.querySelectorAll(".steps li")].some(({ textContent }) => textContent === before),
    {},
    before,
  );
  assert.equal(await button.evaluate((one) => document.activeElement === one), true, "nothing else is drawn anew");
});

test("what cannot be read is marked at the token", async () => {
  const invalid = () => page.$eval("#token", (field) => field.getAttribute("aria-invalid"));
  await fill(rule, "where is my token?");
  assert.equal(await invalid(), "true");
  await fill(rule, token());
  assert.equal(await invalid(), "false");
});

test("a missing resource is said at its field, in plain words", async () => {
  await fill(rule, token());
  await type("Resource", "");
  assert.equal(
    await page.$eval("#resource-said", ({ textContent }) => textContent),
    "Say what the job publishes to, such as acme/awesome-model.",
  );
  assert.equal(await line(), "Say what the job publishes to, such as acme/awesome-model.");
  assert.ok(!(await page.$eval(".verdict", ({ textContent }) => textContent)).includes("(an empty text)"));
});

test("who has no publisher for the token is offered one made from it", async () => {
  await fill({}, token());
  await press("Show publishers for this token");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Publishers for this token");
  await (await page.waitForSelector("#suggestions button")).click();
  assert.equal(await heading(), GRANTED);
});

test("how labels are read is asked only of publishers that have them", async () => {
  const asked = () => page.$eval("#reading", ({ hidden }) => !hidden);
  await fill({ Repository: rule.Repository }, token());
  assert.equal(await asked(), false);
  await fill({ Branch: "main" }, token());
  assert.equal(await asked(), true);
});

test("required fields are marked, each publisher has a heading, and without scripts the page says what is missing", async () => {
  const mark = (name) =>
    labelled(name).then((input) => input.evaluate((one) => getComputedStyle(one.labels[0], "::after").content));
  assert.match(await mark("Repository"), /required/);
  assert.equal(await mark("Branch"), "none");
  await fill(rule, "");
  await press("Duplicate");
  const headings = await page.$$eval("#publishers h3", (all) => all.map(({ textContent }) => textContent));
  assert.deepEqual(headings, ["Publisher 1", "Publisher 2"]);
  const bare = await browser.newPage();
  await bare.setJavaScriptEnabled(false);
  await bare.goto(server.address);
  assert.match(await bare.$eval("body", ({ innerText }) => innerText), /without JavaScript this page can neither/);
  await bare.close();
});

test("what differs is marked in both values", async () => {
  await fill({ ...rule, Repository: "acme/awesome-mode1-training" }, token());
  assert.deepEqual(await page.$$eval("tr.mismatch mark", (marks) => marks.map((mark) => mark.textContent)), ["1", "l"]);
});

test("the other reading of labels is one choice away, and says what it would change", async () => {
  await fill(rule, token());
  assert.match(
    await line(),
    /for one hour\. If the Hub reads branch and workflow as raw claims instead of as documented, it refuses\.$/,
  );
  await (await page.$("#labels")).select("raw");
  assert.equal(await heading(), "Refused");
  assert.match(await line(), /as documented instead of as raw claims, it grants\.$/);
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
