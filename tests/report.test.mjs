// The report that a person copies: what it tells, and what it must not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { job, publisher, signer, token } from "./mint.mjs";
import { fresh, manifest, request } from "./stranger.mjs";

test("a report tells the verdict and names no person", async () => {
  const { simulateExchange, exchangeReport } = await fresh("index.js");
  const pasted = token(
    job({ aud: "pypi", actor: "octavia", user_email: "octavia@example.org", odd: "`|\u202e", base_ref: "" }),
  );
  const claims = { repository: "Acme/awesome-model-training", odd: "`|\u202d", base_ref: "main" };
  const publishers = [publisher(claims)];
  const report = exchangeReport(structuredClone(simulateExchange(request({ token: pasted, publishers }))));
  for (const part of [
    "exchange: Refused",
    "audience-mismatch",
    "differs-in-case",
    "Publisher 1: mismatch",
    `publishers ${manifest.version}`,
  ]) {
    assert.ok(report.includes(part), `${part} is missing from\n${report}`);
  }
  for (const part of ["octavia", "eyJ", pasted.split(".")[2].slice(0, 16), "\u202e", "`|", "``"])
    assert.ok(!report.includes(part), part);
  // Whether or not a publisher compares who it was, and as whom.
  const compared = [publisher({ actor: "marianne", user_email: "octavia@example.org" })];
  const told = exchangeReport(
    simulateExchange(request({ token: token(job({ actor: "octavia" })), publishers: compared })),
  );
  assert.match(told, /\| `actor` \| `actor` \| \(a person's\) \| \(a person's\) \| mismatch \|/);
  for (const part of ["octavia", "marianne"]) assert.ok(!told.includes(part), told);
});

test("what is no exchange gives no report, and is told what is", async () => {
  const { simulateExchange, verifyExchange, exchangeReport } = await fresh("index.js");
  const whole = simulateExchange(request());
  const { steps, ...stepless } = whole;
  assert.ok(exchangeReport({ ...stepless, steps }));
  for (const given of [
    undefined,
    null,
    "refused",
    {},
    stepless,
    { ...whole, outcome: "constructor" },
    { ...whole, outcomeIfFresh: "toString" },
    { ...whole, asked: {} },
    { ...whole, asked: null },
    { ...whole, asked: { ...whole.asked, now: 1e15 } },
    { ...whole, asked: { ...whole.asked, now: 1n } },
    { ...whole, response: undefined },
    { ...whole, findings: null },
    verifyExchange(request(), '{"keys": []}'),
  ]) {
    assert.throws(() => exchangeReport(given), {
      message: "exchangeReport: `exchange` must be an Exchange of simulateExchange or of an awaited verifyExchange",
    });
  }
});

test("a report holds neither people nor secrets, in whichever claim they stand", async () => {
  const { simulateExchange, exchangeReport } = await fresh("index.js");
  const people = {
    email: "octavia@example.org",
    preferred_username: "octavia",
    name: "Octavia E.",
    commit_author_email: "octavia@example.com",
    "https://id.example/email": "octavia@example.net",
    user_login: "octavia-l",
    actor_id: "4711",
  };
  const secrets = {
    a: "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH",
    b: "ghp_0123456789abcdefABCDEF0123456789abcd",
    c: "gho_0123456789abcdefABCDEF0123456789abcd",
    d: "github_pat_0123456789abcdefABCDEF_0123456789",
    e: "glpat-0123456789abcdefghij",
    f: "AKIAIOSFODNN7EXAMPLE",
    g: "xoxb-1234567890-abcdefghijkl",
  };
  const part = "5d8a2d3e-2f6e-4f4b-9d3a-3333333333";
  const of = (claims, issuer) => ({
    token: token({ ...job(claims), iss: issuer }),
    publishers: [publisher(claims, issuer)],
  });
  const other = (claims) => Object.fromEntries(Object.keys(claims).map((name) => [name, "marianne"]));
  const issuers = ["https://token.actions.githubusercontent.com", "https://ci.example.org"];
  const asked = issuers.flatMap((issuer) => [
    of({ ...people, ...secrets }, issuer),
    { ...of(people, issuer), publishers: [publisher(other(people), issuer)] },
    { ...of(secrets, issuer), publishers: [publisher(other(secrets), issuer)] },
    { ...of({}, issuer), publishers: [publisher({ ...people, ...secrets }, issuer)] },
  ]);
  const circle = "https://oidc.circleci.com/org/3b8a2d3e-2f6e-4f4b-9d3a-111111111111";
  const sub = (person) =>
    `org/3b8a2d3e-2f6e-4f4b-9d3a-111111111111/project/4c8a2d3e-2f6e-4f4b-9d3a-222222222222/user/${part}${person}`;
  asked.push({
    token: token({ ...job(), iss: circle, sub: sub("01") }),
    publishers: [publisher({ sub: sub("02") }, circle)],
  });
  const secret = [...Object.values(people), ...Object.values(secrets), part];
  for (const one of asked) {
    const report = exchangeReport(simulateExchange(request(one)));
    assert.deepEqual(
      secret.filter((text) => report.includes(text)),
      [],
      report,
    );
  }
});

