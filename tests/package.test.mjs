// The packed package, used as a stranger would: from an empty project, by its public entries alone.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { launch, serve } from "./chromium.mjs";
import { job, publisher, resource, token } from "./mint.mjs";

const pkg = fileURLToPath(new URL("../pkg/", import.meta.url));
const manifest = JSON.parse(readFileSync(join(pkg, "package.json"), "utf8"));
let project, installed;

before(() => {
  project = mkdtempSync(join(tmpdir(), "stranger-"));
  const [{ filename }] = JSON.parse(run("npm", ["pack", pkg, "--json", "--pack-destination", project]));
  installed = join(project, "node_modules/hub-trusted-publishers");
  mkdirSync(installed, { recursive: true });
  run("tar", ["-xzf", filename, "-C", installed, "--strip-components=1"]);
  writeFileSync(join(project, "package.json"), "{}");
});
after(() => rmSync(project, { recursive: true, force: true }));

function run(command, args) {
  return execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a script in the stranger's project; what it prints is JSON. */
function script(name, text) {
  writeFileSync(join(project, name), text);
  return JSON.parse(run(process.execPath, [name]));
}

/** A fresh copy of an entry, with no module loaded. */
let copies = 0;
const fresh = (entry) => import(`${pathToFileURL(join(installed, entry))}?${++copies}`);
const request = (over = {}) => ({ token: token(), resource, publishers: [publisher()], ...over });
const asked = `{ token: ${JSON.stringify(token())}, resource: "${resource}", publishers: [${JSON.stringify(publisher())}] }`;

test("the tarball holds what package.json lists, and nothing else", () => {
  const [{ files }] = JSON.parse(run("npm", ["pack", pkg, "--json", "--dry-run"]));
  const expected = [...manifest.files, "package.json", "README.md"].sort();
  assert.deepEqual(files.map(({ path }) => path).sort(), expected);
});

test("as an ES module, with init", () => {
  const text = `import init, { simulateExchange, version } from "hub-trusted-publishers"; await init(); await init();
    console.log(JSON.stringify([simulateExchange(${asked}).outcome, version]));`;
  assert.deepEqual(script("with-init.mjs", text), ["granted-if-genuine", manifest.version]);
});

test("as an ES module, without init", () => {
  const text = `import { simulateExchange } from "hub-trusted-publishers"; console.log(JSON.stringify(simulateExchange(${asked}).outcome));`;
  assert.equal(script("without-init.mjs", text), "granted-if-genuine");
});

test("as CommonJS", () => {
  const text = `const { default: init, simulateExchange } = require("hub-trusted-publishers");
    init().then(() => console.log(JSON.stringify(simulateExchange(${asked}).outcome)));`;
  assert.equal(script("common.cjs", text), "granted-if-genuine");
});

test("by the entry with a file, whose functions ask for init", () => {
  const text = `import init, { decodeToken, providers } from "hub-trusted-publishers/wasm";
    let before; try { decodeToken("x"); } catch (error) { before = error.message; }
    await Promise.all([init(), init()]); console.log(JSON.stringify([before, providers().length]));`;
  const [before, count] = script("file.mjs", text);
  assert.match(before, /^decodeToken: the module is not loaded; call `await init\(\)` first/);
  assert.equal(count, 5);
});

test("init takes bytes, a module and an address, and tries again after a failure", async () => {
  const file = createRequire(join(project, "x.js")).resolve("hub-trusted-publishers/hub-trusted-publishers.wasm");
  for (const source of [readFileSync(file), new WebAssembly.Module(readFileSync(file)), pathToFileURL(file)]) {
    const { default: init, providers } = await fresh("wasm.js");
    await assert.rejects(init(new Uint8Array([0, 97, 115, 109])), /the module cannot be compiled/);
    await init(source);
    assert.equal(providers()[0].id, "github-actions");
  }
});

test("init says what is wrong with what it was given, and can be asked again", async () => {
  const { default: init, providers } = await fresh("wasm.js");
  for (const [wasm, said, cause] of [
    [42, /`wasm` of init must be/, /./],
    [Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0), /is not this package's/, /undefined/],
    [new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)), /is not this package's/, /undefined/],
    [new Response("", { status: 404 }), /cannot be fetched; give init its bytes or its address/, /answers 404/],
    ["./no-address.wasm", /cannot be fetched; give init its bytes or its address/, /URL/],
    [pathToFileURL(join(project, "absent.wasm")), /cannot be fetched/, /ENOENT/],
  ]) {
    await assert.rejects(init(wasm), (error) => said.test(error.message) && cause.test(String(error.cause?.message)));
  }
  const file = readFileSync(join(installed, "hub-trusted-publishers.wasm"));
  await init(new DataView(file.buffer, file.byteOffset, file.length));
  assert.equal(providers().length, 5);
});

