// A Chromium of the system's and a server of plain files on loopback, for the tests that need a real browser.

import { createServer } from "node:http";
import puppeteer from "puppeteer-core";
import sirv from "sirv";

/** Without these Chromium looks up hosts of its maker at every start. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Serves a folder of the repository; `extra` answers a path instead. */
export async function serve(folder, extra = {}) {
  const files = sirv(new URL(`../${folder}/`, import.meta.url).pathname, { dev: true });
  const server = createServer((request, response) => {
    const page = extra[request.url];
    return page ? response.setHeader("content-type", "text/html").end(page) : files(request, response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

export function launch() {
  return puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });
}
