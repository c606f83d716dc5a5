// Builds the package: the module with its glue, the inlined copy, the CommonJS twin, the declarations; then the page's
// copy. Prints what a browser downloads, and fails over the budget.

import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, buildSync } from "esbuild";
import { spelled } from "./letters.mjs";
import { rooms } from "./rooms.mjs";

/**
 * What a browser downloads for the file entry, compressed by brotli, in bytes: a phone loads it before the page works.
 * Wanted are 60,000 at most, 40,000 as the goal. Reading, comparing, explaining and repairing took 57,145, checking and trying
 * publishers of 29 providers 30,000 more, verifying 11,000, what real people fall for 26,500, speed 4,000: DESIGN.md says where they are.
 */
const BUDGET = 132_600;

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (path) => `${root}${path}`;
const { version, files } = JSON.parse(readFileSync(at("pkg/package.json"), "utf8"));

// The project's own tools first: an older wasm-opt of the system cannot read today's modules.
const path = [at(".tools/bin"), at("node_modules/.bin"), process.env.PATH].join(delimiter);

function fail(line) {
  console.error(`pkg/build.mjs: ${line}`);
  process.exit(1);
}

function run(command, args, env = {}, stdout = "inherit") {
  try {
    return execFileSync(command, args, {
      cwd: root,
      stdio: ["ignore", stdout, "inherit"],
      maxBuffer: Infinity,
      env: { ...process.env, PATH: path, ...env },
    });
  } catch (error) {
    fail(
      error.code === "ENOENT"
        ? `${command} is missing; run \`make setup\``
        : `${command} failed; its reason stands above`,
    );
  }
}

// ── the module ───────────────────────────────────────────────────────────────────────────────────
// Paths of this machine must not stand in the module: two machines are to build the same bytes. The folder of the crates
// is asked for, since its name differs with the registry that they came from.
const metadata = ["metadata", "--locked", "--format-version=1", "--filter-platform=wasm32-unknown-unknown"];
const { packages } = JSON.parse(run("cargo", metadata, {}, "pipe"));
const folders = packages.filter(({ source }) => source).map((one) => dirname(dirname(one.manifest_path)));
/**
 * The most memory that an instance can take, in bytes: a page never gets memory back. A thousand publishers of 32 short claims need a
 * third of it.
 */
const MEMORY = 64 * 1024 * 1024;
// A toolchain with the component rust-src names the standard library's files where they are, one without it by their commit.
const sysroot = run("rustc", ["--print", "sysroot"], {}, "pipe").toString().trim();
const [, commit] = /^commit-hash: (.*)$/m.exec(run("rustc", ["-vV"], {}, "pipe").toString()) ?? [];
const flags = [
  [root, "."],
  [`${sysroot}/lib/rustlib/src/rust`, `/rustc/${commit}`],
  ...[...new Set(folders)].map((folder) => [folder, "crates"]),
].map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
flags.push(`-Clink-arg=--max-memory=${MEMORY}`);
/**
 * Compiles the module, and says where it lies.
 *
 * @param {string} out the folder
 * @param {Record<string, string>} env what cargo is told beside the profile
 * @param {string[]} passes of wasm-opt
 */
