// Fills fuzz/corpus with what is worth starting from: the stories of tests/cases, and the hostile vectors where they stand
// beside the repository. The fuzzers that take several values start from the same texts, cut as their reader cuts them.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const vectors = join(process.env.HUB_SUITES ?? join(root, "../shared"), "vectors");

/** @param {string} target @param {string | Uint8Array} seed */
function plant(target, seed) {
  const folder = join(root, "fuzz/corpus", target);
  mkdirSync(folder, { recursive: true });
  const name = createHash("sha256").update(seed).digest("hex").slice(0, 24);
  writeFileSync(join(folder, name), seed);
}

function planted(file, sow) {
  const path = join(vectors, file);
  if (!existsSync(path)) return console.log(`seeds: without vectors/${file}, which is not beside the repository`);
  for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) sow(JSON.parse(line));
}

for (const file of readdirSync(join(root, "tests/cases"))) {
  const story = JSON.parse(readFileSync(join(root, "tests/cases", file), "utf8"));
  if (story.paste) plant("paste", story.paste);
  if (story.keySet) plant("key_set", story.keySet);
  if (typeof story.claims === "object") plant("json", JSON.stringify(story.claims));
  if (story.import) plant("form", story.import);
  for (const publisher of story.publishers ?? []) plant("form", JSON.stringify(publisher));
  plant("exchange", JSON.stringify([story.claims, story.publishers]));
}
planted("adversarial/paste.jsonl", ({ input }) => input && plant("paste", input));
planted("adversarial/jwks.jsonl", ({ jwks }) => plant("key_set", jwks));
planted("adversarial/tokens.jsonl", ({ token }) => {
  plant("paste", token);
  const [header = "", claims = "", signature = ""] = token.split(".").map((part) => Buffer.from(part, "base64url"));
  plant("json", claims);
  plant("token", Buffer.concat([Buffer.from(header), Buffer.from(claims), Buffer.from(signature)]));
});
if (existsSync(join(vectors, "JSONTestSuite/test_parsing"))) {
  for (const file of readdirSync(join(vectors, "JSONTestSuite/test_parsing"))) {
    plant("json", readFileSync(join(vectors, "JSONTestSuite/test_parsing", file)));
  }
}
