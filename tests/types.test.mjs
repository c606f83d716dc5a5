// The declarations against the package: what they promise is what it gives, on every way of resolving them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as subject from "../pkg/index.js";
import { job, publisher, resource, signer, token } from "./mint.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
let project;

function run(command, ...args) {
  const { status, stdout, stderr } = spawnSync(join(root, "node_modules/.bin", command), args, {
    cwd: project,
    encoding: "utf8",
  });
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}${stderr}`);
}

before(async () => {
  project = mkdtempSync(join(tmpdir(), "types-"));
  mkdirSync(join(project, "node_modules"));
  symlinkSync(join(root, "pkg"), join(project, "node_modules/hub-trusted-publishers"));
  cpSync(join(root, "tests/types/uses.ts"), join(project, "uses.ts"));
  writeFileSync(join(project, "golden.ts"), await golden());
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
});
after(() => rmSync(project, { recursive: true, force: true }));

/** Answers of the package, each as a literal that must satisfy its declaration to the letter. */
async function golden() {
  const publishers = [
    publisher(),
    publisher({ repository: "Acme/x", environment: "release" }),
    publisher({ a: "b" }, "https://ci.example.org"),
  ];
  const asked = { resource, publishers };
  const answers = {
    Decoded: [
      token(),
      token(job({ sub: undefined })),
      "***",
      "",
      '{"iss":"x","sub":"y"}',
      token(job(), { alg: "none" }),
    ].map(subject.decodeToken),
    Exchange: [
      token(),
      token(job({ aud: ["a", "b"] })),
      token(job({ exp: 1 })),
      "",
      "hf_0123456789abcdef",
      '{"iss":"x"}',
    ].map((token) => subject.simulateExchange({ ...asked, token })),
    Provider: subject.providers(),
  };
  const github = signer();
  const keySets = [github.keySet, "", '{"keys":[]}', JSON.stringify(github.keys[0]), signer().keySet];
  for (const keySet of keySets) {
    answers.Exchange.push(await subject.verifyExchange({ ...asked, token: github.sign() }, keySet));
  }
  const literals = Object.entries(answers).flatMap(([type, all]) =>
    all.map((answer) => `(${JSON.stringify(answer)}) satisfies import("hub-trusted-publishers").${type};`),
  );
  const calls = {
    parseResource: ["acme/x", "datasets/acme/x", "julien-c", "https://huggingface.co/acme/x", ""].map((text) =>
      subject.parseResource(text),
    ),
    publisherFromFields: [
      subject.publisherFromFields("github-actions", { repository: " a/b", workflow: "x" }),
      subject.publisherFromFields("circleci", {}),
    ],
    fieldsFromPublisher: publishers.map(subject.fieldsFromPublisher),
    decideExchange: [token(), "", '{"iss":"x"}'].map((token) => subject.decideExchange({ ...asked, token })),
    checkPublisher: publishers.map((one) => subject.checkPublisher(one, { resource, others: publishers })),
    previewPublisher: publishers.map((one) => subject.previewPublisher(one)),
    parsePublishers: [JSON.stringify(publishers), "{", '{"issuerUrl":7}'].map(subject.parsePublishers),
    suggestPublishers: [token(), ""].map(subject.suggestPublishers),
    ciWorkflow: ["github-actions", "gitlab-ci", "custom"].map((provider) =>
      subject.ciWorkflow({ provider, resource, publisher: publishers[0] }),
    ),
  };
  for (const [name, all] of Object.entries(calls)) {
    for (const answer of all) {
      literals.push(
        `(${JSON.stringify(answer)}) satisfies ReturnType<typeof import("hub-trusted-publishers").${name}>;`,
      );
    }
  }
  return literals.join("\n");
}

const strict = [
  "--strict",
  "--exactOptionalPropertyTypes",
  "--noUncheckedIndexedAccess",
  "--noEmit",
  "--target",
  "es2022",
  "--lib",
  "es2023,dom",
];

for (const [name, options] of Object.entries({
  nodenext: ["--module", "nodenext"],
  bundler: ["--module", "esnext", "--moduleResolution", "bundler"],
})) {
  test(`golden answers and uses compile, and misuses do not (${name})`, () => {
    run("tsc", ...strict, ...options, "--types", "", "golden.ts", "uses.ts");
  });
}

test("the functions declared are the functions exported", () => {
  const text = readFileSync(join(root, "src/api.d.ts"), "utf8");
  const declared = [...text.matchAll(/^export (?:default )?(?:function|const) (\w+)/gm)].map(([, name]) =>
    name === "init" ? "default" : name,
  );
  assert.deepEqual(declared.sort(), Object.keys(subject).sort());
});

test("the page's modules fit the declarations", () => {
  const modules = readdirSync(join(root, "www")).filter((name) => name.endsWith(".js"));
  const options = [
    "--checkJs",
    "--allowJs",
    "--skipLibCheck",
    "--module",
    "nodenext",
    "--strict",
    "--noEmit",
    "--target",
    "esnext",
    "--lib",
    "esnext,dom,dom.iterable",
    "--types",
    "",
  ];
  run("tsc", ...options, ...modules.map((name) => join(root, "www", name)));
});

test("publint has nothing to say", () => run("publint", "--strict", join(root, "pkg")));

test("the types resolve wherever the package does", () => {
  const pack = ["--pack", join(root, "pkg"), "--profile", "node16"];
  run("attw", ...pack, "--entrypoints", ".");
  // The entry with a file is an ES module alone: import.meta.url is how it finds the file.
  run("attw", ...pack, "--entrypoints", "./wasm", "--ignore-rules", "cjs-resolves-to-esm");
});
