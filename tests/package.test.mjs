// The packed package, asked as a stranger would ask it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { job, publisher, token } from "./mint.mjs";
import { fresh, installed, manifest, request } from "./stranger.mjs";

test("a programmer's mistake throws an Error that names the key and quotes no token", async () => {
  const { simulateExchange, decodeToken, parseResource, publisherFromFields, fieldsFromPublisher } =
    await fresh("index.js");
  const secret = token();
  const loop = {};
  loop.loop = loop;
  for (const [call, named] of [
    [() => simulateExchange(), "`request` is missing"],
    [() => simulateExchange(null), "`request` must be"],
    [() => simulateExchange({ ...request(), token: undefined }), "`token` is missing"],
    [() => simulateExchange({ ...request(), token: 7 }), "`token` must be a string"],
    [() => simulateExchange({ token: secret, publishers: [] }), "`resource` is missing"],
    [() => simulateExchange({ ...request(), tokens: secret }), "unknown key `tokens`"],
    [() => simulateExchange({ ...request(), [secret]: 1 }), "unknown key"],
    [() => simulateExchange({ ...request(), unread: { length: 1 } }), "unknown key `unread`"],
    [() => simulateExchange({ ...request(), publishers: publisher() }), "`publishers` must be an array"],
    [() => simulateExchange({ ...request(), publishers: [{ issuerUrl: "i" }] }), "`publishers[0].claims` is missing"],
    [
      () => simulateExchange({ ...request(), publishers: [{ issuerUrl: "i", claims: { ref: "main" } }] }),
      "`publishers[0].claims.ref` must be",
    ],
    [() => simulateExchange({ ...request(), publishers: [loop] }), "`publishers[0].loop` must be plain data"],
    [() => simulateExchange({ ...request(), publishers: [publisher(), 1n] }), "`publishers[1]` must be plain data"],
    [
      () => simulateExchange({ ...request(), publishers: Array.from({ length: 1001 }, () => publisher()) }),
      "`publishers` must be an array of at most 1,000 publishers",
    ],
    // What JSON.stringify would leave out or empty in silence: a rule, a whole form.
    [
      () => simulateExchange({ ...request(), publishers: [publisher({ ref: () => "main" })] }),
      "`publishers[0].claims.ref.value` must be plain data",
    ],
    [
      () => simulateExchange({ ...request(), publishers: [{ issuerUrl: "i", claims: new Map() }] }),
      "`publishers[0].claims` must be plain data",
    ],
    [() => fieldsFromPublisher({ ...publisher(), n: 1n }), "`publisher.n` must be plain data"],
    [() => fieldsFromPublisher({ ...publisher(), [secret]: { at: [1n] } }), "….at[0]` must be plain data"],
    // What JSON.stringify passes over: an inherited rule, a hidden one, one by a symbol, one that only a class has.
    ...[
      Object.create({ ref: "main" }),
      Object.defineProperty({}, "ref", { value: "main" }),
      { [Symbol("ref")]: "main" },
      new (class {
        get ref() {
          return "main";
        }
      })(),
      {
        get ref() {
          throw new TypeError("none");
        },
      },
    ].map((claims) => [
      () => simulateExchange({ ...request(), publishers: [{ issuerUrl: "i", claims }] }),
      "`publishers[0].claims",
    ]),
    [() => simulateExchange({ ...request(), labels: Symbol("raw") }), "`labels` must be plain data"],
    [() => simulateExchange({ ...request(), lables: () => "raw" }), "`lables` must be plain data"],
    [() => simulateExchange({ ...request(), toJSON: () => ({}) }), "`toJSON` must be plain data"],
    [() => simulateExchange({ ...request(), [secret]: 1n }), "must be plain data"],
    [() => publisherFromFields("github-actions", new FormData()), "`fields` must be plain data"],
    [() => publisherFromFields("github-actions", { [Symbol("branch")]: "main" }), "`fields` must be plain data"],
    [() => simulateExchange({ ...request(), now: NaN }), "`now` must be whole Unix seconds"],
    [() => simulateExchange({ ...request(), now: 1.5 }), "`now` must be whole Unix seconds"],
    [() => simulateExchange({ ...request(), now: Infinity }), "`now` must be"],
    [() => simulateExchange({ ...request(), now: "1" }), "`now` must be"],
    [() => simulateExchange({ ...request(), labels: "guessed" }), "`labels` must be"],
    [() => simulateExchange({ ...request(), audience: 7 }), "`audience` must be a string"],
    [() => decodeToken(), "`text` is missing"],
    [() => parseResource(7), "`text` must be a string"],
    [() => publisherFromFields("github", {}), "`provider` must be"],
    [() => publisherFromFields("github-actions"), "`fields` is missing"],
    [() => publisherFromFields("github-actions", { repo: "a/b" }), "unknown key `repo`"],
    [() => publisherFromFields("github-actions", { branch: 7 }), "`fields.branch` must be"],
    [() => fieldsFromPublisher({ claims: {} }), "`publisher.issuerUrl` is missing"],
  ]) {
    assert.throws(call, (error) => {
      assert.ok(error instanceof Error && error.message.includes(named), `${error.message} does not say ${named}`);
      assert.ok(!error.message.includes(secret.slice(0, 24)), error.message);
      return true;
    });
  }
});

