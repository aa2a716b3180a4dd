// The equal-shares tool without its pages: `node equal_shares.js FOLDER`, one question a line of JSON, one answer a line.
// A question: {file or text, completion, accuracy, times, alone}. Times are of this process's processor, decoding and
// parsing of the bytes included, and warm: the first third of several runs is left out. The tool's own way to count also
// makes its report (money and effective votes of every project in every round, which it would else look at only as far as
// needed), the greedy outcome and statistics; `alone` leaves these away: its parser and its rule, without completion.
const fs = require("fs"), vm = require("vm"), readline = require("readline");
const folder = process.argv[2], text = name => fs.readFileSync(folder + "/js/" + name, "utf8");
const room = {postMessage: () => {}, performance, console};
vm.createContext(room);
vm.runInContext(text("libraries/fraction.min.js"), room);
vm.runInContext(text("methodOfEqualSharesWorker.js").replace(/importScripts\(.*\);/, "") +
  text("pabulibParser.js").replace("export function", "function") +
  `
function counted(file) { return equalShares(parsePabulibFromString(file), params).winners; }
function alone(file) {
  const {meta, projects, votes, approvers} = parsePabulibFromString(file), C = Object.keys(projects);
  const cost = Object.fromEntries(C.map(c => [c, parseFloat(projects[c].cost)]));
  return equalSharesFixedBudget(Object.keys(votes), C, cost, approvers, parseFloat(meta.budget), params).winners;
}`, room);

function processor() {
  const used = process.cpuUsage();
  return (used.user + used.system) / 1e6;
}

function answer(asked) {
  const bytes = asked.text === undefined ? fs.readFileSync(asked.file) : Buffer.from(asked.text);
  const count = asked.alone ? room.alone : room.counted;
  room.params = {tieBreaking: ["maxVotes", "minCost"], completion: asked.completion, add1options: ["exhaustive"],
    comparison: "none", accuracy: asked.accuracy ?? "floats", increment: 1};
  const seconds = [];
  let winners, began = processor();
  const end = began + 3;
  do {
    winners = count(bytes.toString("utf8"));
    seconds.push(processor() - began);
    began += seconds.at(-1);
  } while (seconds.length < (asked.times ?? 1) && processor() < end);
  return {winners, seconds: seconds.slice(Math.floor((seconds.length + 1) / 3))};
}

readline.createInterface({input: process.stdin}).on("line", line => {
  let told;
  try {
    told = answer(JSON.parse(line));
  } catch (error) {
    told = {error: String(error.message ?? error)};
  }
  process.stdout.write(JSON.stringify(told) + "\n");
});
