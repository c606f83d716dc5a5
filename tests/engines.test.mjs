// The main flows as a person walks them, from an empty page, by the words on it, in three engines.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "./chromium.mjs";
import { engines } from "./engines.mjs";
import { job, signer, token } from "./mint.mjs";

const artefacts = fileURLToPath(new URL("../artefacts/", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(artefacts, { recursive: true });

let server;
before(async () => (server = await serve("www")));
after(() => server?.stop());

const GRANTED = "Would be granted, if the signature is genuine";
const repository = "acme/awesome-model-training";

const flows = {
  "a newcomer writes a publisher of GitHub and sees it let the job in": async (person) => {
    await person.type("Resource", "acme/awesome-model");
    await person.type("Repository", `https://github.com/${repository}.git`);
    await person.until(() => document.body.innerText.includes("was read as"));
    assert.match(await person.read(), /More than one branch, tag or pull request of the project can publish/);
    await person.type("Branch", "main");
    await person.type("Workflow file", "publish.yml");
    await person.press("Which jobs can use this");
    await person.until(() => document.body.innerText.includes("A stranger's project"));
    await person.press("Workflow file to commit");
    await person.until(() => document.body.innerText.includes("Commit it as"));
    assert.match(await person.read(), /branches: \["main"\]/);
    await person.paste("ID token", token());
    await person.until((granted) => document.body.innerText.includes(granted), GRANTED);
  },
  "a job was refused since its workflow file was renamed": async (person) => {
    await person.type("Resource", "acme/awesome-model");
    await person.type("Repository", repository);
    await person.type("Workflow file", "publish.yml");
    const renamed = `${repository}/.github/workflows/release.yml@refs/heads/main`;
    await person.paste("ID token", token(job({ workflow_ref: renamed, job_workflow_ref: renamed })));
    await person.until(() => document.body.innerText.includes("Refused"));
    assert.match(await person.read(), /trusts the workflow file publish\.yml; the job ran in release\.yml/);
    await person.press("Set workflow to release.yml");
    await person.until((granted) => document.body.innerText.includes(granted), GRANTED);
    assert.equal(await person.value("Workflow file"), "release.yml");
  },
  "a genuine token is granted under its issuer's key set, and a forged one is not": async (person) => {
    const [github, stranger] = [signer(), signer()];
    await person.type("Resource", "acme/awesome-model");
    await person.type("Repository", repository);
    await person.paste("ID token", github.sign());
    await person.press("Check the signature");
    await person.until(() => document.body.innerText.includes("actions.githubusercontent.com/.well-known/jwks"));
    await person.paste("Key set (JWKS)", github.keySet);
    await person.until(() => document.body.innerText.includes("Genuine by the key RS256"));
    assert.match(await person.read(), /^Granted$/m);
    await person.paste("ID token", stranger.sign());
    await person.until(() => document.body.innerText.includes("The signature is not one of the key RS256"));
    assert.match(await person.read(), /^Refused$/m);
  },
  "an owner takes the rule from a token, and clears the token": async (person) => {
    await person.paste("ID token", token(job({ environment: "release", repository_owner_id: "65" })));
    await person.press("Publishers for this token");
    await person.press("Use this publisher");
    await person.type("Resource", "acme/awesome-model");
    await person.until((granted) => document.body.innerText.includes(granted), GRANTED);
    await person.press("Clear the token");
    assert.equal(await person.value("ID token"), "");
    await person.until(() => document.body.innerText.includes("Nothing to check yet"));
  },
};

/** Where a flow ends, wide and narrow: looked at, and read by axe. */
async function accessible(person, name) {
  for (const width of [1280, 400]) {
    await person.look(width, `${artefacts}${name.replaceAll(/[^a-z0-9]+/gi, "-")}-${width}.png`);
    await person.run(`() => { ${axe} }`);
    const violations = await person.run(`async () => {
      const { violations } = await globalThis.axe.run();
      return violations.map(({ id, nodes }) => [id, nodes[0].html]);
    }`);
    assert.deepEqual(violations, [], `${width} px`);
  }
}

for (const [engine, { installed, start }] of Object.entries(engines)) {
  test(`${engine}${installed ? "" : ", which is not installed here"}`, { skip: !installed }, async (t) => {
    const person = await start();
    try {
      for (const [flow, walk] of Object.entries(flows)) {
        await t.test(flow, async () => {
          await person.open("about:blank");
          await person.open(server.address);
          await person.until(() => document.querySelector("#token")?.disabled === false);
          await walk(person);
          await accessible(person, `${engine} ${flow}`);
        });
      }
    } finally {
      await person.close();
    }
  });
}
