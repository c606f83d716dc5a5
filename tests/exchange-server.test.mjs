// The example servers, in Node on the package and in Rust on the crate, asked by hand and by the Hub's own client.

import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { verifyExchange } from "../pkg/index.js";
import { issuer, job, publisher, signer, token } from "./mint.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const python = join(root, ".tools/hub-client/bin/hf");
const github = signer();
const stranger = signer();
const config = {
  resources: {
    "acme/awesome-model": [publisher()],
    "datasets/acme/data": [publisher()],
    acme: [publisher()],
  },
  keySets: { [issuer]: JSON.parse(github.keySet) },
};
const target = join(root, "target/examples");
const GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
const TYPE = "urn:ietf:params:oauth:token-type:id_token";

let folder, server, native;
/** Where each listens. */
const addresses = {};
const logged = [];
before(
  async () => {
    // As whoever copies it: beside the package in node_modules.
    folder = mkdtempSync(join(tmpdir(), "exchange-server-"));
    cpSync(join(root, "examples/exchange-server"), folder, { recursive: true });
    mkdirSync(join(folder, "node_modules"));
    cpSync(join(root, "pkg"), join(folder, "node_modules/hub-trusted-publishers"), { recursive: true });
    const { exchangeServer } = await import(pathToFileURL(join(folder, "server.mjs")).href);
    server = exchangeServer(config, { log: (line) => logged.push(line) });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    addresses.Node = `http://127.0.0.1:${server.address().port}`;

    const cargo = {
      cwd: join(root, "examples/exchange-server-rust"),
      env: { ...process.env, CARGO_TARGET_DIR: target },
    };
    await promisify(execFile)("cargo", ["build", "--locked", "--quiet"], cargo);
    writeFileSync(join(folder, "config.json"), JSON.stringify(config));
    native = spawn(join(target, "debug/exchange-server"), [join(folder, "config.json")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    addresses.Rust = await new Promise((resolve, reject) => {
      native.on("exit", (code) => reject(new Error(`it ended with ${code}`)));
      createInterface({ input: native.stdout }).on("line", (line) => {
        const [, address] = /^listening on (.*)$/.exec(line) ?? [];
        if (address) resolve(address);
        else logged.push(line);
      });
    });
  },
  { timeout: 300_000 },
);
after(() => {
  server?.close();
  native?.removeAllListeners("exit");
  native?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const body = (over = {}) => ({
  grant_type: GRANT,
  subject_token_type: TYPE,
  subject_token: github.sign(),
  resource: "acme/awesome-model",
  ...over,
});
async function post(where, given, type = "application/json") {
  const text = typeof given === "string" ? given : JSON.stringify(given);
  const response = await fetch(`${addresses[where]}/oauth/token`, {
    method: "POST",
    headers: { "content-type": type },
    body: text,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

for (const where of ["Node", "Rust"]) {
  test(`in ${where}: a genuine token is exchanged, as JSON and as a form, for a repository and for a user`, async () => {
    for (const [resource, prefix] of [
      ["acme/awesome-model", "hf_jwt_"],
      ["datasets/acme/data", "hf_jwt_"],
      ["acme", "hf_oauth_"],
    ]) {
      for (const [given, type] of [
        [body({ resource }), "application/json"],
        // What is not known is ignored (RFC 6749 section 3.2).
        [body({ resource, scope: "write-repo" }), "application/json"],
        // The Hub documents JSON; RFC 8693 has a form.
        ...(where === "Node"
          ? [[new URLSearchParams(body({ resource })).toString(), "application/x-www-form-urlencoded; charset=utf-8"]]
          : []),
      ]) {
        const { status, headers, body } = await post(where, given, type);
        assert.equal(status, 200, JSON.stringify(body));
        const { access_token, ...rest } = body;
        assert.ok(access_token.startsWith(prefix) && access_token.length > 40);
        assert.deepEqual(rest, {
          token_type: "bearer",
          expires_in: 3600,
          issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
        });
        assert.equal(headers.get("cache-control"), "no-store");
        assert.match(headers.get("x-request-id"), /^[0-9a-f-]{32,36}$/);
      }
    }
  });

  test(`in ${where}: status and body are verifyExchange's, field by field`, async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const [resource, pasted] of [
      ["acme/awesome-model", github.sign(job({ exp: now - 1, iat: now - 300, nbf: now - 300 }))],
      ["acme/awesome-model", github.sign(job({ aud: "pypi" }))],
      ["acme/awesome-model", github.sign(job({ ref: "refs/heads/other" }))],
      ["acme/awesome-model", github.sign(job({ iss: `${issuer}/` }))],
      ["acme/awesome-model", stranger.sign()],
      ["acme/awesome-model", token()],
      ["acme/awesome-model", "no token"],
      ["acme/awesome-model", `${github.sign()}=`],
      ["nobody/nothing", github.sign()],
      ["https://huggingface.co/acme/awesome-model", github.sign()],
      ["acme/awesome-model", github.sign()],
    ]) {
      const { status, body: given } = await post(where, body({ resource, subject_token: pasted }));
      const publishers = resource === "acme/awesome-model" ? config.resources[resource] : [];
      const { response, status: expected } = await verifyExchange(
        { token: pasted, resource, publishers },
        github.keySet,
      );
      assert.equal(status, expected);
      delete given.access_token;
      delete response.access_token;
      assert.deepEqual(given, response);
    }
  });

  test(`in ${where}: a request that is none is told so`, async () => {
    for (const [given, error, type] of [
      [body({ grant_type: "client_credentials" }), "unsupported_grant_type"],
      [body({ grant_type: undefined }), "invalid_request"],
      [body({ subject_token_type: "urn:ietf:params:oauth:token-type:jwt" }), "invalid_request"],
      [body({ subject_token: undefined }), "invalid_request"],
      [body({ resource: "" }), "invalid_request"],
      [body({ actor_token_type: TYPE }), "invalid_request"],
      [body({ resource: 7 }), "invalid_request"],
      ["[]", "invalid_request"],
      ["{", "invalid_request"],
      [JSON.stringify(body()).replace("{", '{"resource":"x/y",'), "invalid_request"],
      [JSON.stringify(body()).replace("{", '{"\\u0072esource":"x/y",'), "invalid_request"],
      [`${new URLSearchParams(body())}&resource=x%2Fy`, "invalid_request", "application/x-www-form-urlencoded"],
      [body({ subject_token: "x".repeat(100_000) }), "invalid_request"],
      [`${JSON.stringify(body())}${" ".repeat(70_000)}`, "invalid_request"],
    ]) {
      const { status, headers, body } = await post(where, given, type);
      assert.deepEqual([status, body.error], [400, error], JSON.stringify(given).slice(0, 80));
      assert.equal(headers.get("cache-control"), "no-store");
    }
    assert.equal((await fetch(`${addresses[where]}/oauth/token`)).status, 405);
    assert.equal((await fetch(`${addresses[where]}/`)).status, 404);
  });

  test(`in ${where}: a hundred exchanges at once, and none is lost`, async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        post(where, body({ subject_token: index % 2 ? github.sign(job({ jti: `${index}` })) : stranger.sign() })),
      ),
    );
    assert.deepEqual(
      all.map(({ status }) => status),
      all.map((_, index) => (index % 2 ? 200 : 400)),
    );
    const tokens = new Set(all.map(({ body }) => body.access_token).filter(Boolean));
    assert.equal(tokens.size, 50);
  });
}

test("a fault of the file is told before anybody asks", async () => {
  const { exchangeServer } = await import(pathToFileURL(join(folder, "server.mjs")).href);
  for (const [resources, told] of [
    [{ "acme/a/b/c": [publisher()] }, /acme\/a\/b\/c/],
    [{ "acme/model": [{ issuerUrl: issuer }] }, /claims/],
    [{ "acme/model": [publisher(), { issuer }] }, /issuerUrl/],
  ]) {
    assert.throws(() => exchangeServer({ resources, keySets: {} }), told);
  }
});

test("a file without resources or key sets is refused at the start", async () => {
  const { exchangeServer } = await import(pathToFileURL(join(folder, "server.mjs")).href);
  for (const [faulty, told] of [
    [{ resources: {} }, /^the file needs `keySets`, an object of /],
    [{ keySets: {} }, /^the file needs `resources`, an object of /],
    [{ resources: [], keySets: {} }, /`resources`/],
    [{ resources: null, keySets: {} }, /`resources`/],
    [{ resources: {}, keySets: "x" }, /`keySets`/],
    [{ resources: {}, keySets: { [issuer]: "x" } }, /^the key set of https:\/\/token\.actions/],
    [null, /`resources`/],
    [[], /`resources`/],
  ]) {
    assert.throws(
      () => exchangeServer(faulty),
      ({ message }) => told.test(message) && !message.includes("\n"),
      JSON.stringify(faulty),
    );
  }
});

for (const where of ["Node", "Rust"]) {
  test(`in ${where}: a path that is none is not found, and what the endpoint takes is said`, async () => {
    const { port } = new URL(addresses[where]);
    const status = (path) =>
      new Promise((resolve, reject) =>
        request({ host: "127.0.0.1", port, path }, (response) => resolve(response.resume().statusCode))
          .on("error", reject)
          .end(),
      );
    for (const path of ["//", "/", "//oauth/token", "/oauth/token/", "http://[/"]) {
      assert.equal(await status(path), 404, path);
    }
    assert.equal(await status("/oauth/token?x=1"), 405);
    const refused = await fetch(`${addresses[where]}/oauth/token`);
    assert.deepEqual([refused.status, refused.headers.get("allow")], [405, "POST"]);
    assert.equal(refused.headers.get("pragma"), "no-cache");
    await refused.text();
    const granted = await fetch(`${addresses[where]}/oauth/token?x=1`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body()),
    });
    assert.equal(granted.status, 200, JSON.stringify(await granted.json()));
  });

  test(`in ${where}: what keeps it from starting is told in one line`, async () => {
    const start = (file, port = "0") => {
      const given = file ? [file] : [];
      const [command, args] =
        where === "Node"
          ? [process.execPath, [join(folder, "server.mjs"), ...given]]
          : [join(target, "debug/exchange-server"), given];
      const { status, stderr } = spawnSync(command, args, {
        env: { ...process.env, PORT: port },
        encoding: "utf8",
        timeout: 20_000,
      });
      assert.equal(status, 1, stderr);
      return stderr;
    };
    const write = (text) => {
      const file = join(folder, "faulty.json");
      writeFileSync(file, text);
      return file;
    };
    for (const [said, told] of [
      [start(), /^name the file with resources and key sets: .*config\.json\n$/],
      [start(join(folder, "absent.json")), /^.*no such file.*\n$/i],
      [start(write("{\n\nx")), /^the file is no JSON.*\n$/],
      [start(write('{"resources": {}}')), /^the file needs `keySets`, an object of key sets by issuer\n$/],
      [start(write('{"keySets": {}, "resources": []}')), /^the file needs `resources`, an object of lists of .*\n$/],
      [start(write(JSON.stringify({ resources: { "a/b/c/d": [] }, keySets: {} }))), /^a\/b\/c\/d: .*\n$/],
      [start(write('{"resources": {}, "keySets": {"x": 7}}')), /^the key set of x must be an object\n$/],
      [start(join(folder, "config.json"), new URL(addresses[where]).port), /^.*in use.*\n$/i],
    ]) {
      assert.match(said, told);
    }
  });
}

