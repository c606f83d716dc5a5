// The entry for workerd, which compiles modules only when it starts: it imports the file as a module.

import module from "./hub-trusted-publishers.wasm";
import { open } from "./door.js";

export { version } from "./version.js";

export default function init() {
  return Promise.resolve();
}

export const { decodeToken, parseResource, simulateExchange, providers, publisherFromFields, fieldsFromPublisher } =
  /* @__PURE__ */ open(() => module);
