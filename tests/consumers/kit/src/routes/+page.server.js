import { answer } from "../../../ask.js";

export const load = async () => ({ said: await answer() });