test("in Node: what is not known is ignored, whatever it is", async () => {
  for (const unknown of [7, null, true, ["a", "b"], { resource: "x/y", a: { b: "c" } }, "a"]) {
    const { status, body: said } = await post("Node", body({ note: unknown }));
    assert.equal(status, 200, JSON.stringify([unknown, said]));
    for (const [name, twice] of [
      ["resource", '"resource":"x/y",'],
      ["resource", '"\\u0072esource" : "x/y",'],
    ]) {
      const repeated = JSON.stringify(body({ note: unknown })).replace("{", `{${twice}`);
      assert.deepEqual([name, (await post("Node", repeated)).status], [name, 400]);
    }
  }
  for (const known of ["resource", "subject_token", "grant_type", "subject_token_type", "actor_token"]) {
    const { status, body: said } = await post("Node", body({ [known]: 7 }));
    assert.deepEqual([known, status, said.error], [known, 400, "invalid_request"]);
  }
});

test("nothing of a token is logged", async () => {
  const pasted = github.sign();
  for (const where of ["Node", "Rust"]) {
    await post(where, body({ subject_token: pasted }));
    await post(where, body({ subject_token: `${pasted}x` }));
  }
  const said = logged.join("\n");
  assert.ok(logged.length > 1);
  for (let at = 0; at + 16 <= pasted.length; at += 16) assert.ok(!said.includes(pasted.slice(at, at + 16)));
  for (const line of logged) assert.match(line, /^[0-9a-f-]{32,36} \d{3} [a-z_]+$/);
});

