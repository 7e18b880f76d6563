/* Audits pages as a phone sees them, and ends with 1 unless all are at 100 throughout.

   node audit.js http://localhost:8000 / /about/ … */
import { execFileSync } from "node:child_process";
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
// A busy machine makes a page slow once; it does not make it slow three times.
const TRIES = 3;

const findChromium = () => {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // The next one, then.
    }
  }
  throw new Error("install Chromium, as the command chromium");
};

const audit = async (address, port) => {
  const { lhr } = await lighthouse(address, {
    port,
    onlyCategories: CATEGORIES,
    logLevel: "error",
  });
  // A browser that has just started may miss the beginning of a page.
  if (lhr.runtimeError) return { scores: [0], faults: [lhr.runtimeError.message] };
  const scores = CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100));
  const faults = CATEGORIES.flatMap((name) =>
    lhr.categories[name].auditRefs
      .filter(({ id, weight }) => weight && (lhr.audits[id].score ?? 1) < 1)
      .map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`.trim()),
  );
  return { scores, faults };
};

const isPerfect = ({ scores }) => scores.every((score) => score === 100);

const [site, ...paths] = process.argv.slice(2);
const chrome = await chromeLauncher.launch({
  chromePath: findChromium(),
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
});
let isGood = paths.length > 0;
try {
  console.log([...CATEGORIES, "page"].map((name) => name.padEnd(16)).join(""));
  for (const path of paths) {
    let result;
    for (let tries = 0; tries < TRIES; tries += 1) {
      result = await audit(site + path, chrome.port);
      if (isPerfect(result)) break;
    }
    isGood &&= isPerfect(result);
    const row = result.scores.map((score) => String(score).padEnd(16)).join("");
    console.log(`${row}${path}`);
    for (const fault of result.faults) console.log(`  ${fault}`);
  }
} finally {
  await chrome.kill();
}
process.exit(isGood ? 0 : 1);
