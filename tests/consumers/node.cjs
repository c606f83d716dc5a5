const { decideExchange, simulateExchange, verifyExchange, version } = require("hub-trusted-publishers");

/** As ask.js does, without an import. */
module.exports = async ({ request, keySet }) => {
  const [publisher] = request.publishers;
  const claims = { ...publisher.claims, repository: { kind: "eq", value: "Acme/awesome-model-training" } };
  const refused = simulateExchange({ ...request, publishers: [{ ...publisher, claims }] });
  const { outcome } = await verifyExchange(request, keySet);
  return [version, refused.outcome, refused.findings[0].code, decideExchange(request).outcome, outcome].join(" ");
};
if (require.main === module) module.exports(JSON.parse(process.argv[2])).then(console.log);
