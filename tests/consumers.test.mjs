// Whoever imports the package: Node, bundlers, frameworks and other runtimes, each with the packed package and no setting for
// it. Each asks for a refusal and for a grant whose signature its own platform verifies.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch, serve } from "./chromium.mjs";

const folder = fileURLToPath(new URL("./consumers/", import.meta.url));
const pkg = fileURLToPath(new URL("../pkg/", import.meta.url));
const out = `${folder}out/`;
const require = createRequire(`${folder}package.json`);
const story = JSON.parse(readFileSync(new URL("./cases/signature-genuine.json", import.meta.url), "utf8"));
const { version } = JSON.parse(readFileSync(`${pkg}package.json`, "utf8"));
const request = { token: story.paste, resource: story.resource, publishers: story.publishers, now: story.now };
const EXPECTED = `${version} refused differs-in-case granted-if-genuine granted`;

const skip = existsSync(`${folder}node_modules`) ? false : "its tools are not installed here: make test does it";
const run = (command, args, { cwd = folder, env = {} } = {}) =>
  execFileSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
const bin = (name) => `${folder}node_modules/.bin/${name}`;
/** A runtime that its maker ships as a package a platform; npm installs the one that fits. */
const runtime = (maker, path) => {
  const [platform] = readdirSync(`${folder}node_modules/${maker}`);
  return `${folder}node_modules/${maker}/${platform}/${path}`;
};
/** @param {() => Promise<unknown>} body */
const consumer = (name, body) => test(`it works unmodified in ${name}`, { skip, timeout: 300_000 }, body);

let browser;
before(async () => {
  if (skip) return;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const installed = `${folder}node_modules/hub-trusted-publishers`;
  const [{ filename }] = JSON.parse(run("npm", ["pack", pkg, "--json", "--pack-destination", out]));
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed);
  run("tar", ["-xzf", `${out}${filename}`, "-C", installed, "--strip-components=1"]);
  writeFileSync(
    `${folder}story.js`,
    `export const request = ${JSON.stringify(request)};\nexport const keySet = ${JSON.stringify(story.keySet)};\n`,
  );
  browser = await launch();
});
after(() => browser?.close());

/** What a page shows once it is ready. */
async function shown(address, selector = "body") {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  try {
    await page.goto(address);
    const text = await page.waitForFunction(
      (selector) => document.querySelector(selector)?.textContent.trim(),
      { timeout: 60_000 },
      selector,
    );
    return await text.jsonValue();
  } catch (error) {
    throw new Error(`${error.message} ${errors}`);
  } finally {
    await page.close();
  }
}

/** What a page of built files shows. */
async function built(path, page = "") {
  const { address, stop } = await serve(path, {
    "/": "<!doctype html><body></body><script type=module src=page.js></script>",
  });
  try {
    return await shown(address + page);
  } finally {
    stop();
  }
}

/** Starts a server of a consumer's, hands its address on, and stops it with all that it started. */
async function served(command, args, { cwd = folder, env = {} }, ready, use) {
  const server = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true });
  let said = "";
  try {
    const address = await new Promise((resolve, reject) => {
      const listen = (chunk) => {
        said += chunk;
        const found = ready.exec(said);
        if (found) resolve(found[1]);
      };
      server.stdout.on("data", listen);
      server.stderr.on("data", listen);
      server.on("exit", () => reject(new Error(said)));
      setTimeout(() => reject(new Error(`it does not listen: ${said}`)), 60_000).unref();
    });
    return await use(address);
  } finally {
    process.kill(-server.pid);
  }
}

/** A port that nobody listens on. */
async function freePort() {
  const { createServer } = await import("node:net");
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return String(port);
}

consumer("Node, as an ES module", () => assert.equal(run(process.execPath, ["node.mjs"]).trim(), EXPECTED));

consumer("Node, as CommonJS", () => {
  const given = JSON.stringify({ request, keySet: story.keySet });
  assert.equal(run(process.execPath, ["node.cjs", given]).trim(), EXPECTED);
});

consumer("Jest", () => {
  const env = { STORY: JSON.stringify({ request, keySet: story.keySet }), EXPECTED };
  run(bin("jest"), ["--rootDir", "jest", "--testMatch", "**/*.test.cjs"], { env });
});

consumer("Bun", () => assert.equal(run(runtime("@oven", "bin/bun"), ["run", "node.mjs"]).trim(), EXPECTED));

consumer("Deno", () => {
  const deno = runtime("@deno", "deno");
  const args = ["run", "--no-remote", "--no-config", "--node-modules-dir=manual", "--allow-read", "node.mjs"];
  assert.equal(run(deno, args).trim(), EXPECTED);
});

