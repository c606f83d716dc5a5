// How fast an exchange is judged in Node, beside what people would write instead. All contestants run in turn in one run, on 64
// different tokens, and medians are told: machines differ, and this one is busy. Nothing is asserted. `make bench` runs it.

import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import { build } from "esbuild";
import * as hub from "../pkg/node.js";
import { launch, serve } from "../tests/chromium.mjs";
import { job, publisher, token } from "../tests/mint.mjs";
import { contestants as ofAll, race as raced } from "./contestants.js";

const ROUNDS = Number(process.env.ROUNDS ?? 40);
const TOKENS = 64;
const now = Math.floor(Date.now() / 1000);
const decoded = (text) => Buffer.from(text, "base64url").toString();
const contestants = ofAll({ hub, isAuthorized, decoded, now });

/** Tokens of one size that differ in what they hold. */
const tokens = (padding) =>
  Array.from({ length: TOKENS }, (_, index) =>
    token(
      job({
        jti: `${index}`,
        iat: now - 5,
        nbf: now - 5,
        exp: now + 300,
        run_id: `${1e9 + index}`,
        sha: `${index}`.padStart(40, "0"),
        padding: "x".repeat(padding),
      }),
    ),
  );
const rules = (index) => ({
  repository: index ? `acme/other-${index}` : "acme/awesome-model-training",
  ref: "refs/heads/main",
});
const publishers = (count) => Array.from({ length: count }, (_, index) => publisher(rules(count - 1 - index)));

const race = (names, pasted, all) => raced(contestants, names, pasted, all, ROUNDS);
const median = (all) => [...all].sort((one, other) => one - other)[all.length >> 1];

const names = Object.keys(contestants);
console.log(`Node ${process.version}, ${ROUNDS} rounds of ${TOKENS} tokens in turn; medians\n`);
console.log("| microseconds an exchange | 1.2 kB | 4 kB | 11 kB |\n| --- | --- | --- | --- |");
const bySize = [450, 3_250, 10_250].map((padding) => {
  const pasted = tokens(padding);
  return race(names, pasted, publishers(1));
});
for (const name of names) console.log(`| ${name} | ${bySize.map((size) => size[name].toFixed(1)).join(" | ")} |`);
const [small] = bySize;
const ratio = (one, other) => (small[other] / small[one]).toFixed(2);
console.log(
  "\n| times as many exchanges a second, 1.2 kB | jwt-decode | cedar-wasm | platform |\n| --- | --- | --- | --- |",
);
for (const name of names.slice(0, 3)) {
  console.log(`| ${name} | ${[names[5], names[6], names[3]].map((other) => ratio(name, other)).join(" | ")} |`);
}

console.log("\n| microseconds an exchange, 1.2 kB | 1 publisher | 10 | 1,000 |\n| --- | --- | --- | --- |");
const few = tokens(450).slice(0, 8);
const byCount = [1, 10, 1000].map((count) =>
  race(names.slice(0, 2), count > 10 ? few.slice(0, 2) : few, publishers(count)),
);
for (const name of names.slice(0, 2))
  console.log(`| ${name} | ${byCount.map((one) => one[name].toFixed(0)).join(" | ")} |`);

// The same in a page.
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("./in-a-page.js", import.meta.url))],
  bundle: true,
  format: "iife",
  define: { "import.meta.url": "location.href" },
  write: false,
});
const cedar = new URL("../node_modules/@cedar-policy/cedar-wasm/web/cedar_wasm_bg.wasm", import.meta.url);
const { address, stop } = await serve("pkg", { "/": "<!doctype html>", "/cedar.wasm": readFileSync(cedar) });
const browser = await launch();
const page = await browser.newPage();
await page.goto(address);
await page.addScriptTag({ content: outputFiles[0].text });
const inPage = await page.evaluate((given) => globalThis.inAPage(given), {
  tokens: tokens(450),
  publishers: publishers(1),
  now,
  rounds: ROUNDS,
});
await browser.close();
stop();
console.log("\n| in Chromium, 1.2 kB | microseconds |\n| --- | --- |");
for (const name of names) console.log(`| ${name} | ${inPage[name].toFixed(1)} |`);

// From an import to the first verdict, each in a process of its own, in turn.
const cold = (scripts) => {
  const times = scripts.map(() => []);
  for (let round = 0; round < 9; round += 1) {
    scripts.forEach((script, which) => {
      const told = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
      times[which].push(Number(told));
    });
  }
  return times.map(median);
};
const text = JSON.stringify(tokens(450)[0]);
const start = "const start = performance.now();";
const end = "console.log(performance.now() - start);";
const at = (path) => JSON.stringify(new URL(path, import.meta.url).href);
const [coldOurs, coldCedar] = cold([
  `${start} const { decideExchange } = await import(${at("../pkg/node.js")}); decideExchange({ token: ${text}, resource: "a/b", publishers: [] }); ${end}`,
  `${start} const { isAuthorized } = await import(${at("../node_modules/@cedar-policy/cedar-wasm/nodejs/cedar_wasm.js")}); isAuthorized({ principal: { type: "J", id: "x" }, action: { type: "Action", id: "x" }, resource: { type: "R", id: "x" }, context: {}, policies: { staticPolicies: "permit(principal, action, resource);" }, entities: [] }); ${end}`,
]);
console.log(`\nImport to first verdict: ours ${coldOurs.toFixed(0)} ms, cedar-wasm ${coldCedar.toFixed(0)} ms.`);
const size = (path) => (statSync(new URL(path, import.meta.url)).size / 1000).toFixed(0);
console.log(
  `Module: ours ${size("../pkg/hub-trusted-publishers.wasm")} kB, cedar-wasm ${size("../node_modules/@cedar-policy/cedar-wasm/nodejs/cedar_wasm_bg.wasm")} kB.`,
);