test("the entry with a file says what to do where a bundle has taken import.meta.url away", async () => {
  const contents = 'export { default } from "hub-trusted-publishers/wasm"';
  const stdin = { contents, resolveDir: project };
  await build({ stdin, bundle: true, format: "cjs", outfile: join(project, "lost.cjs"), logLevel: "silent" });
  const { default: init } = createRequire(join(project, "x.js"))("./lost.cjs");
  await assert.rejects(init(), /cannot be fetched; give init its bytes or its address/);
});

test("by the entry for workerd, which gets the file as a compiled module", async () => {
  const compiled = {
    name: "compiled",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
        contents: `export default new WebAssembly.Module(Buffer.from("${readFileSync(path, "base64")}", "base64"))`,
      })),
  };
  const contents = 'export * from "hub-trusted-publishers"; export { default } from "hub-trusted-publishers"';
  const stdin = { contents, resolveDir: project };
  const outfile = join(project, "worker.mjs");
  await build({ stdin, outfile, bundle: true, format: "esm", conditions: ["workerd"], plugins: [compiled] });
  const worker = await import(pathToFileURL(outfile));
  assert.equal(worker.simulateExchange(request()).outcome, "granted-if-genuine");
  for (const entry of ["index.js", "wasm.js"]) {
    assert.deepEqual(Object.keys(await fresh(entry)), Object.keys(worker), `${entry} exports the same`);
  }
});