consumer("Vite's development server", async () => {
  const { createServer } = await import(require.resolve("vite"));
  const server = await createServer({
    root: folder,
    cacheDir: `${out}vite-cache`,
    configFile: false,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0 },
  });
  try {
    await server.listen();
    assert.equal(await shown(`http://127.0.0.1:${server.httpServer.address().port}/vite/index.html`), EXPECTED);
  } finally {
    await server.close();
  }
});

/** Vite's build of a page. */
async function viteBuild(page) {
  const { build } = await import(require.resolve("vite"));
  await build({
    root: `${folder}vite`,
    configFile: false,
    logLevel: "error",
    build: { outDir: `${out}vite-${page}`, emptyOutDir: true, rollupOptions: { input: `${folder}vite/${page}.html` } },
  });
  return built(`tests/consumers/out/vite-${page}`, `${page}.html`);
}

consumer("Vite's build", async () => assert.equal(await viteBuild("index"), EXPECTED));
consumer("a worker of Vite's build", async () => assert.equal(await viteBuild("worker"), EXPECTED));

consumer("webpack", async () => {
  const { default: webpack } = await import(require.resolve("webpack"));
  const compiler = webpack({
    mode: "production",
    context: folder,
    entry: "./page.js",
    performance: { hints: false },
    output: { path: `${out}webpack`, filename: "page.js" },
  });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, stats) => (error ? reject(error) : resolve(stats))),
  );
  assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }), { errors: [], warnings: [] });
  assert.equal(await built("tests/consumers/out/webpack"), EXPECTED);
});

consumer("esbuild", async () => {
  const { build } = await import(require.resolve("esbuild"));
  const { warnings } = await build({
    absWorkingDir: folder,
    entryPoints: ["page.js"],
    bundle: true,
    format: "esm",
    outfile: `${out}esbuild/page.js`,
    logLevel: "silent",
  });
  assert.deepEqual(warnings, []);
  assert.equal(await built("tests/consumers/out/esbuild"), EXPECTED);
});

consumer("Rollup", async () => {
  const { rollup } = await import(require.resolve("rollup"));
  const { nodeResolve } = await import(require.resolve("@rollup/plugin-node-resolve"));
  const warnings = [];
  const bundle = await rollup({
    input: `${folder}page.js`,
    plugins: [nodeResolve({ browser: true })],
    onwarn: ({ message }) => warnings.push(message),
  });
  await bundle.write({ file: `${out}rollup/page.js`, format: "es" });
  assert.deepEqual(warnings, []);
  assert.equal(await built("tests/consumers/out/rollup"), EXPECTED);
});

consumer("Next.js, on the server and in the page", async () => {
  const env = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  run(bin("next"), ["build"], { cwd: `${folder}next`, env });
  const port = await freePort();
  const args = ["start", "--hostname", "127.0.0.1", "--port", port];
  await served(bin("next"), args, { cwd: `${folder}next`, env }, /(Ready)/, async () => {
    const address = `http://127.0.0.1:${port}/`;
    assert.match(await (await fetch(address)).text(), new RegExp(`id="server">${EXPECTED}<`));
    assert.equal(await shown(address, "#client"), EXPECTED);
  });
});

consumer("SvelteKit, on the server and in the page", async () => {
  run(bin("vite"), ["build", "--logLevel", "error"], { cwd: `${folder}kit` });
  const env = { HOST: "127.0.0.1", PORT: await freePort() };
  await served(process.execPath, [`${out}kit/index.js`], { env }, /(Listening)/, async () => {
    const address = `http://127.0.0.1:${env.PORT}/`;
    assert.match(await (await fetch(address)).text(), new RegExp(`id="server">${EXPECTED}<`));
    assert.equal(await shown(address, "#client"), EXPECTED);
  });
});

consumer("workerd", async () => {
  const { build } = await import(require.resolve("esbuild"));
  await build({
    absWorkingDir: folder,
    entryPoints: ["workerd/worker.js"],
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    // A module of workerd's own kind stays a file of its own, as its deployment tools keep it.
    plugins: [
      {
        name: "wasm",
        setup: ({ onResolve }) =>
          onResolve({ filter: /\.wasm$/ }, () => ({ path: "hub-trusted-publishers.wasm", external: true })),
      },
    ],
    outfile: `${out}workerd/worker.js`,
  });
  copyFileSync(`${pkg}hub-trusted-publishers.wasm`, `${out}workerd/hub-trusted-publishers.wasm`);
  const port = await freePort();
  const workerd = runtime("@cloudflare", "bin/workerd");
  const args = ["serve", "workerd/config.capnp", "--socket-addr", `http=127.0.0.1:${port}`, "--control-fd=1"];
  await served(workerd, args, {}, /("listen")/, async () => {
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), EXPECTED);
  });
});
