// The entry for workerd, which compiles modules only when it starts: it imports the file as a module.

import module from "./hub-trusted-publishers.wasm";
import { open } from "./door.js";

export { exchangeReport } from "./report.js";
export { version } from "./version.js";

const door = /* @__PURE__ */ open(() => module);

export default function init() {
  return Promise.resolve();
}

export const decodeToken = /* @__PURE__ */ door("decodeToken");
export const parseResource = /* @__PURE__ */ door("parseResource");
export const simulateExchange = /* @__PURE__ */ door("simulateExchange");
export const decideExchange = /* @__PURE__ */ door("decideExchange");
export const verifyExchange = /* @__PURE__ */ door("verifyExchange");
export const providers = /* @__PURE__ */ door("providers");
export const publisherFromFields = /* @__PURE__ */ door("publisherFromFields");
export const fieldsFromPublisher = /* @__PURE__ */ door("fieldsFromPublisher");
export const checkPublisher = /* @__PURE__ */ door("checkPublisher");
export const parsePublishers = /* @__PURE__ */ door("parsePublishers");
export const previewPublisher = /* @__PURE__ */ door("previewPublisher");
export const suggestPublishers = /* @__PURE__ */ door("suggestPublishers");
export const ciWorkflow = /* @__PURE__ */ door("ciWorkflow");