test("a page whose policy forbids wasm is told which word is missing", async () => {
  const policy = (sources) =>
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="script-src ${sources}">`;
  const pages = { "/strict": policy("'self'"), "/open": policy("'self' 'wasm-unsafe-eval'") };
  const { address, stop } = await serve("pkg", pages);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const ask = (entry, first) =>
      page.evaluate(
        async (entry, first) => {
          const { default: init, providers } = await import(`/${entry}`);
          try {
            if (first) await init();
            return providers().length;
          } catch ({ message, cause }) {
            return [message, cause instanceof WebAssembly.CompileError];
          }
        },
        entry,
        first,
      );
    for (const [name, check] of [
      ["strict", (said) => assert.ok(/Content-Security-Policy.*'wasm-unsafe-eval'/.test(said[0]) && said[1], said)],
      ["open", (said) => assert.equal(said, 5)],
    ]) {
      await page.goto(address + name);
      check(await ask("wasm.js", true));
      check(await ask("index.js", false));
      check(await ask("index.js", true));
    }
  } finally {
    await browser.close();
    stop();
  }
});

test("importing asks nothing of the platform", () => {
  const text = `globalThis.TextDecoder = globalThis.TextEncoder = globalThis.WebAssembly = undefined;
    const { providers } = await import("hub-trusted-publishers");
    try { providers(); } catch (error) { console.log(JSON.stringify(error.message)); }`;
  assert.match(script("bare.mjs", text), /there is no WebAssembly here/);
});

test("importing does no work, so that what is not used vanishes from a bundle", async () => {
  const stdin = {
    contents: 'import { version } from "hub-trusted-publishers"; console.log(version)',
    resolveDir: project,
  };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", write: false });
  assert.ok(outputFiles[0].text.length < 500, `${outputFiles[0].text.length} characters are left`);
});

test("a trap is an error without any of the input, and the next call works", async () => {
  // A module of the same exports that breaks down on a text of eight characters, and answers {} to any other.
  const wat = `(module (memory (export "memory") 1) (data (i32.const 8) "{}") (table (export "__wbindgen_externrefs") 2000 externref)
    (func (export "__wbindgen_start")) (func (export "__wbindgen_free") (param i32 i32 i32))
    (func (export "__wbindgen_malloc") (param i32 i32) (result i32) i32.const 1024)
    (func (export "__wbindgen_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "answer") (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32 i32)
      local.get 3 i32.const 8 i32.eq if unreachable end i32.const 8 i32.const 2))`;
  writeFileSync(join(project, "trap.wat"), wat);
  run(fileURLToPath(new URL("../node_modules/.bin/wasm-as", import.meta.url)), ["-all", "trap.wat", "-o", "trap.wasm"]);
  const { default: init, decodeToken } = await fresh("wasm.js");
  await init(readFileSync(join(project, "trap.wasm")));
  assert.throws(
    () => decodeToken("secret12"),
    (error) =>
      /internal error/.test(error.message) &&
      !JSON.stringify([error.message, error.stack, error.cause]).includes("secret12"),
  );
  assert.deepEqual(decodeToken("other"), {});
});

test("a programmer's mistake throws an Error that names the key and quotes no token", async () => {
  const { simulateExchange, decodeToken, parseResource, publisherFromFields, fieldsFromPublisher } =
    await fresh("index.js");
  const secret = token();
  const loop = {};
  loop.loop = loop;
  for (const [call, named] of [
    [() => simulateExchange(), "`request` is missing"],
    [() => simulateExchange(null), "`request` must be"],
    [() => simulateExchange({ ...request(), token: undefined }), "`token` is missing"],
    [() => simulateExchange({ ...request(), token: 7 }), "`token` must be a string"],
    [() => simulateExchange({ token: secret, publishers: [] }), "`resource` is missing"],
    [() => simulateExchange({ ...request(), tokens: secret }), "unknown key `tokens`"],
    [() => simulateExchange({ ...request(), [secret]: 1 }), "unknown key"],
    [() => simulateExchange({ ...request(), unread: { length: 1 } }), "unknown key `unread`"],
    [() => simulateExchange({ ...request(), publishers: publisher() }), "`publishers` must be an array"],
    [() => simulateExchange({ ...request(), publishers: [{ issuerUrl: "i" }] }), "`publishers[0].claims` must be"],
    [
      () => simulateExchange({ ...request(), publishers: [{ issuerUrl: "i", claims: { ref: "main" } }] }),
      "`publishers[0].claims.ref` must be",
    ],
    [() => simulateExchange({ ...request(), publishers: [loop] }), "`publishers` must be plain data"],
    [() => simulateExchange({ ...request(), publishers: [1n] }), "`publishers` must be plain data"],
    // What JSON.stringify would leave out or empty in silence: a rule, a whole form.
    [
      () => simulateExchange({ ...request(), publishers: [publisher({ ref: () => "main" })] }),
      "`publishers` must be plain",
    ],
    [
      () => simulateExchange({ ...request(), publishers: [{ issuerUrl: "i", claims: new Map() }] }),
      "`publishers` must be",
    ],
    [() => simulateExchange({ ...request(), labels: Symbol("raw") }), "`labels` must be plain data"],
    [() => simulateExchange({ ...request(), lables: () => "raw" }), "`lables` must be plain data"],
    [() => simulateExchange({ ...request(), toJSON: () => ({}) }), "`toJSON` must be plain data"],
    [() => simulateExchange({ ...request(), [secret]: 1n }), "must be plain data"],
    [() => publisherFromFields("github-actions", new FormData()), "`fields` must be plain data"],
    [() => simulateExchange({ ...request(), now: NaN }), "`now` must be whole Unix seconds"],
    [() => simulateExchange({ ...request(), now: 1.5 }), "`now` must be whole Unix seconds"],
    [() => simulateExchange({ ...request(), now: Infinity }), "`now` must be"],
    [() => simulateExchange({ ...request(), now: "1" }), "`now` must be"],
    [() => simulateExchange({ ...request(), labels: "guessed" }), "`labels` must be"],
    [() => simulateExchange({ ...request(), audience: 7 }), "`audience` must be a string"],
    [() => decodeToken(), "`text` is missing"],
    [() => parseResource(7), "`text` must be a string"],
    [() => publisherFromFields("github", {}), "`provider` must be"],
    [() => publisherFromFields("github-actions"), "`fields` is missing"],
    [() => publisherFromFields("github-actions", { repo: "a/b" }), "unknown key `repo`"],
    [() => publisherFromFields("github-actions", { branch: 7 }), "`fields.branch` must be"],
    [() => fieldsFromPublisher({ claims: {} }), "`publisher.issuerUrl` must be"],
  ]) {
    assert.throws(call, (error) => {
      assert.ok(error instanceof Error && error.message.includes(named), `${error.message} does not say ${named}`);
      assert.ok(!error.message.includes(secret.slice(0, 24)), error.message);
      return true;
    });
  }
});

test("text never throws, whatever it is", async () => {
  const { decodeToken, simulateExchange, parseResource, publisherFromFields } = await fresh("index.js");
  const texts = [
    "",
    " ",
    "\0",
    "\ud800",
    "eyJ\ud800a",
    "a".repeat(2 << 20),
    "{".repeat(1e5),
    "[".repeat(1e6),
    "eyJ".repeat(1e5),
    ".".repeat(1e5),
    "\u202eeyJ.eyJ.x",
    "{}",
    "[]",
    "null",
    "***",
    '{"__proto__":1}',
    token("\ufeff{}"),
    token("[".repeat(4000)),
    token().slice(0, -1),
    "🤗".repeat(3e5),
  ];
  for (const text of texts) {
    const decoded = decodeToken(text);
    assert.ok(decoded.findings.length > 0, `${text.slice(0, 20)} has a finding`);
    const exchange = simulateExchange(
      request({ token: text, resource: text, audience: text, publishers: [publisher({ [text]: text }, text)] }),
    );
    assert.equal(exchange.outcome, "refused");
    assert.equal(exchange.status, 400);
    parseResource(text);
    publisherFromFields("github-actions", { repository: text, branch: text, workflow: text });
  }
});

test("half a surrogate pair in a publisher never matches what a token can hold", async () => {
  const { simulateExchange } = await fresh("index.js");
  for (const held of ["\ufffd", "\uffff", "?", ""]) {
    const { outcome } = simulateExchange(
      request({ token: token(job({ note: held })), publishers: [publisher({ note: "\ud83e" })] }),
    );
    assert.equal(outcome, "refused");
  }
});

test("offsets are ready for String.slice, also behind emoji", async () => {
  const { decodeToken } = await fresh("index.js");
  const text = `🤗🤗 "${token()}" 🤗`;
  const { at, findings } = decodeToken(text);
  assert.equal(text.slice(at.start, at.end), token());
  assert.deepEqual(
    findings.map(({ code }) => code),
    ["surrounding-text"],
  );
  const [half] = decodeToken("🤗 \udc00 x").findings;
  assert.deepEqual(
    [half.code, half.at.start, half.values.find(({ name }) => name === "character").value],
    ["lone-surrogate", 3, "U+DC00"],
  );
});

test("answers are plain data, whatever the claims are named", async () => {
  const { decodeToken, simulateExchange, fieldsFromPublisher, providers } = await fresh("index.js");
  const odd = token(`{"__proto__":{"polluted":1},"constructor":1,${JSON.stringify(job()).slice(1)}`);
  const plain = simulateExchange(request({ now: job().iat }));
  const answers = [
    decodeToken(odd),
    simulateExchange(request({ token: odd, now: job().iat })),
    providers(),
    fieldsFromPublisher(publisher()),
  ];
  for (const answer of answers) {
    assert.deepEqual(structuredClone(answer), answer);
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
  }
  assert.equal(Object.getPrototypeOf(answers[0].claims[0]), Object.prototype);
  assert.equal({}.polluted, undefined);
  assert.equal(answers[1].outcome, plain.outcome);
});

test("a claim named __proto__ is compared like any other", async () => {
  const { simulateExchange } = await fresh("index.js");
  const publishers = [
    { issuerUrl: publisher().issuerUrl, claims: JSON.parse('{"__proto__":{"kind":"eq","value":"x"}}') },
  ];
  assert.equal(simulateExchange(request({ publishers })).outcome, "refused");
  const held = token(`{"__proto__":"x",${JSON.stringify(job()).slice(1)}`);
  assert.equal(simulateExchange(request({ token: held, publishers })).outcome, "granted-if-genuine");
});

test("a report tells the verdict and names no person that no publisher compares", async () => {
  const { simulateExchange, exchangeReport } = await fresh("index.js");
  const pasted = token(job({ aud: "pypi", actor: "octavia", user_email: "octavia@example.org", odd: "`|\u202e" }));
  const publishers = [publisher({ repository: "Acme/awesome-model-training", odd: "`|\u202d" })];
  const report = exchangeReport(structuredClone(simulateExchange(request({ token: pasted, publishers }))));
  for (const part of [
    "exchange: Refused",
    "audience-mismatch",
    "differs-in-case",
    "Publisher 1: mismatch",
    `publishers ${manifest.version}`,
  ]) {
    assert.ok(report.includes(part), `${part} is missing from\n${report}`);
  }
  for (const part of ["octavia", "eyJ", pasted.split(".")[2].slice(0, 16), "\u202e", "`|"])
    assert.ok(!report.includes(part), part);
  const compared = [publisher({ actor: "octavia" })];
  assert.match(exchangeReport(simulateExchange(request({ token: pasted, publishers: compared }))), /octavia/);
  assert.throws(() => exchangeReport({}), /`exchange` must be what simulateExchange gave/);
});

test("no answer and no property of an answer holds the token or its signature", async () => {
  const { decodeToken, simulateExchange } = await fresh("index.js");
  const secret = token(job({ aud: "pypi" }));
  const said = JSON.stringify([
    decodeToken(secret),
    simulateExchange(request({ token: secret })),
    decodeToken(`x ${secret.slice(0, -3)}*`),
  ]);
  for (let at = 0; at + 16 <= secret.length; at += 1) assert.ok(!said.includes(secret.slice(at, at + 16)));
});

test("what is shipped names no folder of the machine that built it, and no registry", () => {
  const telling = ["registry/src", ".cargo", ".rustup", fileURLToPath(new URL("..", import.meta.url))];
  for (const name of manifest.files) {
    const text = readFileSync(join(installed, name), "latin1");
    assert.deepEqual([name, telling.filter((part) => text.includes(part))], [name, []]);
  }
});

test("the module imports nothing that reaches outside", () => {
  const module = new WebAssembly.Module(readFileSync(join(installed, "hub-trusted-publishers.wasm")));
  const names = WebAssembly.Module.imports(module).map(({ name }) => name);
  assert.deepEqual(names, ["__wbindgen_init_externref_table"]);
});
