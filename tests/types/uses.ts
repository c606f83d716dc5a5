// What must compile against the shipped declarations, and what must not.

import init, {
  decideExchange,
  decodeToken,
  fieldsFromPublisher,
  parseResource,
  providers,
  publisherFromFields,
  simulateExchange,
  verifyExchange,
  version,
  type Exchange,
  type ExchangeRequest,
  type Finding,
  type Publisher,
} from "hub-trusted-publishers";
import initFile, { decodeToken as decodeByFile } from "hub-trusted-publishers/wasm";

const ready: Promise<void> = init();
const readyToo: Promise<void> = initFile(new Uint8Array());
const publisher: Publisher = {
  issuerUrl: "https://ci.example.org",
  claims: { project: { kind: "eq", value: "model" } },
};
const request: ExchangeRequest = { token: "", resource: "acme/model", publishers: [publisher] };
const exchange: Exchange = simulateExchange({ ...request, now: 1, labels: "raw", audience: "https://huggingface.co" });
const told: string[] = exchange.findings.map(({ code, message, help }: Finding) => `${code} ${message} ${help ?? ""}`);
if (exchange.grant) exchange.grant.seconds satisfies 3600;
if ("error" in exchange.response) exchange.response.error satisfies "invalid_request" | "invalid_grant";
for (const { at } of exchange.findings) {
  if (at?.in === "publisher") at.path satisfies string;
  else at?.start satisfies number | undefined;
}
const decided: number | null = decideExchange(request).publisher;
export const verified: Promise<Exchange> = verifyExchange(request, "{}");
export const used = [
  decided,
  ready,
  readyToo,
  told,
  version,
  decodeByFile(""),
  decodeToken("").form,
  parseResource("").resource?.kind,
];
export const forms = [
  providers()[0]?.fields,
  publisherFromFields("custom", { issuerUrl: "" }),
  fieldsFromPublisher(publisher).rest,
];

// @ts-expect-error the resource is missing
simulateExchange({ token: "", publishers: [] });
// @ts-expect-error a misspelt key
simulateExchange({ ...request, lables: "raw" });
// @ts-expect-error no such reading
simulateExchange({ ...request, labels: "guessed" });
// @ts-expect-error an undefined option is not an absent one under exactOptionalPropertyTypes
simulateExchange({ ...request, now: undefined });
// @ts-expect-error a key set is a text
verifyExchange(request, { keys: [] });
// @ts-expect-error what is verified is awaited
verifyExchange(request, "{}").outcome;
// @ts-expect-error a publisher is no text
fieldsFromPublisher("publisher");
// @ts-expect-error an outcome that does not exist
exchange.outcome === "accepted";
// @ts-expect-error grant may be null
exchange.grant.matched;
// @ts-expect-error text in, not bytes
decodeToken(new Uint8Array());
