// The entry with the module as a file of its own: init() loads it, and must come first.

import { open } from "./door.js";
import { loader } from "./load.js";

export { exchangeReport } from "./report.js";
export { version } from "./version.js";

const module = /* @__PURE__ */ loader(
  () => new URL("./hub-trusted-publishers.wasm", import.meta.url),
  (name) => {
    throw new Error(
      `${name}: the module is not loaded; call \`await init()\` first, with the module's bytes or address where import.meta.url cannot be fetched`,
    );
  },
);
const door = /* @__PURE__ */ open((name) => module.loaded(name));

export default function init(wasm) {
  return module.init(wasm);
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
