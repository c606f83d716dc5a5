// The packed package, loaded in every way that a stranger could load it.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bytesOf } from "../pkg/letters.js";
import { spelled } from "../pkg/letters.mjs";
import { launch, serve } from "./chromium.mjs";
import { asked, fresh, installed, manifest, pkg, project, request, run, script } from "./stranger.mjs";

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

test("the main entry carries the very module that lies beside it, in letters that any page may hold", async () => {
  const { bytes } = await import(pathToFileURL(join(pkg, "inlined.js")).href);
  assert.ok(readFileSync(join(pkg, "hub-trusted-publishers.wasm")).equals(bytes()));
  assert.match(readFileSync(join(pkg, "inlined.js"), "latin1"), /^[^\x80-\xff\\$`<']*$/);
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  for (const some of [every, every.toReversed(), new Uint8Array(300), new Uint8Array(0), new Uint8Array(9).fill(92)]) {
    assert.deepEqual(bytesOf(spelled(some)), some);
  }
});

test("Node gets the module that is compiled for speed, in both of its ways; a page gets the small one", async () => {
  const text = `console.log(JSON.stringify([import.meta.resolve("hub-trusted-publishers"),
    (await import("node:module")).createRequire(import.meta.url).resolve("hub-trusted-publishers")]));`;
  const [imported, required] = script("resolved.mjs", text);
  assert.match(imported, /\/node\.js$/);
  assert.match(required, /\/node\.cjs$/);
  const stdin = { contents: 'export * from "hub-trusted-publishers"', resolveDir: project };
  const { metafile } = await build({ stdin, bundle: true, format: "esm", metafile: true, write: false });
  const inputs = Object.keys(metafile.inputs).join();
  assert.match(inputs, /\/index\.js.*\/inlined\.js|\/inlined\.js.*\/index\.js/);
  assert.doesNotMatch(inputs, /node\.c?js/);
});

test("by the entry with a file, whose functions ask for init", () => {
  const text = `import init, { decodeToken, providers } from "hub-trusted-publishers/wasm";
    let before; try { decodeToken("x"); } catch (error) { before = error.message; }
    await Promise.all([init(), init()]); console.log(JSON.stringify([before, providers().length]));`;
  const [before, count] = script("file.mjs", text);
  assert.match(before, /^decodeToken: the module is not loaded; call `await init\(\)` first/);
  assert.equal(count, 30);
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
    [
      new Response("", { status: 404 }),
      /cannot be fetched, which answers 404; give init its bytes or its address/,
      /answers 404/,
    ],
    [Promise.resolve(42), /`wasm` of init must be/, /./],
    [
      { then: (_, reject) => reject(new TypeError("no network")) },
      /cannot be fetched; give init its bytes/,
      /no network/,
    ],
    [
      "./no-address.wasm?v=secret#part",
      /cannot be fetched from \.\/no-address\.wasm; give init its bytes or its address$/,
      /URL/,
    ],
    [
      "http://octavia:secret@127.0.0.1:1/a/b.wasm?v=secret",
      /cannot be fetched from http:\/\/127\.0\.0\.1:1\/a\/b\.wasm; give/,
      /./,
    ],
    [pathToFileURL(join(project, "absent.wasm")), /cannot be fetched from file:\/\/\/.*\/absent\.wasm; give/, /ENOENT/],
    [`data:application/wasm;base64,${"*".repeat(1e4)}`, /cannot be fetched from data:.{50,100}…; give/, /./],
  ]) {
    await assert.rejects(init(wasm), (error) => said.test(error.message) && cause.test(String(error.cause?.message)));
  }
  const file = readFileSync(join(installed, "hub-trusted-publishers.wasm"));
  await init(new DataView(file.buffer, file.byteOffset, file.length));
  assert.equal(providers().length, 30);
  // What fetch gives, given as it is.
  const { default: again, providers: then } = await fresh("wasm.js");
  await again(Promise.resolve(new Response(file)));
  assert.equal(then().length, 30);
});

test("of two sources at once the second is tried where the first fails, and only there", async () => {
  const file = readFileSync(join(installed, "hub-trusted-publishers.wasm"));
  const broken = Uint8Array.of(0, 97, 115, 109);
  {
    const { default: init, providers } = await fresh("wasm.js");
    const settled = await Promise.allSettled([init(broken), init(broken), init(file), init(broken)]);
    assert.deepEqual(
      settled.map(({ status }) => status),
      ["rejected", "rejected", "fulfilled", "fulfilled"],
    );
    assert.equal(providers().length, 30);
  }
  {
    const { default: init } = await fresh("wasm.js");
    await Promise.all([init(file), init(broken)]);
    await init(broken);
  }
  {
    const { default: init } = await fresh("wasm.js");
    const settled = await Promise.allSettled([init(broken), init(42), init(Promise.reject(new Error("no network")))]);
    assert.match(settled[0].reason.message, /cannot be compiled/);
    assert.match(settled[1].reason.message, /`wasm` of init must be/);
    assert.match(settled[2].reason.message, /cannot be fetched/);
    await init(file);
  }
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
  for (const entry of ["index.js", "node.js", "wasm.js"]) {
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
      ["open", (said) => assert.equal(said, 30)],
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
  // A module of the same exports that breaks down on a text of eight characters, and answers an empty list to any other.
  const wat = `(module (memory (export "memory") 1) (data (i32.const 8) "[]") (table (export "__wbindgen_externrefs") 2000 externref)
    (func (export "__wbindgen_start")) (func (export "__wbindgen_free") (param i32 i32 i32))
    (func (export "__wbindgen_malloc") (param i32 i32) (result i32) i32.const 1024)
    (func (export "__wbindgen_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "answer") (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32 i32)
      local.get 3 i32.const 8 i32.eq if unreachable end i32.const 8 i32.const 2))`;
  writeFileSync(join(project, "trap.wat"), wat);
  run(fileURLToPath(new URL("../node_modules/.bin/wasm-as", import.meta.url)), ["-all", "trap.wat", "-o", "trap.wasm"]);
  const { default: init, suggestPublishers } = await fresh("wasm.js");
  await init(readFileSync(join(project, "trap.wasm")));
  assert.throws(
    () => suggestPublishers("secret12"),
    (error) =>
      /internal error/.test(error.message) &&
      !JSON.stringify([error.message, error.stack, error.cause]).includes("secret12"),
  );
  assert.deepEqual(suggestPublishers("other"), []);
});
