// @ts-check
// A realistic job of GitHub Actions, made on the spot. Its signature is random: nobody signed it.

/** @param {object | Uint8Array} part */
function base64url(part) {
  const bytes = part instanceof Uint8Array ? part : new TextEncoder().encode(JSON.stringify(part));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

export const resource = "acme/awesome-model";

export const fields = {
  repository: "acme/awesome-model-training",
  branch: "main",
  workflow: "publish.yml",
  environment: "release",
};

/** A token that lives for five minutes, as GitHub's do. */
export function token() {
  const now = Math.floor(Date.now() / 1000);
  const file = `${fields.repository}/.github/workflows/${fields.workflow}@refs/heads/${fields.branch}`;
  const claims = {
    jti: crypto.randomUUID(),
    sub: `repo:${fields.repository}:environment:${fields.environment}`,
    aud: "https://huggingface.co",
    ref: `refs/heads/${fields.branch}`,
    sha: "7f0d5e2a9c1b4386aa02d1c6f9e8b7054c3d2e1f",
    repository: fields.repository,
    repository_owner: "acme",
    repository_owner_id: "65417021",
    run_id: "19682044317",
    run_number: "42",
    run_attempt: "1",
    repository_visibility: "private",
    repository_id: "874120553",
    actor_id: "1203941",
    actor: "octavia",
    workflow: "Publish the model",
    head_ref: "",
    base_ref: "",
    event_name: "push",
    ref_protected: "true",
    ref_type: "branch",
    workflow_ref: file,
    job_workflow_ref: file,
    runner_environment: "github-hosted",
    environment: fields.environment,
    iss: "https://token.actions.githubusercontent.com",
    nbf: now - 5,
    exp: now + 300,
    iat: now - 5,
  };
  const header = {
    typ: "JWT",
    alg: "RS256",
    x5t: "ykNaY4qM_ta4k2TgZOCEYLkcYlA",
    kid: "38826b17-6a30-5f9b-b169-8beb8202f723",
  };
  return [header, claims, crypto.getRandomValues(new Uint8Array(256))].map(base64url).join(".");
}
