// Names what the module's answers list: a shape crosses as its members' values alone, in the order in which `src/wire` writes
// them and in which they stand here, and JSON.parse has half of the work. An absent shape is null.

const each = (shape) => (list) => list.map((one) => shape(one));
const maybe = (shape) => (one) => one && shape(one);

const span = ([start, end]) => ({ start, end });
const value = ([name, value]) => ({ name, value });
const resource = maybe(([kind, namespace, name]) => ({ kind, namespace, name }));
const publisher = ([issuerUrl, claims]) => ({ issuerUrl, claims });

// ── findings ─────────────────────────────────────────────────────────────────────────────────────
const place = ([inside, ...rest]) => {
  if (inside === "publisher") {
    const [publisher, path] = rest;
    return { in: inside, publisher, path };
  }
  const [name, start, end] = rest;
  return { in: inside, name, start, end };
};
const fix = ([label, repaired, effect]) => ({ label, publisher: publisher(repaired), effect });
const findings = each(([code, severity, message, help, values, at, mend]) => ({
  code,
  severity,
  message,
  help,
  values: values.map(value),
  at: at && place(at),
  fix: mend && fix(mend),
}));

// ── a token ──────────────────────────────────────────────────────────────────────────────────────
const members = maybe(each(([name, type, json, text, role, about]) => ({ name, type, json, text, role, about })));
const decoded = ([form, at, header, claims, complete, provider, found]) => ({
  form,
  at: at && span(at),
  header: members(header),
  claims: members(claims),
  complete,
  provider,
  findings: findings(found),
});

// ── an exchange ──────────────────────────────────────────────────────────────────────────────────
const asked = ([named, audience, now, labels, provider]) => ({
  resource: resource(named),
  audience,
  now,
  labels,
  provider,
});
const response = (given) => {
  if (given.length === 2) {
    const [error, error_description] = given;
    return { error, error_description };
  }
  const [access_token, token_type, expires_in, issued_token_type] = given;
  return { access_token, token_type, expires_in, issued_token_type };
};
const grant = ([access, named, seconds, matched]) => ({ access, resource: resource(named), seconds, matched });
const step = ([name, status, summary]) => ({ name, status, summary });
const issuer = ([expected, found, verdict]) => ({ expected, found, verdict });
const claim = ([claim, readFrom, expected, found, verdict]) => ({ claim, readFrom, expected, found, verdict });
const match = ([publisher, verdict, trusted, claims]) => ({
  publisher,
  verdict,
  issuer: issuer(trusted),
  claims: claims.map(claim),
});
const exchange = ([outcome, outcomeIfFresh, request, status, answer, granted, steps, matches, found]) => ({
  outcome,
  outcomeIfFresh,
  asked: asked(request),
  status,
  response: response(answer),
  grant: granted && grant(granted),
  steps: steps.map(step),
  matches: matches.map(match),
  findings: findings(found),
});

// ── forms ────────────────────────────────────────────────────────────────────────────────────────
const field = ([id, key, label, claims, required, placeholder, help]) => ({
  id,
  key,
  label,
  claims,
  required,
  placeholder,
  help,
});
const provider = ([id, name, preset, issuers, keySetUrl, tenancy, fields, [selectable, how], docsUrl]) => ({
  id,
  name,
  preset,
  issuers,
  keySetUrl,
  tenancy,
  fields: fields.map(field),
  audience: { selectable, how },
  docsUrl,
});

/** @type {Record<string, (answer: any) => any>} an answer with its names, by the name of the function that was asked */
export const shapes = {
  decodeToken: decoded,
  parseResource: ([named, found]) => ({ resource: resource(named), findings: findings(found) }),
  simulateExchange: exchange,
  decideExchange: ([outcome, publisher]) => ({ outcome, publisher }),
  verifyExchange: exchange,
  providers: each(provider),
  publisherFromFields: ([made, found]) => ({ publisher: made && publisher(made), findings: findings(found) }),
  fieldsFromPublisher: ([provider, fields, rest]) => ({
    provider,
    fields: fields.map(([id, value]) => ({ id, value })),
    rest,
  }),
  checkPublisher: findings,
  previewPublisher: each(([id, title, meant, verdict, refusedBy]) => ({ id, title, meant, verdict, refusedBy })),
  parsePublishers: ([read, found]) => ({ publishers: read.map(publisher), findings: findings(found) }),
  suggestPublishers: each(([title, why, made, found]) => ({
    title,
    why,
    publisher: publisher(made),
    findings: findings(found),
  })),
  ciWorkflow: ([path, language, text, found]) => ({ path, language, text, findings: findings(found) }),
};
