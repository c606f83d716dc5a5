// @ts-check
// The words that the page itself says while it is used. What a finding says is the package's.

/** @type {Record<import("./pkg/index.js").Outcome, string>} */
export const headings = {
  granted: "Granted",
  "granted-if-genuine": "Would be granted, if the signature is genuine",
  refused: "Refused",
  undetermined: "Cannot tell",
};

export const nothing = "Nothing to check yet";
export const allShown = "Every claim shown matches";
export const pasteAll =
  "Paste the whole ID token to be certain: what is absent from these claims may be present in it.";
export const nothingPasted = "Paste the ID token of a job, or try a sample.";
export const onlyOver = "Only its time is over: a fresh one of the same job would pass.";
export const onlyEarly = "Only its time has not come: once it is valid, it would pass.";
export const loaded = "";
export const sampleShown = "This sample was made on the spot; its signature is random, so the Hub would refuse it.";

/** @type {Record<string, string>} */
export const steps = {
  resource: "Resource",
  token: "Token",
  issuer: "Issuer",
  signature: "Signature",
  audience: "Audience",
  time: "Time",
  claims: "Claims",
};

/** Shape and word of a status or verdict, so that neither needs its colour. @type {Record<string, [string, string]>} */
export const marks = {
  pass: ["✓", "pass"],
  match: ["✓", "match"],
  fail: ["✗", "fail"],
  mismatch: ["✗", "mismatch"],
  unchecked: ["?", "unchecked"],
  none: ["·", "nothing yet"],
  undetermined: ["?", "undetermined"],
  skipped: ["–", "skipped"],
  error: ["✗", "error"],
  warning: ["!", "warning"],
  info: ["i", "note"],
  in: ["✓", "let in"],
  open: ["!", "let in"],
  out: ["–", "kept out"],
};

export const titles = {
  findings: "Why",
  steps: "Steps",
  claims: "Claims",
  answer: "What the Hub would answer",
  jobs: "Which jobs can use this",
  file: "Workflow file to commit",
  body: "JSON for the Hub's API",
  matrix: "Publishers by claims",
  verdict: "Verdict",
  bar: "Verdict in short",
  signature: "Check the signature",
  printing: "How to print a token's claims",
};

export const columns = ["Claim", "Read from", "Expected", "Found", "Verdict"];
export const jobColumns = ["Job", "Whose", "Verdict", "Kept out by"];
/** Whose a typical job is. @type {Record<string, string>} */
export const whose = { allow: "yours", choose: "yours to decide", deny: "not yours" };
/** What can be opened below a publisher. */
export const opened = { preview: titles.jobs, pipeline: titles.file, body: titles.body };
export const publisher = "Publisher";
export const provider = "Provider";
export const cannotPublish = "Cannot publish to the Hub yet";
export const addClaim = "Add a claim";
export const claimName = "Claim";
export const claimValue = "Value";
export const claimKind = "Kind";
/** @param {string} name */
export const twice = (name) => `\`${name}\` is named twice in this publisher, so it cannot be saved.`;
export const twiceHelp = "Remove one of the two: a publisher has one value for each claim.";
export const unnamed = "The name of the claim is missing: its value is compared with nothing.";
export const unnamedHelp = "Write the claim's name as the token has it, or remove the row.";
export const namedTwice = "Not copied: a publisher names a claim twice. Remove one of the two first.";
export const removeClaim = "Remove";
/** @param {string} claim */
export const removeNamed = (claim) => (claim ? `Remove claim ${claim}` : "Remove claim");
export const duplicate = "Duplicate";
export const remove = "Remove this publisher";
export const undo = "Undo";
/** @param {string} name */
export const removed = (name) => `${name} removed.`;
export const importLabel = "Publishers as JSON, one or a list";
export const importNow = "Import";
/** @param {string} name @param {string} label what the button of the fix said */
export const changed = (name, label) => `${name} changed: ${label.charAt(0).toLowerCase()}${label.slice(1)}.`;
/** @param {string} name @param {string} claim */
export const cut = (name, claim) => `${name} changed: ${claim || "a claim without a name"} removed.`;
/** @param {number} count */
export const imported = (count) =>
  count === 0
    ? "Nothing was imported: no publisher stands in the text."
    : count === 1
      ? "1 publisher imported."
      : `${count} publishers imported.`;
export const nothingToImport = "Nothing was imported: the field is empty. Paste publishers into it first.";
/** @param {number} count */
export const emptyLeftOut = (count) =>
  count === 1
    ? "One was left out: it is empty, without issuer and claims."
    : `${count} were left out: they are empty, without issuer and claims.`;
