/* Scans addresses of a site with the MDN HTTP Observatory, and prints what each test finds.
   node scan.js PORT PATH=SCORE...: it fails when a score is below. */
import { argv, exit } from "node:process";
import { MINIMUM_SCORE_FOR_EXTRA_CREDIT } from "@mdn/mdn-http-observatory/src/grader/charts.js";
import {
  getGradeForScore,
  getScoreModifier,
} from "@mdn/mdn-http-observatory/src/grader/grader.js";
import { ALL_TESTS } from "@mdn/mdn-http-observatory/src/constants.js";
import { retrieve } from "@mdn/mdn-http-observatory/src/retriever/retriever.js";

// As its own scan() counts, which knows no port and no path.
function count(modifiers) {
  const sum = (numbers) => numbers.reduce((all, one) => all + one, 100);
  const score = sum(modifiers.filter((one) => one < 0));
  return score < MINIMUM_SCORE_FOR_EXTRA_CREDIT ? score : sum(modifiers);
}

async function scan(port, path) {
  const options = { httpPort: port, httpsPort: port, path };
  const requests = await retrieve("localhost", options);
  if (requests.responses.auto?.status !== 200) throw new Error(`${path} is not answered`);
  const found = ALL_TESTS.map((test) => test(requests));
  const modifiers = found.map(({ result }) => getScoreModifier(result));
  console.log(`\n${path}`);
  found.forEach(({ constructor, result, pass }, at) => {
    const points = `${modifiers[at]}`.padStart(4);
    console.log(`${points} ${pass ? " " : "!"} ${constructor.name.padEnd(30)} ${result}`);
  });
  const { score, grade } = getGradeForScore(count(modifiers));
  console.log(`${`${score}`.padStart(4)}   ${grade}`);
  return score;
}

const [port, ...wanted] = argv.slice(2);
let isGood = true;
for (const one of wanted) {
  const [path, least] = one.split("=");
  const score = await scan(port, path);
  if (score < least) {
    console.log(`${path} has ${score} points and is to have ${least}.`);
    isGood = false;
  }
}
exit(isGood ? 0 : 1);