function compiled(out, env, passes) {
  const rest = ["--no-pack", "--no-gitignore", "--no-typescript", "--mode", "no-install", "--out-dir", out];
  const flagged = [...(process.env.RUSTFLAGS?.split(" ") ?? []), ...flags].filter(Boolean).join("\x1f");
  run("wasm-pack", ["--log-level", "warn", "build", "--release", "--target", "web", ...rest, "--", "--locked"], {
    // Not RUSTFLAGS, which a blank in a path would cut in two.
    CARGO_ENCODED_RUSTFLAGS: flagged,
    ...env,
  });
  // wasm-pack's own run of wasm-opt is switched off in Cargo.toml: it would skip it silently where wasm-opt is missing.
  const module = at(`${out}/module.wasm`);
  // Below 1,024 is the far end of the stack: nothing else lives there.
  const always = ["--low-memory-unused", "--strip-debug", "--strip-producers", "--strip-target-features"];
  run("wasm-opt", [...passes, ...always, at(`${out}/hub_trusted_publishers_bg.wasm`), "-o", module]);
  return module;
}
// What is downloaded is compiled for size. Functions with one caller stay apart: inlined they are fewer bytes, but more of them
// once compressed. -O3 after rustc's own opt-level "z" is 0.3 kB larger than -Oz, and a tenth faster. That branches and locals are
// laid out anew, from a flat form, is 0.5 kB less and no slower.
const small = compiled("target/wasm", {}, ["--flatten", "--rereloop", "-Oz", "-O3", "-ocimfs", "20"]);
copyFileSync(small, at("pkg/hub-trusted-publishers.wasm"));
const wasm = readFileSync(small);
// What Node and its kin load from their disk is compiled for speed: a fifth faster, a third larger. There too functions with one caller
// stay apart, since an engine compiles a function whole when it is first called: the first verdict comes a third sooner.
const fast = readFileSync(
  compiled("target/wasm-fast", { CARGO_PROFILE_RELEASE_OPT_LEVEL: "3" }, ["-O3", "-ocimfs", "20"]),
);

// ── the glue ─────────────────────────────────────────────────────────────────────────────────────
// wasm-bindgen's glue keeps one instance for good. As a factory it gives a fresh one after a trap. Loading is load.js's.
const glue = readFileSync(at("target/wasm/hub_trusted_publishers.js"), "utf8");
if (glue !== readFileSync(at("target/wasm-fast/hub_trusted_publishers.js"), "utf8")) {
  fail("wasm-bindgen's glue differs between the module for size and the one for speed; each needs its own then");
}
const end = glue.indexOf("async function __wbg_load");
const sync = glue.indexOf("function initSync");
const async = glue.indexOf("async function __wbg_init");
if (
  !(0 < end && end < sync && sync < async) ||
  !["answer", "importKey", "signedBytes", "verify"].every((name) => glue.includes(`export function ${name}(`))
) {
  fail("wasm-bindgen's glue has another form than is known here; look at target/wasm and adapt the cuts");
}
// It hands over a text letter by letter as long as they are ASCII. The platform's encoder is ten times as fast but for short ones: if
// as many bytes as there are letters are enough, all are ASCII. For others it takes three times the memory at first, which is too
// much for very long ones.
const byLetter = "for (; offset < len; offset++) {";
if (!glue.includes(byLetter))
  fail("wasm-bindgen hands over texts in another way than is known here; adapt the loop's cut");
const body = (glue.slice(0, end) + glue.slice(sync, async))
  .replace(
    byLetter,
    `if (len >= 400 && cachedTextEncoder.encodeInto(arg, mem.subarray(ptr, ptr + len)).read === len) offset = len;
    for (; (len < 400 || len > 65536) && offset < len; offset++) {`,
  )
  .replace(/^export function/gm, "function");
writeFileSync(
  at("pkg/glue.js"),
  `// Generated from wasm-bindgen's glue: each call gives a glue of its own.\nexport function glue() {\n${body}\nreturn { initSync, answer, importKey, signedBytes, verify };\n}\n`,
);
writeFileSync(
  at("pkg/version.js"),
  `// Generated from package.json.\nexport const version = ${JSON.stringify(version)};\n`,
);
writeFileSync(
  at("pkg/inlined.js"),
  `// Generated: the module, spelled with letters.
import { bytesOf } from "./letters.js";

const spelled = ${JSON.stringify(spelled(wasm))};

export function bytes() {
  return bytesOf(spelled);
}
`,
);
// ── CommonJS, declarations, papers ───────────────────────────────────────────────────────────────
const bundled = (outfile, format, plugins) =>
  build({
    // esbuild writes the files' names, seen from here, into what it makes.
    absWorkingDir: root,
    entryPoints: ["pkg/index.js"],
    outfile,
    bundle: true,
    format,
    platform: "neutral",
    plugins,
  });
