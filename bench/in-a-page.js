// The same race in a page: bundled with all contestants, and run by exchange.mjs.

import initCedar, { isAuthorized } from "@cedar-policy/cedar-wasm/web";
import * as hub from "../pkg/index.js";
import { contestants, race } from "./contestants.js";

const decoded = (text) =>
  new TextDecoder().decode(
    Uint8Array.fromBase64?.(text, { alphabet: "base64url" }) ??
      Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0)),
  );

globalThis.inAPage = async ({ tokens, publishers, now, rounds }) => {
  await initCedar({ module_or_path: "/cedar.wasm" });
  const all = contestants({ hub, isAuthorized, decoded, now });
  return race(all, Object.keys(all), tokens, publishers, rounds);
};
