// What every consumer does: it imports the package by its name, and asks it for a refusal and for a grant.

import { decideExchange, simulateExchange, verifyExchange, version } from "hub-trusted-publishers";
import { keySet, request } from "./story.js";

export async function answer() {
  const [publisher] = request.publishers;
  const claims = { ...publisher.claims, repository: { kind: "eq", value: "Acme/awesome-model-training" } };
  const refused = simulateExchange({ ...request, publishers: [{ ...publisher, claims }] });
  const { outcome } = await verifyExchange(request, keySet);
  return [version, refused.outcome, refused.findings[0].code, decideExchange(request).outcome, outcome].join(" ");
}