/** Puts the module that is compiled for speed in place of the other, as base64, which Node and its kin read by themselves. */
const forSpeed = {
  name: "for speed",
  setup: ({ onLoad }) =>
    onLoad({ filter: /inlined\.js$/ }, () => ({
      contents: `export const bytes = () => Buffer.from("${fast.toString("base64")}", "base64");`,
    })),
};
await bundled("pkg/index.cjs", "cjs", []);
// One file each: what is loaded from many takes longer to load than to compile.
await bundled("pkg/node.cjs", "cjs", [forSpeed]);
await bundled("pkg/node.js", "esm", [forSpeed]);
for (const name of ["index.d.ts", "index.d.cts", "wasm.d.ts"]) copyFileSync(at("src/api.d.ts"), at(`pkg/${name}`));
for (const name of ["LICENSE", "CHANGELOG.md"]) copyFileSync(at(name), at(`pkg/${name}`));
rmSync(at("www/pkg"), { recursive: true, force: true });
mkdirSync(at("www/pkg"), { recursive: true });
for (const name of files.filter((name) => name.endsWith(".js") && !/^workerd|node/.test(name))) {
  cpSync(at(`pkg/${name}`), at(`www/pkg/${name}`));
}
cpSync(at("pkg/index.d.ts"), at("www/pkg/index.d.ts"));

// ── what a browser downloads ─────────────────────────────────────────────────────────────────────
function script(entry) {
  const { outputFiles } = buildSync({
    entryPoints: [at(`pkg/${entry}`)],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}
const sizes = (...parts) => [
  parts.reduce((sum, part) => sum + part.length, 0),
  parts.reduce((sum, part) => sum + gzipSync(part, { level: 9 }).length, 0),
  parts.reduce((sum, part) => sum + brotliCompressSync(part).length, 0),
];
const sheets = readdirSync(at("src/provider")).filter((name) => name.endsWith(".txt"));
const catalogue = Buffer.concat([...sheets.map((name) => readFileSync(at(`src/provider/${name}`)))]);
const table = {
  "the catalogue": sizes(catalogue),
  "wasm file": sizes(wasm),
  "its JavaScript": sizes(script("wasm.js")),
  "file entry, all": sizes(wasm, script("wasm.js")),
  "main entry, all": sizes(script("index.js")),
};
const number = (value) => value.toLocaleString("en").padStart(9);
console.log(`${"".padEnd(16)}${["raw", "gzip", "brotli"].map((name) => name.padStart(9)).join("")}`);
for (const [name, row] of Object.entries(table)) console.log(name.padEnd(16) + row.map(number).join(""));

// ── which rooms take it, and which grew ──────────────────────────────────────────────────────────
const noted = at("pkg/sizes.json");
const now = rooms(at("target/wasm/hub_trusted_publishers_bg.wasm"));
const before = JSON.parse(readFileSync(noted, "utf8"));
const [, , download] = table["file entry, all"];
if (process.env.UPDATE_SIZES) {
  const sorted = Object.entries(now).sort(([, one], [, other]) => other - one);
  writeFileSync(noted, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
if (process.env.SIZES || download > BUDGET) {
  console.log("\nBytes by room before wasm-opt, and what changed since pkg/sizes.json was written:");
  for (const [room, size] of Object.entries(now).sort(([, one], [, other]) => other - one)) {
    const change = size - (before[room] ?? 0);
    console.log(`${room.padEnd(24)}${number(size)}${change ? `  ${change > 0 ? "+" : ""}${change}` : ""}`);
  }
}

if (download > BUDGET) {
  fail(
    `the file entry is ${download} bytes, ${download - BUDGET} over the budget of ${BUDGET}; make it smaller, or raise BUDGET with a reason`,
  );
}
