// The main entry: the module stands in it as text, and is compiled at init() or at the first call.

import { open } from "./door.js";
import { bytes } from "./inlined.js";
import { compileNow, loader } from "./load.js";

export { version } from "./version.js";

const { init, loaded } = /* @__PURE__ */ loader(bytes, () => compileNow(bytes()));

export default init;

export const { decodeToken, parseResource, simulateExchange, providers, publisherFromFields, fieldsFromPublisher } =
  /* @__PURE__ */ open(loaded);