const skip = existsSync(python) ? false : "the Hub's client is not installed here: make test does it";
for (const [what, pasted, resource, expected] of [
  ["a repository", () => github.sign(), "acme/awesome-model", /^hf_jwt_/m],
  ["a user", () => github.sign(), "acme", /^hf_oauth_/m],
  [
    "an expired token",
    () => github.sign(job({ exp: 1_700_000_000, iat: 1_699_999_000, nbf: 1_699_999_000 })),
    "acme/awesome-model",
    null,
  ],
  ["another audience", () => github.sign(job({ aud: "pypi" })), "acme/awesome-model", null],
  ["an unknown resource", () => github.sign(), "nobody/nothing", null],
  ["a stranger's signature", () => stranger.sign(), "acme/awesome-model", null],
]) {
  for (const where of ["Node", "Rust"])
    test(`the Hub's own client, by ${where}: ${what}`, { skip, timeout: 120_000 }, async () => {
      const home = mkdtempSync(join(tmpdir(), "hub-client-"));
      const env = {
        PATH: process.env.PATH,
        HOME: home,
        HF_HOME: home,
        HF_ENDPOINT: addresses[where],
        HF_OIDC_RESOURCE: resource,
        HF_OIDC_ID_TOKEN: pasted(),
        HF_HUB_DISABLE_TELEMETRY: "1",
        HF_HUB_DISABLE_UPDATE_CHECK: "1",
      };
      const ran = await promisify(execFile)(python, ["auth", "token"], { env }).catch((error) => error);
      rmSync(home, { recursive: true, force: true });
      const said = `${ran.stdout}${ran.stderr}`;
      if (expected) assert.match(ran.stdout, expected, said);
      else {
        assert.notEqual(ran.code ?? 0, 0, said);
        assert.match(said, /invalid_grant|400/, said);
      }
    });
}