export const noResource = "Say what the job publishes to, such as acme/awesome-model.";
export const isToken = "This is a token: take it out and paste it as the ID token.";
export const fromToken = "Show publishers for this token";
export const taken = "Filled in from the token.";
export const sampleInPlace = "The sample replaced your resource and publishers.";
export const removeAll = "Remove all publishers";
export const removedAll = "All publishers removed.";
export const copyAll = "Copy all as JSON";
export const copiedAll = "Copied: the publishers, as the Hub stores them.";
export const replacedByLink = "What the link carries replaced your resource and publishers.";
export const damagedLink =
  "Nothing could be read from this link: it was changed or cut off. Ask for the link again, and copy all of it.";
export const noPath =
  "Fill in a repository as the resource to see the address. An account's publishers are added in its settings.";
export const savesNothing =
  "Nothing is saved here. Copy the link or the JSON to keep your publishers, and enter each in the resource's settings on the Hub.";
export const copyLink = "Copy a link to these publishers";
export const copiedLink = "Copied: resource and publishers, never a token.";
export const holdsSecret = "Not passed on: a token stands in a field. Remove it first.";
/** The stations of the picture. */
export const stations = ["CI job", "ID token", "Hub checks", "1-hour token"];
/** @param {number} count */
export const others = (count) => (count === 1 ? "The other publisher" : `The other ${count} publishers`);
export const fromLink =
  "Resource and publishers were filled in from the link. Whoever made it chose them: check that they are yours.";
export const issuedAt = "issued";
export const expiresAt = "expires";
export const take = "Use this publisher";
export const noSuggestion =
  "Nothing to suggest: the token's issuer or claims are not known, or its job ran for a pull request.";
export const copyFile = "Copy the workflow file";
export const copyBody = "Copy the JSON";
export const copyCommand = "Copy the command";
export const copiedFile = "Copied.";
export const download = "Download";
/** @param {Node} path @returns {(Node | string)[]} */
export const commitAs = (path) => ["Commit it as ", path, "; put your own command at its end."];
/** @param {Node} name @returns {(Node | string)[]} */
export const withoutDot = (name) => ["Browsers download it without its dot: save it as ", name, "."];
export const comparesNothing = "no claim is compared";
export const seeWhy = "See why";
export const printingHelp =
  "In the job, with the ID token in the environment variable `ID_TOKEN`. Paste what it prints in place of the token.";
export const printingWarning =
  "It prints no signature, so that nobody can use what stands in the log. Never print the token itself. Claims can name private repositories and people: look at who reads the log.";
export const issuerColumn = "Issuer";
export const issuerRow = "issuer";
export const keySet = "Key set (JWKS)";
export const keySetHelp =
  "Open the issuer's key set in another tab and paste it here; nothing is fetched by this page.";
/** @param {Node} address @returns {(Node | string)[]} */
export const keySetAt = (address) => [
  "Open the issuer's key set in another tab, at ",
  address,
  ", and paste it here; nothing is fetched by this page.",
];
export const keySetWiped = "It was removed from this page.";
export const copyReport = "Copy report";
export const copied = "Copied, without the token.";
export const notCopied = "The browser does not allow copying here: copy the selected text yourself.";
export const absent = "absent";

export const newPublisher = "New publisher";
/** @param {number} index */
export const publisherName = (index) => `Publisher ${index + 1}`;
/** How many errors and warnings a publisher has. @param {string} name @param {import("./pkg/index.js").Finding[]} findings */
export const counted = (name, findings) => {
  const many = (/** @type {string} */ wanted) => {
    const count = findings.filter(({ severity }) => severity === wanted).length;
    return count === 0 ? [] : [`${count} ${wanted}${count === 1 ? "" : "s"}`];
  };
  return `${name}: ${[...many("error"), ...many("warning")].join(", ") || "no warnings"}`;
};
/** @param {string} access @param {string} resource */
export const grant = (access, resource) =>
  access === "write-repo"
    ? `Write access to ${resource} for one hour.`
    : `Read access to the gated repositories of ${resource} for one hour.`;
/** @type {Record<string, string>} */
export const effects = {
  same: "lets in the same jobs",
  narrower: "lets in fewer jobs",
  wider: "lets in more jobs",
  different: "lets in different jobs instead",
};
/** What the other reading of labels would give. @param {string[]} names @param {import("./pkg/index.js").Labels} labels @param {string} does */
export const otherReading = (names, labels, does) =>
  labels === "raw"
    ? `If the Hub reads ${names.join(" and ")} as documented instead of as raw claims, ${does}.`
    : `If the Hub reads ${names.join(" and ")} as raw claims instead of as documented, ${does}.`;
/** @type {Record<import("./pkg/index.js").Outcome, string>} */
export const does = {
  granted: "it grants",
  "granted-if-genuine": "it grants",
  refused: "it refuses",
  undetermined: "these claims do not tell",
};
/** @param {string} moment */
export const judgedAt = (moment) => `Judged by this machine's clock at ${moment}.`;
