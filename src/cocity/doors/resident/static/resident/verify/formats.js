/* The texts of the log: base64, numbers, notes, checkpoints, receipts, policies (docs/developers/merkle.md). One spelling
   each, as in engines/merkle, so that no byte can be changed unseen. */
(function (root) {
  "use strict";
  const city = root.cocityVerify = root.cocityVerify || {};

  // What does not hold: step is one of policy, format, entry, signed, included, opening, content.
  city.Refused = class extends Error {
    constructor(step, detail) { super(detail || ""); this.step = step; }
  };
  const refuse = (step, detail) => { throw new city.Refused(step, detail); };
  const LARGEST = 2n ** 63n - 1n, MOST_HASHES = 63, MOST_SIGNATURES = 100, LONGEST = 1000000;
  const HEADER = "c2sp.org/tlog-proof@v1", DASH = "\u2014 ", NAME = /^[^\s\u0085\u001c-\u001f+]+$/u;

  city.utf8 = (text) => new TextEncoder().encode(text);
  city.hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  city.same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
  city.joined = function (...parts) {
    const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
    parts.reduce((at, part) => { out.set(part, at); return at + part.length; }, 0);
    return out;
  };

  function textOf(bytes, step) {
    let text;
    try { text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes); } catch (e) { refuse(step, "it is not UTF-8"); }
    if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) refuse(step, "it holds a control character");
    return text;
  }

  function loosely(text, step) {
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) refuse(step, "this is not base64: " + text.slice(0, 60));
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  }

  const canonically = (bytes, text) => btoa(String.fromCharCode(...bytes)) === text;

  function base64(text, step) {
    const bytes = loosely(text, step);
    if (!canonically(bytes, text)) refuse(step, "this is not base64 in its one canonical form: " + text.slice(0, 60));
    return bytes;
  }

  function hash(text, step) {
    const bytes = base64(text, step);
    if (bytes.length !== 32) refuse(step, "a hash has 32 bytes, not " + bytes.length);
    return bytes;
  }

  function number(text, step) {
    if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text) || BigInt(text) > LARGEST) refuse(step, "this is not a decimal number without leading zeros: " + text.slice(0, 40));
    return BigInt(text);
  }

  function signature(line) {
    const space = line.indexOf(" ", DASH.length), name = line.slice(DASH.length, space), written = line.slice(space + 1);
    if (!line.startsWith(DASH) || space < 0 || !NAME.test(name)) refuse("format", "this is not a signature line: " + line.slice(0, 80));
    const bytes = loosely(written, "format");
    if (bytes.length <= 4) refuse("format", "a signature is too short");
    return { name, key: city.hex(bytes.slice(0, 4)), value: bytes.slice(4), canonical: canonically(bytes, written) };
  }

  function noteOf(text) {
    const blank = text.lastIndexOf("\n\n"), tail = text.slice(blank + 2);
    if (blank < 0 || !tail) refuse("format", "a note is a text, a blank line and signatures");
    if (!tail.endsWith("\n")) refuse("format", "the last signature line does not end in a newline");
    if (text.length > LONGEST) refuse("format", "the note is too long");
    const lines = tail.split("\n").slice(0, -1);
    if (lines.length > MOST_SIGNATURES) refuse("format", "there are too many signatures");
    return { text: text.slice(0, blank + 1), signatures: lines.map(signature) };
  }

  function checkpointOf(text) {
    const lines = text.split("\n");
    if (lines.length < 4 || lines.pop() || lines.some((line) => !line)) refuse("format", "a checkpoint has an origin, a size and a root");
    return { origin: lines[0], size: number(lines[1], "format"), root: hash(lines[2], "format") };
  }

  city.receiptOf = function (bytes) {
    if (bytes.length > 2 * LONGEST) refuse("format", "the file is too long to be a receipt");
    const text = textOf(bytes, "format"), blank = text.indexOf("\n\n"), lines = text.slice(0, Math.max(blank, 0)).split("\n");
    if (blank < 0 || lines.shift() !== HEADER) refuse("format", "a receipt begins with " + HEADER + ", and an empty line comes before its checkpoint");
    let extra = new Uint8Array();
    if (lines.length && lines[0].startsWith("extra ")) {
      extra = base64(lines.shift().slice(6), "format");
      if (!extra.length) refuse("format", "a receipt without extra data has no line for it");
    }
    if (!lines.length || !lines[0].startsWith("index ")) refuse("format", "the receipt does not say which entry it is for");
    const index = number(lines.shift().slice(6), "format");
    if (lines.length > MOST_HASHES) refuse("format", "the proof is too long");
    const rest = text.slice(blank + 2);
    if (!rest.endsWith("\n")) refuse("format", "a receipt ends in a newline");
    const proof = lines.map((line) => hash(line, "format")), note = noteOf(rest);
    return { extra, index, proof, note, checkpoint: checkpointOf(note.text) };
  };

  // A key as name+id+base64(kind and 32 bytes).
  function keyOf(text, kind) {
    const [name, id, ...rest] = text.split("+"), material = base64(rest.join("+"), "policy");
    if (!rest.length || !NAME.test(name) || material.length !== 33 || material[0] !== kind) refuse("policy", "this is not a key of kind " + kind + ": " + text.slice(0, 80));
    const own = city.hex(city.sha256(city.joined(city.utf8(name + "\n"), material)).slice(0, 4));
    if (own !== id) refuse("policy", "the key of " + name + " has id " + own);
    const key = material.slice(1);
    if (city.weakKey(key)) refuse("policy", "the key of " + name + " is one for which anybody could sign");
    return { name, id, key, kind };
  }

  // c2sp.org/tlog-policy: lines log, witness, group, quorum.
  city.policyOf = function (given) {
    const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: "" }, members = new Set();
    const known = (name) => policy.witnesses.has(name) || policy.groups.has(name);
    const fresh = (name) => { if (name === "none" || known(name)) refuse("policy", "the name " + name + " is taken"); return name; };
    const once = (key, others) => { if (others.some((o) => city.same(o.key, key.key))) refuse("policy", "a key stands here twice"); return key; };
    const words = {
      log(w) { policy.logs.push(once(keyOf(w[0], 1), policy.logs)); return w.length < 3; },
      witness(w) { policy.witnesses.set(fresh(w[0]), once(keyOf(w[1] || "", 4), [...policy.witnesses.values()])); return w.length < 4; },
      group(w) {
        const [name, threshold, ...of] = w;
        of.forEach((m) => { if (!known(m) || members.has(m)) refuse("policy", "no member, or one already: " + m); members.add(m); });
        const least = { any: 1, all: of.length }[threshold] || Number(number(threshold || "", "policy"));
        policy.groups.set(fresh(name), { least, of });
        return least >= 1 && least <= of.length;
      },
      quorum(w) { const had = policy.quorum; policy.quorum = w[0]; return !had && w.length === 1 && (w[0] === "none" || known(w[0])); },
    };
    given.split("\n").forEach((line, n) => {
      if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(line)) refuse("policy", "line " + (n + 1) + ": a control character");
      const [first, ...w] = line.replace(/^[ \t]+|[ \t]+$/g, "").split(/[ \t]+/);
      if (!first || first.startsWith("#")) return;
      if (!Object.hasOwn(words, first) || !w.length || !words[first](w)) refuse("policy", "line " + (n + 1) + " cannot be read");
    });
    if (!policy.quorum) refuse("policy", "the policy has no quorum line");
    return policy;
  };
})(globalThis);