test("what no token can hold is not stored as another value, and shown by no form", async () => {
  const { publisherFromFields, fieldsFromPublisher } = await fresh("index.js");
  for (const branch of ["x".repeat(30_000), "x\ud800y"]) {
    const made = publisherFromFields("github-actions", { repository: "acme/model", branch });
    assert.equal(made.publisher, null);
    assert.deepEqual(
      made.findings.map(({ code, severity }) => [code, severity]),
      [["value-never-occurs", "error"]],
    );
    const shown = fieldsFromPublisher(publisher({ repository: "acme/model", branch }));
    assert.ok(shown.rest.includes("branch"), `${shown.rest}`);
    assert.ok(shown.fields.every(({ id }) => id !== "branch"));
  }
});

test("what a caller's object throws is not passed on, and what a class made is not taken for an empty one", async () => {
  const { simulateExchange, verifyExchange, decideExchange, checkPublisher, previewPublisher, ciWorkflow } =
    await fresh("index.js");
  const secret = token();
  const leak = () => {
    throw new Error(`cannot read ${secret}`);
  };
  const getter = (object, key) => Object.defineProperty({ ...object }, key, { get: leak, enumerable: true });
  const trap = (object, ...names) => new Proxy(object, Object.fromEntries(names.map((name) => [name, leak])));
  const calls = [
    ["token", "resource", "publishers", "now"].map((key) => () => simulateExchange(getter(request(), key))),
    ["get", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor"].flatMap((name) => [
      () => simulateExchange(trap(request(), name)),
      () => simulateExchange({ ...request(), publishers: [trap(publisher(), name)] }),
      () => checkPublisher(publisher(), trap({ resource: "acme/model" }, name)),
      () => ciWorkflow(trap({ provider: "github-actions" }, name)),
    ]),
    [
      () => decideExchange(getter(request(), "token")),
      () => verifyExchange(getter(request(), "token"), "{}"),
      () => previewPublisher(getter(publisher(), "claims")),
    ],
    [new Map([["labels", "raw"]]), new Date(), ["raw"], Promise.resolve({})].flatMap((odd) => [
      () => checkPublisher(publisher(), odd),
      () => previewPublisher(publisher(), odd),
      () => simulateExchange(odd),
      () => ciWorkflow(odd),
    ]),
  ].flat();
  for (const call of calls) {
    await assert.rejects(
      async () => call(),
      ({ message, stack, cause }) => {
        assert.ok(![message, stack, String(cause)].join().includes(secret.slice(0, 24)), message);
        assert.match(message, /^\w+: `[\w.[\]]+` must be (a plain object|plain data: strings, )/, `${call}`);
        return true;
      },
    );
  }
});

test("what a library marks with a symbol is taken like plain data", async () => {
  const { simulateExchange } = await fresh("index.js");
  const marked = (object) => Object.defineProperty(object, Symbol("observed"), { value: () => {} });
  // A text this long is looked at in another way.
  for (const ref of ["refs/heads/main", "x".repeat(30_000)]) {
    const plain = { ...request(), publishers: [publisher({ ref })] };
    const rules = Object.entries(publisher({ ref }).claims).map(([name, rule]) => [name, marked({ ...rule })]);
    const observed = marked({ ...publisher(), claims: Object.fromEntries(rules) });
    assert.deepEqual(simulateExchange(marked({ ...plain, publishers: marked([observed]) })), simulateExchange(plain));
  }
});

test("every entry exports the same functions", async () => {
  const main = Object.keys(await fresh("index.js")).sort();
  assert.ok(main.length > 13, `${main}`);
  assert.deepEqual(Object.keys(await fresh("wasm.js")).sort(), main);
  assert.deepEqual(Object.keys(await fresh("node.js")).sort(), main);
  // Node imports no module as workerd does.
  const text = readFileSync(join(installed, "workerd.js"), "utf8");
  const named = [...text.matchAll(/^export (?:const (\w+)|\{ (\w+) \}|(default))/gm)].map(
    (found) => found[1] ?? found[2] ?? found[3],
  );
  assert.deepEqual(named.sort(), main);
});

test("a list of publishers is never cut in the middle of a letter", async () => {
  const { parsePublishers } = await fresh("index.js");
  for (const text of ["😀".repeat(140_000), `x${"😀".repeat(140_000)}`]) {
    const [finding] = parsePublishers(text).findings;
    assert.equal(finding.code, "publisher-syntax", finding.message);
    assert.match(finding.message, /128 KiB/);
  }
});

