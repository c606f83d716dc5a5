/**
 * The package's public face, as its users import it. Names and shapes here are fixed; the words of messages are the
 * builders' choice, and so are further functions and optional members beside these.
 *
 *   import init, { simulateExchange } from "hub-trusted-publishers";
 *   await init();                       // no argument on any platform; twice is harmless
 *   const exchange = simulateExchange({ token, resource, publishers });
 *
 * Laws
 * - Text that a person pastes or types never makes a function throw: it comes back as findings.
 *   Only a programmer's mistake throws: an Error that names the missing, misspelt or mistyped key. So does a call where the
 *   module cannot run: no WebAssembly, a policy without 'wasm-unsafe-eval', not enough memory ("internal error"); init and
 *   verifyExchange reject with the same Errors.
 * - Nothing is sent, stored or logged. No finding and no thrown Error quotes the token or its signature.
 * - Outputs are plain data (structuredClone and JSON.stringify keep them whole). The Hub's publisher form
 *   aside, no object is keyed by a claim's name; there `__proto__` stays an ordinary key.
 *   In outputs absent is null; "?" stands only in inputs. In inputs undefined means absent.
 * - Offsets are UTF-16 code units, ready for String.slice. Times are Unix seconds.
 * - What is too long is a finding: a pasted text over 1 MiB, a token over 16,384 characters, claims without their token and pasted
 *   publishers over 128 KiB, a key set over 256 KiB, a publisher to check over 32 claims or 16 KiB. More than 1,000 publishers in a
 *   request or a context throw.
 * - Whatever the Hub is not documented to do is decided the refusing way and said in a finding ("hub-undocumented").
 *   One thing is asked of the caller instead: how to read labels (ExchangeRequest.labels).
 * - Names and shapes stay; what is added to outputs beside them is optional for readers of this file.
 */

/** The package's version. */
export const version: string;

/**
 * Loads the wasm module; resolves at once when it is loaded already. The main entry carries the module inlined and also
 * loads it by itself at the first call, so that init may be left out there. The entry "hub-trusted-publishers/wasm" has
 * the same functions with the module as a file of its own: it needs init first, with no argument where
 * `new URL(…, import.meta.url)` can be fetched, else with the module's bytes or address; its error says so.
 */
export default function init(wasm?: BufferSource | WebAssembly.Module | Response | URL | string): Promise<void>;

// ── what is said about anything ──────────────────────────────────────────────────────────────────

export type Severity = "error" | "warning" | "info";

/** One observation: what is wrong, where, and what to do. */
export interface Finding {
  /** Stable kebab-case name of the bad thing; the list is codes.md. */
  code: string;
  severity: Severity;
  /** What is wrong: one line; a mismatch names both sides, expected and found. */
  message: string;
  /** What to do: one imperative line. */
  help: string | null;
  /** What fills the message's blanks (claim, expected, found, …), for those who translate by code. */
  values: { name: string; value: string }[];
  at: Place | null;
  /**
   * A repaired publisher. From checkPublisher: the finding is gone and no new error came. In an Exchange: all that can be
   * repaired in that publisher is, and simulating it is no longer "refused"; else null.
   */
  fix: Fix | null;
}

export type Place =
  /** Always an index into the text that the caller passed; for header and claims the whole segment. name: JSON Pointer into the decoded object. */
  | {
      in: "text" | "header" | "claims" | "resource" | "key-set" | "publishers";
      name: string | null;
      start: number;
      end: number;
    }
  /** path is a JSON Pointer into the publisher, such as "/issuerUrl" or "/claims/ref/value". */
  | { in: "publisher"; publisher: number; path: string };

export interface Fix {
  /** Imperative, fit for a button: "Use the file name publish.yml". */
  label: string;
  publisher: Publisher;
  /** Which jobs the repaired publisher lets in, compared with the one it replaces. */
  effect: "same" | "narrower" | "wider" | "different";
}

// ── publishers, as the Hub stores them ───────────────────────────────────────────────────────────

/** The body of the Hub's POST …/settings/trusted-publishers. Other keys the Hub adds are ignored. */
export interface Publisher {
  issuerUrl: string;
  claims: Record<string, ClaimRule>;
}

/** The Hub knows "eq" alone: byte-for-byte equality. Any other kind never matches and is a finding. */
export interface ClaimRule {
  kind: string;
  value: string;
}

/**
 * What is wrong or risky in a publisher before any token is seen; the gravest first. others: the list that it stands in, without
 * itself. "Publisher 2" in a message, and `count` among a finding's values, is the second of them.
 */
