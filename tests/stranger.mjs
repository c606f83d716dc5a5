// An empty project of a stranger, who has installed the packed package and knows its public entries alone.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { publisher, resource, token } from "./mint.mjs";

export const pkg = fileURLToPath(new URL("../pkg/", import.meta.url));
export const manifest = JSON.parse(readFileSync(join(pkg, "package.json"), "utf8"));
export let project, installed;

before(() => {
  project = mkdtempSync(join(tmpdir(), "stranger-"));
  const [{ filename }] = JSON.parse(run("npm", ["pack", pkg, "--json", "--pack-destination", project]));
  installed = join(project, "node_modules/hub-trusted-publishers");
  mkdirSync(installed, { recursive: true });
  run("tar", ["-xzf", filename, "-C", installed, "--strip-components=1"]);
  writeFileSync(join(project, "package.json"), "{}");
});
after(() => rmSync(project, { recursive: true, force: true }));

export function run(command, args) {
  return execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a script in the stranger's project; what it prints is JSON. */
export function script(name, text) {
  writeFileSync(join(project, name), text);
  return JSON.parse(run(process.execPath, [name]));
}

/** A fresh copy of an entry, with no module loaded. */
let copies = 0;
export const fresh = (entry) => import(`${pathToFileURL(join(installed, entry))}?${++copies}`);
export const request = (over = {}) => ({ token: token(), resource, publishers: [publisher()], ...over });
export const asked = `{ token: ${JSON.stringify(token())}, resource: "${resource}", publishers: [${JSON.stringify(publisher())}] }`;
