// Nothing overlaps, breaks or leaves its place, however long names are and however narrow the window is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { publisher, token } from "./mint.mjs";
import { fill, labelled, page, press, rule, server, type } from "./person.mjs";

const circle = "https://oidc.circleci.com/org/3b8a2d3e-2f6e-4f4b-9d3a-111111111111";
const project = (branch) =>
  publisher(
    {
      "oidc.circleci.com/project-id": "4c8a2d3e-2f6e-4f4b-9d3a-222222222222",
      "oidc.circleci.com/vcs-origin": "github.com/acme/awesome-model",
      "oidc.circleci.com/pipeline-definition-id": "5c8a2d3e-2f6e-4f4b-9d3a-333333333333",
      branch,
    },
    circle,
  );
const opened = async (publishers) => {
  const carried = Buffer.from(JSON.stringify({ resource: "acme/awesome-model", publishers })).toString("base64url");
  await page.goto("about:blank");
  await page.goto(`${server.address}#${carried}`);
  await page.waitForSelector("#token:enabled");
};
const open = async (selector) => {
  await page.$eval(selector, (details) => (details.open = true));
  await page.waitForSelector(`${selector} > div > *`);
};
const box = (selector) =>
  page.$$eval(selector, (all) =>
    all.map((one) => {
      const { left, right, top, bottom, height } = one.getBoundingClientRect();
      return { left, right, top, bottom, height };
    }),
  );

test("the matrix stays in its card, and no cell runs into the next", async () => {
  await page.setViewport({ width: 1280, height: 900 });
  await opened([
    publisher({ repository: "acme/x", branch: "main", environment: "r" }),
    project("main"),
    project("dev"),
  ]);
  await type("ID token", token());
  const [frame] = await box(".verdict");
  const [scroll] = await box(".verdict [role=region]:has(.matrix)");
  assert.ok(scroll.right <= frame.right, "the box stays in its card");
  const over = await page.$$eval(".matrix th, .matrix td", (all) =>
    all
      .filter((cell) => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return text.getBoundingClientRect().right > cell.getBoundingClientRect().right;
      })
      .map(({ textContent }) => textContent),
  );
  assert.deepEqual(over, []);
  assert.equal(await page.$eval("[role=region]:has(.matrix)", ({ tabIndex }) => tabIndex), 0);
  await page.setViewport({ width: 320, height: 900 });
  await open("fieldset:last-of-type .preview");
  const beyond = await page.$$eval(".verdict *, fieldset *", (all) =>
    all
      .filter((one) => !one.closest(".spoken, pre, thead") && one.getBoundingClientRect().right > 320)
      .map(({ tagName, textContent }) => [tagName, textContent]),
  );
  assert.deepEqual(beyond, []);
  // A column's name stands before each cell then, and may be longer than its place.
  const [space, wrap] = await page.$eval(".matrix td", (cell) => {
    const { whiteSpace, overflowWrap } = getComputedStyle(cell, "::before");
    return [whiteSpace, overflowWrap];
  });
  assert.deepEqual([space, wrap], ["normal", "anywhere"]);
});

test("what keeps a job out stands in one line where there is room, and the table is not a tower", async () => {
  await page.setViewport({ width: 1280, height: 900 });
  await fill({ ...rule, Environment: "release" }, "");
  await open("fieldset .preview");
  const tall = (await box(".jobs tbody tr")).map(({ height }) => Math.round(height));
  assert.ok(Math.max(...tall) < 90, String(tall));
  await opened([project("main")]);
  await open("fieldset .preview");
  const circles = (await box(".jobs tbody tr")).map(({ height }) => Math.round(height));
  assert.ok(Math.max(...circles) < 110, String(circles));
  await page.setViewport({ width: 320, height: 900 });
  const columns = await page.$$eval(".jobs td:last-child", (all) => all.map(({ children }) => children.length));
  assert.ok(
    columns.every((count) => count <= 1),
    "one item beside the column's name",
  );
});

test("a pipeline file keeps its lines, in a box that scrolls by the keyboard", async () => {
  await page.setViewport({ width: 320, height: 900 });
  await opened([project("main")]);
  await open("fieldset .pipeline");
  const [space, tab, wider] = await page.$eval(".pipeline pre", (pre) => [
    getComputedStyle(pre).whiteSpace,
    pre.tabIndex,
    pre.scrollWidth > pre.clientWidth,
  ]);
  assert.deepEqual([space, tab, wider], ["pre", 0, true]);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
});