export function checkPublisher(
  publisher: Publisher,
  context?: { resource?: string; others?: Publisher[]; labels?: Labels },
): Finding[];

/**
 * Reads publishers pasted as JSON: one, or an array of them, strictly (duplicates, types, unknown kinds are findings). Of a list that
 * is bad in part the readable ones are given, so that their indexes need not be those of what was pasted.
 */
export function parsePublishers(text: string): { publishers: Publisher[]; findings: Finding[] };

/** Which jobs the publisher would let in, shown on the provider's typical jobs. Needs no token. */
export function previewPublisher(publisher: Publisher, context?: { labels?: Labels }): Scenario[];

export interface Scenario {
  /** Such as "push-default-branch", "push-other-branch", "tag", "pull-request-from-fork", "other-workflow", "recreated-repository". */
  id: string;
  title: string;
  /** "deny": a job that a stranger or proposed code controls; "allow": one of the owner's own; "choose": the owner's to decide. */
  meant: "allow" | "deny" | "choose";
  verdict: Verdict;
  /** The claims that refused it; "iss" for the issuer. Empty for a publisher without claims as well: it matches nothing. */
  refusedBy: string[];
}

// ── providers and their forms ────────────────────────────────────────────────────────────────────

export interface Provider {
  /** "github-actions", "gitlab-ci", "circleci", "bitbucket-pipelines", … , "custom". */
  id: string;
  name: string;
  /** True for the four that the Hub's settings page offers. */
  preset: boolean;
  /** Exact issuers, or templates with {placeholders}; the usual one first. */
  issuers: string[];
  /** Where the issuer documents its key set, to show as text; never fetched. */
  keySetUrl: string | null;
  /** "shared": one issuer for every customer, so that the claims alone tell them apart. */
  tenancy: "shared" | "tenant" | "instance";
  fields: Field[];
  /** Whether a job can get an ID token for the Hub's audience, and how, in one line. */
  audience: { selectable: boolean; how: string };
  docsUrl: string;
}

export interface Field {
  /** Key in publisherFromFields, such as "repository", "branch", "workflow", "environment". */
  id: string;
  /** The claim of the publisher that the field fills in; null for its issuer. */
  key?: string | null;
  label: string;
  /** The token claims that the field is read from. */
  claims: string[];
  required: boolean;
  placeholder: string;
  help: string;
}

export function providers(): Provider[];

/**
 * Builds the publisher that a filled-in form means: the Hub's labels on its presets (`branch`, `workflow`), token claims elsewhere.
 * Tolerates pasted URLs and blanks, and says so. null where a needed field is missing, or one holds what no token can (half of a surrogate pair,
 * more than 20,000 characters). "custom" has the field "issuerUrl"; further claims are the caller's to add.
 */
export function publisherFromFields(
  provider: string,
  fields: Record<string, string>,
): { publisher: Publisher | null; findings: Finding[] };

/**
 * Reads a stored publisher back into a form, the inverse where rest is empty. rest: the names of the claims that no field shows; their
 * values stand in the publisher.
 */
export function fieldsFromPublisher(publisher: Publisher): {
  provider: string;
  fields: { id: string; value: string }[];
  rest: string[];
};

/** The pipeline file that publishes to (or reads from) the resource, ready to commit. */
export function ciWorkflow(request: { provider: string; resource: string; publisher?: Publisher }): {
  path: string;
  language: string;
  text: string;
  findings: Finding[];
};

// ── resources ────────────────────────────────────────────────────────────────────────────────────

export interface Resource {
  kind: "model" | "dataset" | "space" | "kernel" | "bucket" | "user";
  namespace: string;
  /** null for a user. */
  name: string | null;
}

export function parseResource(text: string): { resource: Resource | null; findings: Finding[] };

// ── the pasted token ─────────────────────────────────────────────────────────────────────────────

/** Reads a pasted ID token. Verifies nothing. Also reads claims pasted as JSON or as "* name: value" lines. */
export function decodeToken(text: string): Decoded;

export interface Decoded {
  form: "jwt" | "claims-json" | "claims-list" | "none";
  /** Where the token or the claims stand in the text. */
  at: { start: number; end: number } | null;
  header: Member[] | null;
  claims: Member[] | null;
  /** False if claims may be missing, as in a pasted log excerpt: then absence proves nothing. */
  complete: boolean;
  /** Provider id by issuer and claims, null if unknown. */
  provider: string | null;
  findings: Finding[];
}

