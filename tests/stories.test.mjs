// The stories of tests/cases, told to the package: in Node, and in Chromium from plain files.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, serve } from "./chromium.mjs";
import * as hub from "../pkg/node.js";

const folder = new URL("./cases/", import.meta.url);
const stories = readdirSync(folder).map((file) => ({
  name: file.replace(".json", ""),
  story: JSON.parse(readFileSync(new URL(file, folder), "utf8")),
}));

/** What the person of a story pastes: `{token}` stands for the token of its header and claims. */
function pasted({ header, claims, signature = "c2lnbmF0dXJl", paste = "{token}" }) {
  const part = (value) =>
    Buffer.from(typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toString("base64url");
  return paste.replaceAll("{token}", () => `${part(header)}.${part(claims)}.${signature}`);
}

/** Makes the call with a package's functions. Runs in a page too: it knows nothing but its arguments. */
async function answer(
  call,
  { checkPublisher, ciWorkflow, parsePublishers, publisherFromFields, simulateExchange, verifyExchange },
) {
  if (call.pipeline) return ciWorkflow(call.pipeline);
  if (call.form) return publisherFromFields(call.form.provider, call.form.fields);
  if (call.check) return { findings: checkPublisher(call.check.publisher, call.check.context) };
  if (call.pasted) return parsePublishers(call.pasted);
  if (!call.keySet) return simulateExchange(call.request);
  const platform = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  if (call.webCrypto === false) Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true });
  const verified = await verifyExchange(call.request, call.keySet);
  Object.defineProperty(globalThis, "crypto", platform);
  return verified;
}

/** The call that a story makes, as plain data. */
function call(story) {
  if (story.form) return { form: story.form };
  if (story.check) return { check: story.check };
  if (story.pipeline) return { pipeline: story.pipeline };
  if (story.import) return { pasted: story.import };
  const { resource, publishers, now, labels, keySet, webCrypto } = story;
  return { request: { token: pasted(story), resource, publishers, now, labels }, keySet, webCrypto };
}

function complaint({ expect }, answer) {
  const codes = answer.findings.map((finding) => finding.code);
  assert.deepEqual(codes, expect.findings);
  if ("publishers" in expect) return assert.equal(answer.publishers.length, expect.publishers);
  if ("publisher" in expect) return assert.deepEqual(answer.publisher, expect.publisher);
  if ("outcome" in expect) {
    assert.equal(answer.outcome, expect.outcome);
    assert.equal(answer.outcomeIfFresh, expect.outcomeIfFresh);
    assert.equal(answer.response.error ?? null, expect.error);
    assert.equal(answer.status, expect.error ? 400 : 200);
  }
  if ("fix" in expect) assert.equal(answer.findings[0].fix?.effect ?? null, expect.fix);
  for (const [key, value] of Object.entries(expect.at ?? {})) assert.equal(answer.findings[0].at[key], value);
}

test("every story ends as told in Node", async (t) => {
  await hub.default();
  for (const { name, story } of stories) {
    await t.test(name, async () => {
      complaint(story, await answer(call(story), hub));
    });
  }
});

let server, browser, page;
before(async () => {
  // An empty page of the package's own origin, so that nothing but the package is loaded.
  server = await serve("pkg", { "/": "<!doctype html>" });
  browser = await launch();
  page = await browser.newPage();
  await page.goto(server.address);
});
after(async () => {
  await browser?.close();
  server?.stop();
});

for (const entry of ["index.js", "wasm.js"]) {
  test(`every story ends as told in Chromium, by ${entry}`, async (t) => {
    const answers = await page.evaluate(
      async (entry, source, calls) => {
        const hub = await import(`/${entry}`);
        await hub.default();
        const answer = new Function(`return ${source}`)();
        const answers = [];
        for (const call of calls) answers.push(await answer(call, hub));
        return answers;
      },
      entry,
      String(answer),
      stories.map(({ story }) => call(story)),
    );
    for (const [index, { name, story }] of stories.entries()) {
      await t.test(name, () => complaint(story, answers[index]));
    }
  });
}
