// A person at the page in Chromium, Firefox or WebKitGTK, who finds things by the words that can be seen.

import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import puppeteer from "puppeteer-core";
import { launch } from "./chromium.mjs";

/** Runs in the page: the control of a visible label. */
const control = (name) => {
  const own = (label) => [...label.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data.trim());
  const labels = [...document.querySelectorAll("label")].filter((label) => label.checkVisibility());
  return labels.find((label) => own(label).includes(name))?.control ?? null;
};

/** Runs in the page: what is pressed, by its visible words. */
const pressed = (name) =>
  [...document.querySelectorAll("button, summary, a")].find(
    (one) => one.checkVisibility() && one.textContent.trim() === name,
  ) ?? null;

/** A person whose browser can run a function in the page, and click and type at what such a function finds. */
class Person {
  constructor(driver) {
    this.driver = driver;
  }
  open = (address) => this.driver.open(address);
  close = () => this.driver.close();
  run = (script, ...given) => this.driver.run(script, ...given);
  /** What can be read on the page. */
  read = () => this.run(() => document.body.innerText);

  async press(name) {
    await this.until((name) => document.body.innerText.includes(name), name);
    await this.driver.click(pressed, name);
  }
  /** Types in place of what is there. */
  async type(name, text) {
    await this.driver.type(control, name, text);
  }
  /** Pastes: one event, whatever the length. */
  async paste(name, text) {
    const put = `(name, text) => {
      const field = (${control})(name);
      field.focus();
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
    }`;
    await this.run(put, name, text);
  }
  /** A picture of the page at a width. */
  look = (width, path) => this.driver.look(width, path);
  value = (name) => this.run(`(name) => (${control})(name).value`, name);

  /** Waits until a function in the page is true. */
  async until(script, ...given) {
    const end = Date.now() + 20_000;
    while (!(await this.run(script, ...given))) {
      if (Date.now() > end) throw new Error(`in vain: ${script} ${given}\n${await this.read()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function withPuppeteer(browser) {
  const page = await browser.newPage();
  const handle = async (find, name) => {
    const found = (await page.evaluateHandle(find, name)).asElement();
    if (!found) throw new Error(`nothing is called ${name}`);
    return found;
  };
  return new Person({
    page,
    look: async (width, path) => {
      await page.setViewport({ width, height: 900 });
      await page.screenshot({ path, fullPage: true });
    },
    open: (address) => page.goto(address),
    close: () => browser.close(),
    run: (script, ...given) =>
      page.evaluate(
        typeof script === "string" ? `(${script})(${given.map((one) => JSON.stringify(one))})` : script,
        ...given,
      ),
    click: async (find, name) => (await handle(find, name)).click(),
    type: async (find, name, text) => {
      const found = await handle(find, name);
      await found.click({ count: 3 });
      await page.keyboard.press("Backspace");
      await found.type(text);
    },
  });
}

const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const WEBKIT = process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** WebKitGTK by WebDriver's plain HTTP, on a display of its own. */
async function webkit() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  const driver = spawn("xvfb-run", ["-a", WEBKIT, `--port=${port}`], { detached: true, stdio: "ignore" });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const stop = () => process.kill(-driver.pid);
  try {
    const end = Date.now() + 20_000;
    while (!(await ask("GET", "/status").catch(() => null))) {
      if (Date.now() > end) throw new Error("WebKitWebDriver does not answer");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const folder = "/usr/lib/x86_64-linux-gnu";
    const version = readdirSync(folder).find((name) => existsSync(`${folder}/${name}/MiniBrowser`));
    const options = { binary: `${folder}/${version}/MiniBrowser`, args: ["--automation"] };
    const { sessionId } = await ask("POST", "/session", {
      capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } },
    });
    const session = (method, path, body) => ask(method, `/session/${sessionId}${path}`, body);
    const run = (script, ...args) =>
      session("POST", "/execute/sync", { script: `return (${script}).apply(null, arguments)`, args });
    const handle = async (find, name) => {
      const found = await run(find, name);
      if (!found) throw new Error(`nothing is called ${name}`);
      return found[ELEMENT];
    };
    return new Person({
      look: async (width, path) => {
        // A window of this browser has an edge, and cannot be as narrow as a phone.
        await session("POST", "/window/rect", { width, height: 900 });
        writeFileSync(path, Buffer.from(await session("GET", "/screenshot"), "base64"));
      },
      open: (url) => session("POST", "/url", { url }),
      run,
      click: async (find, name) => session("POST", `/element/${await handle(find, name)}/click`),
      type: async (find, name, text) => {
        const id = await handle(find, name);
        await session("POST", `/element/${id}/clear`);
        if (text) await session("POST", `/element/${id}/value`, { text });
      },
      close: async () => {
        await session("DELETE", "").catch(() => {});
        stop();
      },
    });
  } catch (error) {
    stop();
    throw error;
  }
}

/** How to start each engine, and whether it is installed here. */
export const engines = {
  Chromium: { installed: true, start: async () => withPuppeteer(await launch()) },
  Firefox: {
    installed: existsSync(FIREFOX),
    start: async () => withPuppeteer(await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX })),
  },
  WebKitGTK: { installed: existsSync(WEBKIT), start: webkit },
};