/** How the secrets of services start, how many characters follow at least, and whether `-` and `_` are among them. */
const KINDS = {
  narrow: {
    hf_: 30,
    api_org_: 30,
    ghp_: 30,
    gho_: 30,
    ghu_: 30,
    ghs_: 30,
    ghr_: 30,
    npm_: 36,
    ATBB: 28,
    sk_live_: 24,
    rubygems_: 48,
    cio: 32,
    bkua_: 40,
    "pul-": 40,
  },
  wide: {
    hf_oauth_: 30,
    hf_jwt_: 30,
    github_pat_: 22,
    "glpat-": 20,
    "glcbt-": 20,
    "gldt-": 20,
    "glrt-": 20,
    "glptt-": 20,
    "glft-": 20,
    "glimt-": 20,
    "gloas-": 20,
    "glagent-": 20,
    "pypi-": 50,
    CCIPAT_: 40,
    ATATT: 60,
    dckr_pat_: 20,
    "xoxb-": 20,
    "xoxp-": 20,
    AIza: 35,
    "ya29.": 20,
    "sk-": 40,
  },
  capitals: { AKIA: 16, ASIA: 16 },
};
const FILLINGS = { narrow: "a1B2c3D4e5", wide: "a1B2-3D4_5", capitals: "A1B2C3D4E5" };
const everySecret = Object.entries(KINDS).flatMap(([how, kinds]) =>
  Object.entries(kinds).map(([prefix, least]) => prefix + FILLINGS[how].repeat(6).slice(0, least)),
);

test("what is a secret in a publisher is one in a report, and nothing else is", async () => {
  const { checkPublisher, simulateExchange, exchangeReport } = await fresh("index.js");
  const samples = [
    ...everySecret.flatMap((secret) => [
      [secret, true],
      [`my_${secret}`, true],
      [`acme/${secret}.yml`, true],
      [`ä${secret}ö`, true],
      [`x${secret}`, false],
      [secret.slice(0, -1), false],
    ]),
    ["AKIAIOSFODNN7EXAMPLEX", false],
    ["AKIAIOSFODNN7EXAMPLEx", false],
    ["AKIAIOSFODNN7EXAMPLE-x", true],
    ["-----BEGIN RSA PRIVATE KEY----- MIIEpAIBAAKCAQEA", true],
    ["-----BEGIN PUBLIC KEY----- MIIBIjANBgkqhkiG9w0B", false],
    ["hf_upload_model2.yml", false],
    ["acme/hf_StableDiffusionPipeline", false],
    ["npm_PublishToRegistryWorkflow", false],
    ["ASIAPACIFICDEPLOYMENT", false],
  ];
  for (const [text, isSecret] of samples) {
    const held = publisher({ repository: "acme/other", note: text });
    const isTold = checkPublisher(held).some(({ code }) => code === "secret-in-publisher");
    const report = exchangeReport(simulateExchange(request({ publishers: [held] })));
    assert.deepEqual([text, isTold, report.includes("(a secret)")], [text, isSecret, isSecret]);
    assert.equal(report.includes(text), !isSecret, report);
  }
});

test("a report does not say who comes to an address", async () => {
  const { simulateExchange, exchangeReport } = await fresh("index.js");
  const held = publisher({ repository: "https://user:correct-horse@github.com/acme/x" });
  const report = exchangeReport(simulateExchange(request({ publishers: [held] })));
  assert.ok(!report.includes("correct-horse") && report.includes("//…@github.com"), report);
});

test("a report says that a signature was checked only where it was", async () => {
  const { simulateExchange, verifyExchange, exchangeReport } = await fresh("index.js");
  const own = signer();
  const asked = request({ token: own.sign() });
  const secretKey = JSON.stringify({ keys: [{ ...own.keys[0], d: "AQAB" }] });
  for (const [exchange, checked] of [
    [simulateExchange(asked), false],
    [await verifyExchange(asked, own.keySet), true],
    [await verifyExchange(asked, signer().keySet), true],
    [await verifyExchange({ ...asked, token: own.sign(job(), { alg: "RS256", kid: "other" }) }, own.keySet), false],
    ...(await Promise.all(
      ["", "<html>", '{"keys":[]}', secretKey].map(async (keySet) => [await verifyExchange(asked, keySet), false]),
    )),
  ]) {
    const report = exchangeReport(exchange);
    const said = checked ? "The signature was checked against a pasted key set." : "The signature was not checked.";
    assert.ok(report.includes(said), report);
  }
});

test("a report of what has no findings does not ask why", async () => {
  const { verifyExchange, exchangeReport } = await fresh("index.js");
  const own = signer();
  const publishers = [publisher({ repository: "acme/awesome-model-training" })];
  const exchange = await verifyExchange(request({ token: own.sign(), publishers }), own.keySet);
  assert.deepEqual([exchange.outcome, exchange.findings], ["granted", []]);
  assert.deepEqual(exchangeReport(exchange).match(/^### .*/gm), ["### Steps", "### Publisher 1: match"]);
});
