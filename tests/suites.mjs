// Finds the public suites, which stay outside the repository.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the suites: HUB_SUITES, else `shared` beside the repository. */
export const suites = process.env.HUB_SUITES ?? fileURLToPath(new URL("../../shared", import.meta.url));

/** Why a suite's test is skipped, or false; throws where HUB_SUITES_REQUIRED=1 lets none be. */
export function absent(suite) {
  if (existsSync(`${suites}/${suite}`)) return false;
  if (process.env.HUB_SUITES_REQUIRED === "1") throw new Error(`${suite} is required and absent: set HUB_SUITES`);
  return `${suite} is not beside the repository`;
}
