import { answer } from "./ask.js";

console.log(await answer());
