// Makes the tokens that tests paste.

import { generateKeyPairSync, sign } from "node:crypto";

export const issuer = "https://token.actions.githubusercontent.com";
export const resource = "acme/awesome-model";

/** A job of GitHub Actions; what is undefined in `over` is left out. */
export function job(over = {}) {
  const now = Math.floor(Date.now() / 1000);
  const file = "acme/awesome-model-training/.github/workflows/publish.yml@refs/heads/main";
  return {
    iss: issuer,
    sub: "repo:acme/awesome-model-training:ref:refs/heads/main",
    aud: "https://huggingface.co",
    jti: "e8c1f3a2-5d7b-4c0e-9f64-1b2a3c4d5e6f",
    iat: now - 5,
    nbf: now - 5,
    exp: now + 300,
    repository: "acme/awesome-model-training",
    repository_id: "874120553",
    repository_owner: "acme",
    ref: "refs/heads/main",
    ref_type: "branch",
    workflow: "Publish the model",
    workflow_ref: file,
    job_workflow_ref: file,
    ...over,
  };
}

const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A token whose signature is none. */
export function token(claims = job(), header = { alg: "RS256", typ: "JWT", kid: "k1" }) {
  return `${part(header)}.${part(claims)}.${Buffer.alloc(256, 7).toString("base64url")}`;
}

/** An issuer with keys of its own: it signs, and publishes its key set. */
export function signer() {
  const keys = {
    RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
    ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  };
  const jwk = (alg) => ({ ...keys[alg].publicKey.export({ format: "jwk" }), kid: alg, use: "sig", alg });
  return {
    keys: Object.keys(keys).map(jwk),
    keySet: JSON.stringify({ keys: Object.keys(keys).map(jwk) }),
    /** Signs with the key that the header names, whatever algorithm it claims. */
    sign(claims = job(), header = { alg: "RS256", typ: "JWT", kid: "RS256" }) {
      const text = `${part(header)}.${part(claims)}`;
      const key = (keys[header.kid] ?? keys[header.alg] ?? keys.RS256).privateKey;
      return `${text}.${sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
    },
  };
}

export function publisher(claims = { repository: "acme/awesome-model-training", branch: "main" }, issuerUrl = issuer) {
  return {
    issuerUrl,
    claims: Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, { kind: "eq", value }])),
  };
}
