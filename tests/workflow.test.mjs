// The pipeline files that the package writes, read by a YAML library as the CI would.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { ciWorkflow, providers } from "../pkg/index.js";

const eq = (value) => ({ kind: "eq", value });
const publisher = (issuerUrl, claims) => ({
  issuerUrl,
  claims: Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, eq(value)])),
});
const text = (yaml) => JSON.stringify(parse(yaml));

test("every file of every provider is what its language says, for each kind of resource", () => {
  const resources = [
    "acme/model",
    "datasets/acme/corpus",
    "spaces/acme/demo",
    "kernels/acme/k",
    "buckets/acme/b",
    "acme",
  ];
  for (const provider of providers()) {
    for (const resource of resources) {
      const file = ciWorkflow({ provider: provider.id, resource });
      assert.match(file.path, /^[\w./-]+$/);
      assert.ok(file.text.includes("HF_OIDC_RESOURCE"), `${provider.id} names the resource`);
      if (file.language === "yaml") assert.equal(typeof parse(file.text), "object", `${provider.id} ${resource}`);
      const reads = resource === "acme";
      assert.equal(file.text.includes("hf download"), reads, "an account's token only reads");
      assert.equal(file.text.includes("# name the model to read"), reads, `${provider.id}: nobody knows which`);
      if (reads) assert.doesNotMatch(file.text, /Publish to/, provider.id);
      assert.ok(!/\{[a-z_]+["#%/*?~]?\}/.test(file.text), `a blank is left in ${file.text}`);
    }
  }
});

test("the presets ask for the Hub's audience in the way that works", () => {
  const github = parse(ciWorkflow({ provider: "github-actions", resource: "acme/model" }).text);
  assert.deepEqual(github.jobs.publish.permissions, { contents: "read", "id-token": "write" });
  assert.deepEqual(github.on.push.branches, ["main"]);
  const gitlab = parse(ciWorkflow({ provider: "gitlab-ci", resource: "acme/model" }).text);
  assert.deepEqual(gitlab.publish.id_tokens, { HF_OIDC_ID_TOKEN: { aud: "https://huggingface.co" } });
  const circle = parse(ciWorkflow({ provider: "circleci", resource: "acme/model" }).text);
  const commands = circle.jobs.publish.steps.map((step) => step.run).join();
  assert.match(commands, /circleci run oidc get --claims '\{"aud":"https:\/\/huggingface.co"\}'/);
  assert.ok(!commands.includes("CIRCLE_OIDC_TOKEN"), "whose audience is fixed");
  const bitbucket = parse(ciWorkflow({ provider: "bitbucket-pipelines", resource: "acme/model" }).text);
  assert.deepEqual(bitbucket.pipelines.branches.main[0].step.oidc, { audiences: ["https://huggingface.co"] });
});

test("branch, tag, file and environment follow the publisher, whatever they are called", () => {
  const hostile = 'x: "y" # {z}\n- &a';
  const github = ciWorkflow({
    provider: "github-actions",
    resource: "acme/model",
    publisher: publisher("https://token.actions.githubusercontent.com", {
      repository: "acme/model",
      branch: "feature/#1",
      workflow: "hub.yaml",
      environment: hostile,
    }),
  });
  assert.equal(github.path, ".github/workflows/hub.yaml");
  const read = parse(github.text);
  assert.deepEqual(read.on.push, { branches: ["feature/#1"] });
  assert.equal(read.jobs.publish.environment, hostile);
  const tags = parse(
    ciWorkflow({
      provider: "github-actions",
      resource: "acme/model",
      publisher: publisher("https://token.actions.githubusercontent.com", { repository_id: "1", ref_type: "tag" }),
    }).text,
  );
  assert.deepEqual(tags.on.push, { tags: ["v*"] });
  const gitlab = ciWorkflow({
    provider: "gitlab-ci",
    resource: "acme/model",
    publisher: publisher("https://gitlab.com", { project_path: "acme/model", branch: "dev", environment: "prod" }),
  });
  assert.match(text(gitlab.text), /"environment":"prod".*\$CI_COMMIT_BRANCH == \\"dev\\"/);
  const circle = ciWorkflow({
    provider: "circleci",
    resource: "acme/model",
    publisher: publisher("https://oidc.circleci.com/org/c9035eb6-6eb2-4c85-8a81-d9ed6a1d1d1e", { branch: "dev" }),
  });
  assert.match(text(circle.text), /"only":\["dev"\]/);
});

test("another provider's publisher, and a resource that is none, are left aside and said", () => {
  const file = ciWorkflow({
    provider: "gitlab-ci",
    resource: "https://huggingface.co/acme/model",
    publisher: publisher("https://token.actions.githubusercontent.com", { repository: "acme/model", branch: "dev" }),
  });
  assert.deepEqual(
    file.findings.map((finding) => finding.code),
    ["resource-is-url", "issuer-unlike-provider"],
  );
  assert.ok(!file.text.includes("dev") && file.text.includes("namespace/name"));
});

/** What a pipeline file gives to a shell together with the token, as its provider starts it. */
function scripts({ language, text }) {
  if (language === "sh") return [["sh", "-c", text, "publish.sh", "."]];
  const found = [];
  const search = (value) => {
    for (const [key, inner] of Object.entries(value ?? {})) {
      if (["run", "command", "script", "commands", "args"].includes(key)) {
        const script = [inner].flat().join("\n");
        // Buildkite reads two dollars as one that the shell is to see.
        if (script.includes("HF_OIDC_ID_TOKEN")) found.push(["bash", "-ec", script.replaceAll("$$", "$")]);
      }
      if (typeof inner === "object") search(inner);
    }
  };
  if (language === "yaml") search(parse(text));
  return found;
}

test("hf is run with the token, and where none comes not at all", (t) => {
  const bin = mkdtempSync(join(tmpdir(), "pipeline-"));
  t.after(() => rmSync(bin, { recursive: true }));
  const put = (name, line) => writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  for (const name of ["pip", "apt-get"]) put(name, "exit 0");
  put("hf", 'echo "hf ran with <$HF_OIDC_ID_TOKEN>"');
  const given = ["HF_OIDC_ID_TOKEN", "BITBUCKET_STEP_OIDC_TOKEN", "ID_TOKEN", "TFC_WORKLOAD_IDENTITY_TOKEN_HF"];
  const run = (file, env) =>
    scripts(file).map(
      ([shell, ...rest]) =>
        spawnSync(shell, rest, { encoding: "utf8", env: { PATH: `${bin}:/usr/bin:/bin`, ...env } }).stdout,
    );
  let count = 0;
  for (const provider of providers()) {
    // TeamCity starts no build whose parameters it cannot fill in.
    if (provider.id === "teamcity") continue;
    const file = ciWorkflow({ provider: provider.id, resource: "acme/model" });
    for (const name of ["aws", "curl", "circleci", "buildkite-agent", "cat"]) put(name, `echo '{"value":"a.b.c"}'`);
    for (const said of run(file, Object.fromEntries(given.map((name) => [name, "a.b.c"])))) {
      assert.match(said, /hf ran with <.*a\.b\.c.*>/, file.text);
      count += 1;
    }
    for (const name of ["aws", "curl", "circleci", "buildkite-agent", "cat"]) put(name, "exit 1");
    for (const said of run(file, {})) assert.doesNotMatch(said, /hf ran/, `${provider.id}: ${file.text}`);
  }
  // GitLab hands the token over by itself, GitHub to hf; a Jenkinsfile and Vercel's program are no shell's.
  assert.equal(count, providers().length - 5);
});

test("Forgejo's job has Python for hf, and Node for what checks out", () => {
  const { container, steps } = parse(ciWorkflow({ provider: "forgejo-actions", resource: "acme/model" }).text).jobs
    .publish;
  assert.match(container.image, /^python:3/);
  assert.match(steps[0].run, /apt-get install --yes nodejs/);
  assert.equal(steps[1].uses, "actions/checkout@v4");
});
