// How the page looks to eyes and to screen readers, in every light and width.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { job, publisher, signer, token } from "./mint.mjs";
import { fill, page, press, type } from "./person.mjs";

const artefacts = fileURLToPath(new URL("../artefacts/", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(artefacts, { recursive: true });

const states = {
  empty: async () => {},
  granted: () => press("Try a sample"),
  refused: async () => {
    await press("Try a sample");
    await type("Repository", "Acme/awesome-model-training");
  },
  opened: async () => {
    await fill({ Repository: "acme/awesome-model-training" }, token());
    await page.$$eval("details", (all) => all.forEach((details) => (details.open = true)));
    await page.waitForSelector("#suggestions li");
  },
  many: async () => {
    await fill({ Repository: "acme/awesome-model-training", Branch: "dev" }, token());
    for (let more = 0; more < 4; more += 1) await press("Duplicate");
    await press("Remove this publisher");
  },
  expired: () => fill({ Repository: "acme/awesome-model-training" }, token(job({ exp: job().iat - 60 }))),
  verified: async () => {
    const github = signer();
    await page.$$eval("summary", (all) => all.find((one) => /signature/.test(one.textContent)).click());
    await fill({ Repository: "acme/awesome-model-training", Branch: "main" }, github.sign());
    await type("Key set (JWKS)", github.keySet);
    await page.waitForFunction(() => document.querySelector(".verdict h2").textContent === "Granted");
  },
  twice: async () => {
    await fill({ Repository: "acme/awesome-model-training", Branch: "dev" }, token());
    await press("Add a claim");
    await page.keyboard.sendCharacter("branch");
    await type("Value", "main");
  },
  linked: async () => {
    const rule = { kind: "glob", value: "acme/*" };
    const publishers = [publisher(), { ...publisher(), claims: { repository: rule } }, publisher({})];
    const carried = Buffer.from(JSON.stringify({ resource: "acme/awesome-model", publishers })).toString("base64url");
    await page.evaluate((hash) => (location.hash = hash), carried);
    await page.waitForSelector("#carried .undo button");
    await type("ID token", token());
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  },
  mended: async () => {
    await fill({ Repository: "acme/awesome-model-training", Branch: "dev" }, token());
    await press("Set branch to main");
  },
  uncopied: async () => {
    await fill({ Repository: "acme/awesome-model-training" }, token());
    await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
    await press("Copy report");
    await page.waitForSelector(".verdict textarea");
  },
  claims: () => fill({ Repository: "acme/awesome-model-training" }, JSON.stringify(job())),
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
  // As high as shows the verdict and its fix.
  await page.setViewport({ width: 1280, height: 1500 });
  await page.$eval("#token", (field) => (field.scrollTop = 0));
  await page.evaluate(() => (document.activeElement.blur(), scrollTo(0, 0)));
  await page.screenshot({ path: `${artefacts}page.png` });
  if (process.env.UPDATE_DOCS) copyFileSync(`${artefacts}page.png`, new URL("../docs/page.png", import.meta.url));
});
