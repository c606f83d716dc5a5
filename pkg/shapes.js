// Names what the module's answers list: from the module an answer is one flat list of values, in the order in which `src/wire`
// writes them and in which they stand here. JSON.parse reads it in two fifths of the time that nested lists take. How many items a
// list has stands before them; before a shape that can be absent stands a mark, or null in its place.

/** @typedef {() => any} Next gives the answer's next value */

const each = (shape) => (next) => {
  const list = [];
  for (let left = next(); left > 0; left -= 1) list.push(shape(next));
  return list;
};
const maybe = (shape) => (next) => next() && shape(next);
const texts = each((next) => next());

const span = maybe((next) => ({ start: next(), end: next() }));
const values = each((next) => ({ name: next(), value: next() }));
const resource = maybe((next) => ({ kind: next(), namespace: next(), name: next() }));
const publisher = (next) => ({ issuerUrl: next(), claims: next() });
const publishers = each(publisher);
const made = maybe(publisher);

// ── findings ─────────────────────────────────────────────────────────────────────────────────────
const place = maybe((next) => {
  const inside = next();
  if (inside === "publisher") return { in: inside, publisher: next(), path: next() };
  return { in: inside, name: next(), start: next(), end: next() };
});
const fix = maybe((next) => ({ label: next(), publisher: publisher(next), effect: next() }));
const findings = each((next) => ({
  code: next(),
  severity: next(),
  message: next(),
  help: next(),
  values: values(next),
  at: place(next),
  fix: fix(next),
}));

// ── a token ──────────────────────────────────────────────────────────────────────────────────────
const members = maybe(
  each((next) => ({
    name: next(),
    type: next(),
    json: next(),
    text: next(),
    role: next(),
    about: next(),
  })),
);
const decoded = (next) => ({
  form: next(),
  at: span(next),
  header: members(next),
  claims: members(next),
  complete: next(),
  provider: next(),
  findings: findings(next),
});

// ── an exchange ──────────────────────────────────────────────────────────────────────────────────
const asked = (next) => ({
  resource: resource(next),
  audience: next(),
  now: next(),
  labels: next(),
  provider: next(),
});
const granted = (next) => ({
  access_token: next(),
  token_type: next(),
  expires_in: next(),
  issued_token_type: next(),
});
const refused = (next) => ({ error: next(), error_description: next() });
const grant = maybe((next) => ({ access: next(), resource: resource(next), seconds: next(), matched: next() }));
const steps = each((next) => ({ name: next(), status: next(), summary: next() }));
const issuer = (next) => ({ expected: next(), found: next(), verdict: next() });
const compared = each((next) => ({
  claim: next(),
  readFrom: texts(next),
  expected: next(),
  found: next(),
  verdict: next(),
}));
const matches = each((next) => ({
  publisher: next(),
  verdict: next(),
  issuer: issuer(next),
  claims: compared(next),
}));
const exchange = (next) => {
  const [outcome, outcomeIfFresh, request, status] = [next(), next(), asked(next), next()];
  return {
    outcome,
    outcomeIfFresh,
    asked: request,
    status,
    response: status === 200 ? granted(next) : refused(next),
    grant: grant(next),
    steps: steps(next),
    matches: matches(next),
    findings: findings(next),
  };
};

// ── forms ────────────────────────────────────────────────────────────────────────────────────────
const fields = each((next) => ({
  id: next(),
  key: next(),
  label: next(),
  claims: texts(next),
  required: next(),
  placeholder: next(),
  help: next(),
}));
const filled = each((next) => ({ id: next(), value: next() }));
const providers = each((next) => ({
  id: next(),
  name: next(),
  preset: next(),
  issuers: texts(next),
  keySetUrl: next(),
  tenancy: next(),
  fields: fields(next),
  audience: { selectable: next(), how: next() },
  docsUrl: next(),
}));
const scenarios = each((next) => ({
  id: next(),
  title: next(),
  meant: next(),
  verdict: next(),
  refusedBy: texts(next),
}));
const suggestions = each((next) => ({
  title: next(),
  why: next(),
  publisher: publisher(next),
  findings: findings(next),
}));

/** @type {Record<string, (next: Next) => any>} */
const shapes = {
  decodeToken: decoded,
  parseResource: (next) => ({ resource: resource(next), findings: findings(next) }),
  simulateExchange: exchange,
  decideExchange: (next) => ({ outcome: next(), publisher: next() }),
  verifyExchange: exchange,
  providers,
  publisherFromFields: (next) => ({ publisher: made(next), findings: findings(next) }),
  fieldsFromPublisher: (next) => ({
    provider: next(),
    fields: filled(next),
    rest: texts(next),
  }),
  checkPublisher: findings,
  previewPublisher: scenarios,
  parsePublishers: (next) => ({ publishers: publishers(next), findings: findings(next) }),
  suggestPublishers: suggestions,
  ciWorkflow: (next) => ({ path: next(), language: next(), text: next(), findings: findings(next) }),
};

/**
 * An answer with its names.
 *
 * @param {string} name the function that was asked
 * @param {any[]} values what it answered
 */
export function named(name, values) {
  let at = 0;
  return shapes[name](() => {
    at += 1;
    return values[at - 1];
  });
}