test("text never throws, whatever it is", async () => {
  const { decodeToken, simulateExchange, parseResource, publisherFromFields } = await fresh("index.js");
  const texts = [
    "",
    " ",
    "\0",
    "\ud800",
    "eyJ\ud800a",
    "a".repeat(2 << 20),
    "{".repeat(1e5),
    "[".repeat(1e6),
    "eyJ".repeat(1e5),
    ".".repeat(1e5),
    "\u202eeyJ.eyJ.x",
    "{}",
    "[]",
    "null",
    "***",
    '{"__proto__":1}',
    token("\ufeff{}"),
    token("[".repeat(4000)),
    token().slice(0, -1),
    "🤗".repeat(3e5),
  ];
  for (const text of texts) {
    const decoded = decodeToken(text);
    assert.ok(decoded.findings.length > 0, `${text.slice(0, 20)} has a finding`);
    const exchange = simulateExchange(
      request({ token: text, resource: text, audience: text, publishers: [publisher({ [text]: text }, text)] }),
    );
    assert.equal(exchange.outcome, "refused");
    assert.equal(exchange.status, 400);
    parseResource(text);
    publisherFromFields("github-actions", { repository: text, branch: text, workflow: text });
  }
});

test("half a surrogate pair in a publisher never matches what a token can hold", async () => {
  const { simulateExchange } = await fresh("index.js");
  for (const held of ["\ufffd", "\uffff", "?", ""]) {
    const { outcome } = simulateExchange(
      request({ token: token(job({ note: held })), publishers: [publisher({ note: "\ud83e" })] }),
    );
    assert.equal(outcome, "refused");
  }
});

test("offsets are ready for String.slice, also behind emoji", async () => {
  const { decodeToken } = await fresh("index.js");
  const text = `🤗🤗 "${token()}" 🤗`;
  const { at, findings } = decodeToken(text);
  assert.equal(text.slice(at.start, at.end), token());
  assert.deepEqual(
    findings.map(({ code }) => code),
    ["surrounding-text"],
  );
  const [half] = decodeToken("🤗 \udc00 x").findings;
  assert.deepEqual(
    [half.code, half.at.start, half.values.find(({ name }) => name === "character").value],
    ["lone-surrogate", 3, "U+DC00"],
  );
});

test("answers are plain data, whatever the claims are named", async () => {
  const { decodeToken, simulateExchange, fieldsFromPublisher, providers } = await fresh("index.js");
  const odd = token(`{"__proto__":{"polluted":1},"constructor":1,${JSON.stringify(job()).slice(1)}`);
  const plain = simulateExchange(request({ now: job().iat }));
  const answers = [
    decodeToken(odd),
    simulateExchange(request({ token: odd, now: job().iat })),
    providers(),
    fieldsFromPublisher(publisher()),
  ];
  for (const answer of answers) {
    assert.deepEqual(structuredClone(answer), answer);
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
  }
  assert.equal(Object.getPrototypeOf(answers[0].claims[0]), Object.prototype);
  assert.equal({}.polluted, undefined);
  assert.equal(answers[1].outcome, plain.outcome);
});

test("a claim named __proto__ is compared like any other", async () => {
  const { simulateExchange } = await fresh("index.js");
  const publishers = [
    { issuerUrl: publisher().issuerUrl, claims: JSON.parse('{"__proto__":{"kind":"eq","value":"x"}}') },
  ];
  assert.equal(simulateExchange(request({ publishers })).outcome, "refused");
  const held = token(`{"__proto__":"x",${JSON.stringify(job()).slice(1)}`);
  assert.equal(simulateExchange(request({ token: held, publishers })).outcome, "granted-if-genuine");
});

test("no answer and no property of an answer holds the token or its signature", async () => {
  const { decodeToken, simulateExchange } = await fresh("index.js");
  const secret = token(job({ aud: "pypi" }));
  const said = JSON.stringify([
    decodeToken(secret),
    simulateExchange(request({ token: secret })),
    decodeToken(`x ${secret.slice(0, -3)}*`),
  ]);
  for (let at = 0; at + 16 <= secret.length; at += 1) assert.ok(!said.includes(secret.slice(at, at + 16)));
});

test("what is shipped names no folder of the machine that built it, and no registry", () => {
  const telling = ["registry/src", ".cargo", ".rustup", fileURLToPath(new URL("..", import.meta.url))];
  for (const name of manifest.files) {
    const text = readFileSync(join(installed, name), "latin1");
    assert.deepEqual([name, telling.filter((part) => text.includes(part))], [name, []]);
  }
});

test("the module imports WebCrypto's reading of a key and verifying, and nothing else that reaches outside", () => {
  const module = new WebAssembly.Module(readFileSync(join(installed, "hub-trusted-publishers.wasm")));
  const names = WebAssembly.Module.imports(module).map(({ name }) => name.replace(/_[0-9a-f]{16}$/, ""));
  // The others throw an error of the glue's own, and fill its table.
  const own = ["__wbg___wbindgen_throw", "__wbindgen_init_externref_table"];
  assert.deepEqual(names.sort(), ["__wbg_importKey", "__wbg_verify", ...own].sort());
});
