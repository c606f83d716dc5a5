// The entry with the module as a file of its own: init() loads it, and must come first.

import { open } from "./door.js";
import { loader } from "./load.js";

export { version } from "./version.js";

const { init, loaded } = /* @__PURE__ */ loader(
  () => new URL("./hub-trusted-publishers.wasm", import.meta.url),
  (name) => {
    throw new Error(
      `${name}: the module is not loaded; call \`await init()\` first, with the module's bytes or address where import.meta.url cannot be fetched`,
    );
  },
);

export default init;

export const { decodeToken, parseResource, simulateExchange, providers, publisherFromFields, fieldsFromPublisher } =
  /* @__PURE__ */ open(loaded);
