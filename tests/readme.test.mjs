// The JavaScript of both READMEs runs, and what a line says in its comment is what it gives.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { signer } from "./mint.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

const github = signer();

/** A line such as `answer.outcome; // "refused"` with what its comment promises. */
function promise(line) {
  const [, expression, comment] = line.match(/^(\S.*); \/\/ (".*")$/) ?? [];
  if (!expression) return line;
  try {
    return `assert.equal(${expression}, ${JSON.stringify(JSON.parse(comment))});`;
  } catch {
    return line;
  }
}

for (const readme of ["README.md", "pkg/README.md"]) {
  test(`${readme} does what it says`, async () => {
    const blocks = [...readFileSync(join(root, readme), "utf8").matchAll(/^```js\n(.*?)^```$/gms)].map(
      ([, text]) => text,
    );
    assert.ok(blocks.length > 0);
    const project = mkdtempSync(join(tmpdir(), "readme-"));
    try {
      mkdirSync(join(project, "node_modules"));
      symlinkSync(join(root, "pkg"), join(project, "node_modules/hub-trusted-publishers"));
      for (const [index, block] of blocks.entries()) {
        const lines = block.split("\n").map(promise).join("\n");
        const file = join(project, `${index}.mjs`);
        // A job's token, and its issuer, who is not asked.
        const given = `import assert from "node:assert/strict";
          const pasted = ${JSON.stringify(github.sign())};
          const fetch = async () => new Response(${JSON.stringify(github.keySet)});\n`;
        writeFileSync(file, given + lines);
        await import(pathToFileURL(file));
      }
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  });
}

test("the policy that www/README.md wants as a header is the page's, and says who may frame it", () => {
  const [, page] = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(
    readFileSync(join(root, "www/index.html"), "utf8"),
  );
  const [, header] = /^Content-Security-Policy: (.*)$/m.exec(readFileSync(join(root, "www/README.md"), "utf8"));
  assert.equal(header, `${page}; frame-ancestors 'none'`);
});
