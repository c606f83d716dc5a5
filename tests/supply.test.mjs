// What comes from elsewhere, and what is made of it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const env = { ...process.env, PATH: [join(root, ".tools/bin"), process.env.PATH].join(delimiter) };

function run(command, args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 26 });
  return { status, said: `${stdout}${stderr}` };
}

const deny = existsSync(join(root, ".tools/bin/cargo-deny")) ? false : "cargo-deny is not installed: make test does it";

/** The Makefile's list of workspaces, with a lock file each: the crate's own, and those that use it and need what it may not. */
const workspaces = /^CRATES := (.*)$/m.exec(readFileSync(join(root, "Makefile"), "utf8"))[1].split(" ");
const denied = (workspace, ...what) =>
  run("cargo", ["deny", "--locked", "--config", join(root, "deny.toml"), "check", ...what], join(root, workspace));

test("no crate is banned, oddly licensed or from an unknown source", { skip: deny }, () => {
  const { status, said } = denied(".", "bans", "licenses", "sources");
  assert.equal(status, 0, said);
  assert.ok(workspaces.length > 3, `${workspaces}`);
  for (const workspace of workspaces) {
    const { status, said } = denied(workspace, "sources");
    assert.equal(status, 0, `${workspace}: ${said}`);
  }
});

test("a crate that speaks to a network is refused", { skip: deny }, () => {
  // The lists of names are worth something only if a name on them is found: one that is there is put on it.
  const folder = mkdtempSync(join(tmpdir(), "deny-"));
  try {
    const file = join(folder, "deny.toml");
    const names = readFileSync(join(root, "deny.toml"), "utf8");
    assert.ok(names.includes('"reqwest"'));
    writeFileSync(file, names.replace('"reqwest"', '"ring"'));
    const { status, said } = run("cargo", ["deny", "--locked", "--config", file, "check", "bans"]);
    assert.notEqual(status, 0);
    assert.match(said, /ring/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("no advisory speaks of a crate", { skip: deny }, (t) => {
  for (const workspace of workspaces) {
    const { status, said } = denied(workspace, "advisories");
    if (/failed to fetch advisory database/.test(said))
      return t.skip("the advisory database cannot be reached from here");
    assert.equal(status, 0, `${workspace}: ${said}`);
  }
});

test("no advisory speaks of a Node package", (t) => {
  const { status, said } = run("npm", ["audit"]);
  if (/audit endpoint returned an error|ENOTFOUND|EAI_AGAIN/.test(said))
    return t.skip("npm's advisories cannot be reached from here");
  assert.equal(status, 0, said);
});

test("the module depends on five crates and its own readers, each with a reason in DESIGN.md", () => {
  const tree = (...more) => {
    const asked = ["tree", "--locked", "--edges=normal,no-proc-macro", "--prefix=none", "--format={p}", ...more];
    const lines = run("cargo", asked).said.trim().split("\n");
    return [...new Set(lines.map((line) => line.split(" ")[0]))].slice(1).sort();
  };
  const direct = ["--target=wasm32-unknown-unknown", "--depth=1"];
  const names = [...new Set([...tree(...direct), ...tree(...direct, "--package=strict")])].sort();
  assert.deepEqual(names, ["js-sys", "strict", "talc", "wasm-bindgen", "web-sys", "zeroizing-alloc"]);
  const design = readFileSync(join(root, "DESIGN.md"), "utf8");
  for (const name of names) assert.ok(design.includes(`\`${name}\``), `${name} has no reason`);
  assert.deepEqual(tree(), ["strict"], "the native crate depends on nothing else");
});

test("another clean build, in another folder, gives the same modules", { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "another build-"));
  try {
    for (const name of [
      "Cargo.toml",
      "Cargo.lock",
      "strict",
      "rust-toolchain.toml",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "src",
      "pkg",
      "www",
    ]) {
      cpSync(join(root, name), join(folder, name), { recursive: true, filter: (path) => !path.endsWith(".wasm") });
    }
    // The benches and tests that the manifest names are not built.
    cpSync(join(root, "tests/core"), join(folder, "tests/core"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const { status, said } = run(process.execPath, ["pkg/build.mjs"], folder);
    assert.equal(status, 0, said);
    for (const file of ["pkg/hub-trusted-publishers.wasm", "pkg/node.js"]) {
      const [ours, theirs] = [root, folder].map((one) =>
        createHash("sha256")
          .update(readFileSync(join(one, file)))
          .digest("hex"),
      );
      assert.equal(theirs, ours, file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("actions are pinned, may read alone, and one job may ask for an ID token", () => {
  const folder = join(root, ".github/workflows");
  const asking = [];
  for (const file of readdirSync(folder)) {
    const workflow = parse(readFileSync(join(folder, file), "utf8"));
    assert.deepEqual(workflow.permissions, { contents: "read" }, file);
    for (const [name, { permissions = {}, steps }] of Object.entries(workflow.jobs)) {
      for (const [what, allowed] of Object.entries(permissions)) {
        if (allowed === "write") asking.push([file, name, what]);
      }
      for (const { uses } of steps) if (uses) assert.match(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/, `${file}: ${uses}`);
    }
    assert.doesNotMatch(readFileSync(join(folder, file), "utf8"), /secrets\.|_TOKEN/, "no stored secret");
  }
  assert.deepEqual(asking, [["release.yml", "publish", "id-token"]]);
  const { repository } = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8"));
  assert.equal(repository.directory, "pkg");
  assert.match(
    readFileSync(join(root, "Cargo.toml"), "utf8"),
    new RegExp(repository.url.replace(/^git\+|\.git$/g, "")),
  );
});

const release = parse(readFileSync(join(root, ".github/workflows/release.yml"), "utf8"));

test("who may publish runs nothing but npm of one version, on the tarball that was tested", () => {
  const { permissions, needs, container, steps } = release.jobs.publish;
  assert.deepEqual(permissions, { "id-token": "write" }, "it cannot even read the repository");
  assert.equal(container, undefined, "no image of others");
  // What is not listed is not run: a build script, a hook of a package, or a version that moves could publish.
  assert.deepEqual(
    steps.filter(({ run }) => run).map(({ run }) => run.replace(/\d+\.\d+\.\d+/, "<exact>")),
    [
      'echo "$SHA256  package.tgz" | sha256sum --check --strict',
      "npm install --global --ignore-scripts npm@<exact>",
      "npm publish --ignore-scripts --provenance --access public ./package.tgz",
    ],
  );
  assert.deepEqual(
    steps.filter(({ uses }) => uses).map(({ uses }) => uses.split("@")[0]),
    ["actions/setup-node", "actions/download-artifact"],
  );
  assert.equal(needs, "build");
  const told = steps.find(({ env }) => env)?.env.SHA256;
  assert.equal(told, "${{ needs.build.outputs.sha256 }}", "the sum comes from the job, not with the tarball");
  const builds = release.jobs.build.steps.map(({ run = "" }) => run);
  const [tested, packed] = ["make test", "npm pack"].map((what) =>
    builds.findIndex((run) => (run === ".ci/run" ? readFileSync(join(root, run), "utf8") : run).includes(what)),
  );
  assert.ok(tested >= 0 && tested < packed, "packed after the tests");
  assert.ok(!builds.slice(tested + 1).some((run) => /make|cargo|build\.mjs/.test(run)), "and not built anew");
});

test("a release has one version, and a date in the changelog", () => {
  const { run: gate } = release.jobs.build.steps.find(({ env }) => env?.TAG);
  const folder = mkdtempSync(join(tmpdir(), "release-"));
  const passes = (tag, { npm = "1.2.3", cargo = "1.2.3", entry = "1.2.3 (2026-11-30)", readme = "" } = {}) => {
    for (const place of [".", "pkg", "examples/exchange-server"]) {
      mkdirSync(join(folder, place), { recursive: true });
      writeFileSync(join(folder, place, "README.md"), readme);
    }
    writeFileSync(join(folder, "pkg/package.json"), JSON.stringify({ version: npm }));
    writeFileSync(join(folder, "Cargo.toml"), `[package]\nversion = "${cargo}"\n`);
    writeFileSync(join(folder, "CHANGELOG.md"), `# Changelog\n\n## ${entry}\n\n## 1.2.2 (2026-01-01)\n`);
    const { status, stdout } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", gate], {
      cwd: folder,
      env: { ...process.env, TAG: tag },
      encoding: "utf8",
    });
    assert.equal(status === 0, stdout === "", "a refusal says why");
    return status === 0;
  };
  try {
    assert.ok(passes("v1.2.3"));
    assert.ok(!passes("v1.2.4"));
    assert.ok(!passes("v1.2.3", { npm: "1.2.4" }));
    assert.ok(!passes("v1.2.3", { cargo: "1.2.2" }));
    assert.ok(!passes("v1.2.3", { entry: "1.2.3 (not released yet)" }));
    assert.ok(!passes("v1.2.3", { entry: "1.2.4 (2026-12-01)" }));
    assert.ok(!passes("v1.2.3", { readme: "Until it is published: build it" }));
    assert.ok(!passes("v1.2.2", { npm: "1.2.2", cargo: "1.2.2" }), "an old entry is not the first");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
