// @ts-check
// Loads the page. A script that does not arrive cannot say so: this one, which needs no other, says it for all of them.

const progress = document.getElementById("progress");

import("./main.js").catch((error) => {
  if (!progress) return;
  progress.className = "said error";
  progress.textContent = `The page was not loaded whole, so nothing can be judged here. Reload the page. ${error instanceof Error ? error.message : ""}`;
});
