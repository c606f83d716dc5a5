// In a page: shows the answer.

import { answer } from "./ask.js";

document.body.textContent = await answer();
