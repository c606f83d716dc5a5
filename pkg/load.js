// Loads the module once, and says in plain words why it cannot be loaded.

/**
 * @param {() => BufferSource | URL} source what to load unless the caller of init says otherwise
 * @param {(name: string) => WebAssembly.Module} otherwise the module for a call that came before init
 */
export function loader(source, otherwise) {
  /** @type {WebAssembly.Module | null} */
  let module = null;
  /** @type {Promise<void> | null} */
  let loading = null;

  async function load(wasm) {
    try {
      const compiled = await compile(wasm);
      module ??= compiled;
    } finally {
      // After a failure the next call tries again.
      loading = null;
    }
  }

  return {
    init: (wasm) => (module ? Promise.resolve() : (loading ??= load(wasm ?? source()))),
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

/** @param {BufferSource | WebAssembly.Module | Response | URL | string} source */
async function compile(source) {
  if (typeof WebAssembly === "undefined") throw unavailable();
  if (source instanceof WebAssembly.Module) return source;
  const bytes = await bytesOf(source);
  return await WebAssembly.compile(bytes).catch((error) => {
    throw readable(error);
  });
}

async function bytesOf(source) {
  if (typeof source !== "string" && !(source instanceof URL)) {
    return typeof Response !== "undefined" && source instanceof Response ? await bodyOf(source) : source;
  }
  // Node's fetch reads no files. Asked for in this way, its file system is no dependency that a bundler would follow.
  const files = String(source).startsWith("file:") && globalThis.process?.getBuiltinModule?.("node:fs/promises");
  return files ? await files.readFile(new URL(source)) : await bodyOf(await fetch(source));
}

async function bodyOf(response) {
  if (!response.ok) throw new Error(`hub-trusted-publishers: the module's address answers ${response.status}`);
  return await response.arrayBuffer();
}

function unavailable() {
  return new Error("hub-trusted-publishers: there is no WebAssembly here");
}

function readable(error) {
  const blocked = /content security policy|\bcsp\b|unsafe-eval/i.test(String(error?.message));
  const what = blocked
    ? "the page's Content-Security-Policy blocks WebAssembly; add 'wasm-unsafe-eval' to its script-src"
    : "the module cannot be compiled";
  return new Error(`hub-trusted-publishers: ${what}`, { cause: error });
}