export interface Member {
  name: string;
  type: "string" | "number" | "boolean" | "null" | "array" | "object";
  /** Exactly as written in the JSON, number spelling kept. */
  json: string;
  /** The decoded text of a string, else null. */
  text: string | null;
  role: "registered" | "known" | "unknown";
  /** One line on what the claim means and whether it can change, null if unknown. */
  about: string | null;
}

/** Publishers that this token would satisfy, safest sensible one first. None for a pull request's job. */
export function suggestPublishers(text: string): Suggestion[];

export interface Suggestion {
  title: string;
  why: string;
  publisher: Publisher;
  findings: Finding[];
}

// ── the exchange ─────────────────────────────────────────────────────────────────────────────────

export interface ExchangeRequest {
  /** Whatever was pasted. */
  token: string;
  resource: string;
  publishers: Publisher[];
  /** Whole Unix seconds, up to the end of the year 9999; the platform's clock if absent. */
  now?: number;
  /** "https://huggingface.co" if absent. */
  audience?: string;
  labels?: Labels;
}

/**
 * "documented" (if absent): `branch` and `workflow` mean branch and workflow file, as the Hub's documentation says. "raw": every
 * key is a token claim. Where the two readings part, the outcome follows this choice and "hub-undocumented" says so.
 */
export type Labels = "documented" | "raw";

/**
 * What the Hub's POST /oauth/token would answer, and why. The signature is not checked, so the best outcome is "granted-if-genuine",
 * which is never enough to hand out a token: anybody can write such claims. A server calls `verifyExchange`.
 */
export function simulateExchange(request: ExchangeRequest): Exchange;

/**
 * The same decision without its reasons, for audits: not signed either, so never enough to hand out a token. publisher: index of the one
 * that matched, null if none.
 */
export function decideExchange(request: ExchangeRequest): { outcome: Outcome; publisher: number | null };

/** simulateExchange with the signature checked by WebCrypto against a pasted JSON Web Key Set. Only this can say "granted". */
export function verifyExchange(request: ExchangeRequest, keySet: string): Promise<Exchange>;

export type Outcome =
  | "granted"
  /** Every step that can be checked here passed; the signature was not checked. */
  | "granted-if-genuine"
  /** Some check fails; where the Hub's behaviour is not documented, too. */
  | "refused"
  /** The pasted claims are incomplete and nothing that they show fails yet. */
  | "undetermined";

export type Verdict = "match" | "mismatch" | "undetermined";

export interface Exchange {
  outcome: Outcome;
  /** The outcome for a token minted just now by the same job: exp, nbf and iat left aside. */
  outcomeIfFresh: Outcome;
  /** What the answer is about, as it was understood. */
  asked: { resource: Resource | null; audience: string; now: number; labels: Labels; provider: string | null };
  /** What the Hub would send. For "undetermined", the refusal. */
  status: 200 | 400;
  response: TokenResponse | OAuthError;
  /** What the token would allow; null unless the outcome is "granted" or "granted-if-genuine". */
  grant: { access: "write-repo" | "read-gated-repos"; resource: Resource; seconds: 3600; matched: number } | null;
  /** In the order in which they are checked; none is left out silently. */
  steps: Step[];
  /** One per publisher, nearest first. */
  matches: Match[];
  /** Why, most useful first: the first error names the cause. */
  findings: Finding[];
}

export interface TokenResponse {
  /** A placeholder that shows the prefix: "hf_jwt_…" for a repo, "hf_oauth_…" for a user. */
  access_token: string;
  token_type: "bearer";
  expires_in: 3600;
  issued_token_type: "urn:ietf:params:oauth:token-type:access_token";
}

export interface OAuthError {
  error: "invalid_request" | "invalid_grant";
  error_description: string;
}

export interface Step {
  name: "resource" | "token" | "issuer" | "signature" | "audience" | "time" | "claims";
  status: "pass" | "fail" | "unchecked" | "skipped";
  summary: string;
}

export interface Match {
  /** Index into the request's publishers. */
  publisher: number;
  verdict: Verdict;
  issuer: { expected: string; found: string | null; verdict: Verdict };
  claims: ClaimMatch[];
}

export interface ClaimMatch {
  claim: string;
  /** The token claims that the value was read from: ["workflow_ref"] for a GitHub `workflow`. */
  readFrom: string[];
  expected: string;
  /** As compared; JSON as written if it is not a string; null if absent. */
  found: string | null;
  verdict: Verdict;
}

/** A Markdown report fit for an issue or a chat: every verdict and reason, no token, no signature. */
export function exchangeReport(exchange: Exchange): string;
