// Loads the module once, and says in plain words why it cannot be loaded.

/** How much of an address is told. */
const LONGEST_TOLD = 90;

/**
 * @param {() => BufferSource | URL} source what to load unless the caller of init says otherwise
 * @param {(name: string) => WebAssembly.Module} otherwise the module for a call that came before init
 */
export function loader(source, otherwise) {
  /** @type {WebAssembly.Module | null} */
  let module = null;
  /** What is being loaded, and from where. @type {{ wasm: unknown, done: Promise<void> } | null} */
  let loading = null;

  async function load(wasm, before) {
    // A promise that fails while it waits is told below, and not by the platform.
    const given = Promise.resolve(wasm);
    given.catch(() => {});
    // Another source waits for the one before, and is tried if that one fails.
    const isLoaded = before?.then(
      () => true,
      () => false,
    );
    if (await isLoaded) return;
    const compiled = await compile(given, source);
    module ??= compiled;
  }

  function init(wasm) {
    if (module) return Promise.resolve();
    if (loading && loading.wasm === wasm) return loading.done;
    const mine = { wasm, done: load(wasm, loading?.done) };
    loading = mine;
    // After a failure the next call tries again.
    const over = () => {
      if (loading === mine) loading = null;
    };
    mine.done.then(over, over);
    return mine.done;
  }

  return {
    init,
    loaded: (name) => (module ??= otherwise(name)),
  };
}

/** @param {BufferSource} bytes */
export function compileNow(bytes) {
  if (typeof WebAssembly === "undefined") throw unavailable();
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    throw readable(error);
  }
}

/**
 * @param {Promise<BufferSource | WebAssembly.Module | Response | URL | string | undefined>} wasm
 * @param {() => BufferSource | URL} source
 */
async function compile(wasm, source) {
  if (typeof WebAssembly === "undefined") throw unavailable();
  let given;
  let bytes;
  try {
    // Asked for in here: where import.meta.url is missing, that throws.
    given = (await wasm) ?? source();
    bytes = await bytesOf(given);
  } catch (error) {
    const from = addressOf(given);
    const status = Number.isInteger(error?.status) ? `, which answers ${error.status}` : "";
    throw failed(
      `the module cannot be fetched${from && ` from ${from}`}${status}; give init its bytes or its address`,
      error,
    );
  }
  if (bytes instanceof WebAssembly.Module) return ours(bytes);
  const compiled = WebAssembly.compile(bytes).catch((error) => {
    throw readable(error);
  });
  return ours(await compiled);
}

/** Another module would load, and break the first call for good. */
function ours(module) {
  if (WebAssembly.Module.exports(module).some(({ name }) => name === "answer")) return module;
  throw failed("the module that init was given is not this package's");
}

async function bytesOf(given) {
  if (typeof given === "string" || given instanceof URL) return await read(given);
  if (typeof Response !== "undefined" && given instanceof Response) return await bodyOf(given);
  // Not every engine takes a DataView.
  return ArrayBuffer.isView(given) ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength) : given;
}

/** The address that was tried, if any: without who asks and what is asked, and no module that stands in it whole. */
function addressOf(given) {
  const address = given?.url ?? given;
  if (typeof address !== "string" && !(address instanceof URL)) return "";
  const told = String(address)
    .replace(/[?#].*/s, "")
    .replace(/\/\/[^/]*@/, "//");
  return told.length > LONGEST_TOLD ? `${told.slice(0, LONGEST_TOLD)}…` : told;
}

async function read(address) {
  // Node's fetch reads no files. Asked for in this way, its file system is no dependency that a bundler would follow.
  const files = String(address).startsWith("file:") && globalThis.process?.getBuiltinModule?.("node:fs/promises");
  return files ? await files.readFile(new URL(address)) : await bodyOf(await fetch(address));
}

async function bodyOf(response) {
  const { ok, status } = response;
  if (!ok) throw Object.assign(new Error(`its address answers ${status}`), { status });
  return await response.arrayBuffer();
}

function unavailable() {
  return failed("there is no WebAssembly here");
}

function readable(error) {
  if (error instanceof TypeError) {
    return failed("`wasm` of init must be the module's bytes, a WebAssembly.Module, a Response or an address", error);
  }
  const blocked = /content security policy|\bcsp\b|unsafe-eval/i.test(String(error?.message));
  const what = blocked
    ? "the page's Content-Security-Policy blocks WebAssembly; add 'wasm-unsafe-eval' to its script-src"
    : "the module cannot be compiled";
  return failed(what, error);
}

function failed(what, cause) {
  return new Error(`hub-trusted-publishers: ${what}`, { cause });
}
