// Makes the tokens that tests paste. The signature is no signature: nothing here checks one.

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

export function token(claims = job(), header = { alg: "RS256", typ: "JWT", kid: "k1" }) {
  const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
  return `${part(header)}.${part(claims)}.${Buffer.alloc(256, 7).toString("base64url")}`;
}

export function publisher(claims = { repository: "acme/awesome-model-training", branch: "main" }, issuerUrl = issuer) {
  return {
    issuerUrl,
    claims: Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, { kind: "eq", value }])),
  };
}
