// The equal-shares tool without its pages: `node equal_shares.js FOLDER`, one question a line of JSON, one answer a line.
// A question: {file or text, completion, accuracy, times}. Times are of this process's processor, parsing included and
// warm: the first of several runs is left out.
const fs = require("fs"), vm = require("vm"), readline = require("readline");
const folder = process.argv[2], text = name => fs.readFileSync(folder + "/js/" + name, "utf8");
const room = {postMessage: () => {}, performance, console};
vm.createContext(room);
vm.runInContext(text("libraries/fraction.min.js"), room);
vm.runInContext(text("methodOfEqualSharesWorker.js").replace(/importScripts\(.*\);/, "") +
  text("pabulibParser.js").replace("export function", "function") +
  "\nfunction counted() { return equalShares(parsePabulibFromString(file), params).winners; }", room);

function processor() {
  const used = process.cpuUsage();
  return (used.user + used.system) / 1e6;
}

function answer(asked) {
  room.file = asked.text ?? fs.readFileSync(asked.file, "utf8");
  room.params = {tieBreaking: ["maxVotes", "minCost"], completion: asked.completion, add1options: ["exhaustive"],
    comparison: "none", accuracy: asked.accuracy ?? "floats", increment: 1};
  const seconds = [];
  let winners, began = processor();
  const end = began + 6;
  do {
    winners = vm.runInContext("counted()", room);
    seconds.push(processor() - began);
    began += seconds.at(-1);
  } while (seconds.length < (asked.times ?? 1) && processor() < end);
  return {winners, seconds: seconds.length > 1 ? seconds.slice(1) : seconds};
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
