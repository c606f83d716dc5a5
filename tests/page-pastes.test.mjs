// Every hostile paste, pasted into the page in Chromium and in Firefox: nothing is asked of the network, nothing is kept,
// nothing of it is said to the console.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { serve } from "./chromium.mjs";
import { engines } from "./engines.mjs";
import { absent, suites } from "./suites.mjs";

const suite = "vectors/adversarial/paste.jsonl";
const why = absent(suite);

for (const name of ["Chromium", "Firefox"]) {
  const { installed, start } = engines[name];
  const skip = installed ? why : "it is not installed here";
  test(`no hostile paste leaves a trace in ${name}`, { skip }, async () => {
    const pastes = readFileSync(`${suites}/${suite}`, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const { address, stop } = await serve("www");
    const person = await start();
    try {
      const { page } = person.driver;
      const [asked, said] = [[], []];
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(String(error)));
      await person.open(address);
      await person.until(() => document.querySelector("#token")?.disabled === false);
      page.on("request", (request) => asked.push(request.url()));
      const before = await person.run(() => [location.href, history.length, document.title, name]);
      for (const { id, input, input_utf16_hex } of pastes) {
        const units = input_utf16_hex?.match(/.{4}/g).map((unit) => Number.parseInt(unit, 16));
        const shown = await person.run(
          (input, units) => {
            const field = document.querySelector("#token");
            field.value = input ?? String.fromCharCode(...units);
            field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
            return [
              document.querySelector(".verdict h2").textContent,
              document.querySelectorAll("img, iframe, script:not([src])").length,
            ];
          },
          input,
          units,
        );
        assert.notEqual(shown[0], "Granted", id);
        assert.equal(shown[1], 0, id);
      }
      assert.deepEqual(asked, []);
      // Firefox tells that the page's policy keeps it from its own question for an icon.
      assert.deepEqual(
        said.filter((text) => !text.includes("favicon.ico")),
        [],
      );
      const after = await person.run(() => [location.href, history.length, document.title, name]);
      assert.deepEqual(after, before);
      const kept = await person.run(async () => [
        Object.keys(localStorage).length,
        Object.keys(sessionStorage).length,
        document.cookie,
        (await indexedDB.databases()).length,
        (await caches.keys()).length,
        (await navigator.serviceWorker.getRegistrations()).length,
      ]);
      assert.deepEqual(kept, [0, 0, "", 0, 0, 0]);
    } finally {
      await person.close();
      stop();
    }
  });
}
