const answer = require("../node.cjs");
const { keySet, request } = JSON.parse(process.env.STORY);

test("the package answers", async () => {
  expect(await answer({ keySet, request })).toBe(process.env.EXPECTED);
});
