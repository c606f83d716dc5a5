import { answer } from "../ask.js";

answer().then(
  (said) => postMessage(said),
  (error) => postMessage(String(error)),
);
