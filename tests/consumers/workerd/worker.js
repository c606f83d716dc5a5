import { answer } from "../ask.js";

export default {
  async fetch() {
    return new Response(await answer().catch(String));
  },
};
