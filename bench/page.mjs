// How fast the page is in Chromium: from the module's arrival to a usable page, and from a keystroke to the verdict.
// Measured and told, never asserted: machines differ.

import { launch, serve } from "../tests/chromium.mjs";
import { job, publisher, token } from "../tests/mint.mjs";

const PUBLISHERS = 20;
const KEYSTROKES = 200;

const server = await serve("www");
const browser = await launch();
const page = await browser.newPage();
const at = (all, share) => [...all].sort((one, other) => one - other)[Math.floor((all.length - 1) * share)];
const told = (name, all) =>
  console.log(`${name.padEnd(44)} median ${at(all, 0.5).toFixed(1)} ms, 95 % ${at(all, 0.95).toFixed(1)} ms`);

const starts = [];
for (let round = 0; round < 10; round += 1) {
  await page.goto("about:blank");
  await page.evaluateOnNewDocument(() => {
    new MutationObserver(() => {
      if (document.querySelector("#token")?.disabled === false) globalThis.usable ??= performance.now();
    }).observe(document, { subtree: true, attributes: true, childList: true });
  });
  await page.goto(server.address);
  await page.waitForSelector("#token:enabled");
  starts.push(
    await page.evaluate(() => {
      const module = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("inlined.js"));
      return globalThis.usable - module.responseEnd;
    }),
  );
}
told("module arrived → page usable", starts);

const publishers = Array.from({ length: PUBLISHERS }, (_, index) =>
  publisher({ repository: `acme/model-${index}`, branch: "main", workflow: "publish.yml", environment: "release" }),
);
const carried = Buffer.from(JSON.stringify({ resource: "acme/awesome-model", publishers })).toString("base64url");
await page.goto("about:blank");
await page.goto(`${server.address}#${carried}`);
await page.waitForSelector("#token:enabled");
const long = token(job({ environment: "release", padding: "x".repeat(2_400) }));
console.log(`${PUBLISHERS} publishers, a token of ${long.length} characters, ${KEYSTROKES} keystrokes in a repository`);
const keystrokes = await page.evaluate(
  async (long, count) => {
    const field = document.querySelector("#token");
    field.value = long;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    const repository = document.querySelector("fieldset .fields input");
    const [verdict, all] = [[], []];
    for (let press = 0; press < count; press += 1) {
      // Between two keystrokes the page is at rest.
      await new Promise((resolve) => setTimeout(resolve, 40));
      const start = performance.now();
      repository.value = `acme/awesome-model-training${press}`;
      repository.dispatchEvent(new InputEvent("input", { bubbles: true }));
      // With the layout, as the next frame would do it.
      document.body.getBoundingClientRect();
      verdict.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 0));
      document.body.getBoundingClientRect();
      all.push(performance.now() - start);
    }
    return { verdict, all };
  },
  long,
  KEYSTROKES,
);
told("keystroke → verdict shown", keystrokes.verdict);
told("keystroke → all that stands beside it too", keystrokes.all);

await browser.close();
server.stop();