for (const width of [320, 480, 640, 1280]) {
  test(`the picture's words part from each other and stay readable, ${width} px wide`, async () => {
    await page.setViewport({ width, height: 900 });
    const [frame] = await box(".picture");
    const words = await page.$$eval(".picture .name", (all) =>
      all
        .filter((one) => getComputedStyle(one).display !== "none" && one.getBoundingClientRect().width)
        .map((one) => {
          const { left, right, top, bottom, height } = one.getBoundingClientRect();
          return { left, right, top, bottom, height };
        }),
    );
    assert.ok(words.length >= 4);
    for (const one of words) {
      assert.ok(one.left >= frame.left && one.right <= frame.right && one.height >= 11, JSON.stringify(one));
      for (const other of words) {
        if (one === other || Math.abs(one.top - other.top) > 4) continue;
        assert.ok(one.right + 6 < other.left || other.right + 6 < one.left, "a gap between two words");
      }
    }
  });
}

test("the choice of labels is not cut, 320 px wide", async () => {
  await page.setViewport({ width: 320, height: 900 });
  await fill(rule, token());
  const [select, wanted] = await page.$eval("#labels", (one) => {
    const free = one.cloneNode(true);
    free.id = "";
    Object.assign(free.style, { inlineSize: "max-content", position: "absolute" });
    document.body.append(free);
    const wanted = free.offsetWidth;
    free.remove();
    return [one.offsetWidth, wanted];
  });
  assert.ok(wanted <= select, `${wanted} in ${select}`);
});

test("the first further claim keeps its distance from what stands before", async () => {
  await press("Add a claim");
  const [hint] = (await box(".fields > .help")).slice(-1);
  const [label] = await box(".claim label");
  assert.ok(label.top - hint.bottom >= 8, String(label.top - hint.bottom));
});

test("while the verdict is out of sight a bar tells it, and leads to it", async () => {
  await page.setViewport({ width: 1280, height: 700 });
  await opened(
    Array.from({ length: 6 }, (_, index) => publisher({ repository: `acme/model-${index}`, branch: "main" })),
  );
  const bar = () => page.$eval(".bar", (one) => (one.hidden ? "" : one.textContent));
  assert.equal(await bar(), "");
  await type("ID token", token());
  await page.evaluate(() => document.querySelector("fieldset:last-of-type").scrollIntoView());
  await page.waitForFunction(() => !document.querySelector(".bar").hidden);
  assert.match(await bar(), /Refused Another project: the publisher has acme.*See why/);
  await page.$eval("fieldset:last-of-type .fields input", (input) => {
    input.value = "acme/awesome-model-training";
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  assert.match(await bar(), /Would be granted/);
  await press("See why");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Would be granted/);
  await page.waitForFunction(() => document.querySelector(".bar").hidden);
});

test("the verdict stands below the token's buttons, and does not move when labels come", async () => {
  await page.setViewport({ width: 1366, height: 768 });
  await fill({ Repository: rule.Repository }, token());
  const place = () =>
    page.$eval(".verdict .head", (head) => {
      const { top, height } = head.getBoundingClientRect();
      return [Math.round(top + scrollY), Math.round(height)];
    });
  const before = await place();
  assert.ok(before[0] + before[1] <= 768, `seen where the token is pasted: ${before}`);
  await type("Branch", "m");
  assert.deepEqual(await place(), before);
});

test("on paper a fix is read with what it does", async () => {
  await fill({ ...rule, Branch: "dev" }, token());
  await page.emulateMediaType("print");
  const [fix] = await box(".reasons .fix button");
  assert.ok(fix.height > 0);
  await page.emulateMediaType(null);
});

test("a file whose name starts with a dot is said to lose it", async () => {
  const provider = await labelled("Provider", "combobox");
  await provider.select("gitlab-ci");
  await type("Project", "acme/awesome");
  await open("fieldset .pipeline");
  assert.match(
    await page.$eval(".pipeline", ({ textContent }) => textContent),
    /without its dot.*save it as \.gitlab-ci\.yml/,
  );
  await provider.select("github-actions");
  await type("Repository", "acme/awesome");
  await page.waitForFunction(() => document.querySelector(".pipeline").textContent.includes(".github/workflows"));
  assert.ok(!(await page.$eval(".pipeline", ({ textContent }) => textContent)).includes("without its dot"));
});

test("a job that is kept out is given a reason", async () => {
  const provider = await labelled("Provider", "combobox");
  await provider.select("custom");
  await type("Issuer URL", "https://ci.example.org");
  await open("fieldset .preview");
  const rows = await page.$$eval(".jobs tbody tr", (all) =>
    all.map((row) => [...row.cells].map((cell) => cell.textContent)),
  );
  assert.ok(rows.length > 0);
  for (const [job, , verdict, reason] of rows) assert.ok(/let in/.test(verdict) || reason, job);
});
