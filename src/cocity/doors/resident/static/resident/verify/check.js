/* Checking a receipt, step by step as kit/proof/checking.py does. Nothing is sent anywhere. */
(function (root) {
  "use strict";
  const city = root.cocityVerify = root.cocityVerify || {};
  const refuse = (step, detail) => { throw new city.Refused(step, detail); };
  const SHOWN = ["kind", "ref", "seq", "hour"];
  const subtle = root.crypto && root.crypto.subtle;
  city.by = {};  // what did the work: "browser" or "page", for hash and signature

  city.hash = async function (bytes) {
    if (subtle && !city.onlyOwn) try {
      const made = new Uint8Array(await subtle.digest("SHA-256", bytes));
      city.by.hash = "browser";
      return made;
    } catch (e) { /* not for this page */ }
    city.by.hash = "page";
    return city.sha256(bytes);
  };

  // Keys of small order are refused here too, whatever the browser thinks of them.
  city.signed = async function (key, signature, message) {
    if (key.length !== 32 || signature.length !== 64 || city.weakKey(key)) return false;
    if (subtle && !city.onlyOwn) try {
      const imported = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      city.by.signature = "browser";
      return await subtle.verify({ name: "Ed25519" }, imported, signature, message);
    } catch (e) { /* a browser without Ed25519: Chrome before 137, Firefox before 129, Safari before 17 */ }
    city.by.signature = "page";
    return city.ed25519(key, signature, message);
  };

  // Seconds since 1970 of a cosignature, null for a plain signature; refuses what does not hold.
  async function verify(note, signature, key) {
    let at = null, value = signature.value, text = note.text;
    if (!signature.canonical) refuse("signed", "the signature of " + key.name + " is not written in canonical base64");
    if (key.kind === 4 && value.length >= 8) {
      at = new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0);
      value = value.slice(8);
      text = "cosignature/v1\ntime " + at + "\n" + text;
    }
    if ((at !== null && at >= 2n ** 63n) || !(await city.signed(key.key, value, city.utf8(text)))) {
      refuse("signed", "the signature of " + key.name + " does not fit the text");
    }
    return at === null ? 0 : Number(at);
  }

  function met(policy, names) {
    const there = new Set(["none", ...names]);
    policy.groups.forEach((group, name) => { if (group.of.filter((m) => there.has(m)).length >= group.least) there.add(name); });
    return there.has(policy.quorum);
  }

  // The log's key and the witnesses, as they signed this note; the policy must be met.
  async function believe(note, origin, policy) {
    const logs = policy.logs.filter((log) => log.name === origin), witnesses = [...policy.witnesses.values()];
    if (!logs.length) refuse("signed", "no known log is called " + origin.slice(0, 80));
    const times = new Map();
    for (const signature of note.signatures) {
      const key = [...logs, ...witnesses].find((k) => k.name === signature.name && k.id === signature.key);
      if (key) times.set(key, Math.max(times.get(key) || 0, await verify(note, signature, key)));
    }
    const log = logs.find((each) => times.has(each)), seen = witnesses.filter((each) => times.has(each));
    if (!log) refuse("signed", "the log did not sign this checkpoint");
    const names = [...policy.witnesses].filter(([, key]) => times.has(key)).map(([name]) => name);
    if (!met(policy, names)) refuse("signed", seen.length + " known witnesses cosigned, which is no quorum (" + policy.quorum + ")");
    return { log, witnesses: seen.map((key) => ({ name: key.name, key: key.id, at: times.get(key) })) };
  }

  // RFC 9162 §2.1.3.2.
  city.included = async function (leaf, index, size, proof, wanted) {
    if (index >= size) refuse("included", "a tree of " + size + " leaves has no leaf " + index);
    let at = index, last = size - 1n, hashed = leaf;
    for (const step of proof) {
      if (last === 0n) refuse("included", "the inclusion proof is too long");
      const left = (at & 1n) === 1n || at === last;
      hashed = await city.hash(left ? city.joined([1], step, hashed) : city.joined([1], hashed, step));
      if (left) while (at && !(at & 1n)) { at >>= 1n; last >>= 1n; }
      at >>= 1n; last >>= 1n;
    }
    if (last) refuse("included", "the inclusion proof is too short");
    if (!city.same(hashed, wanted)) refuse("included", "the inclusion proof leads to another root");
  };

  // RFC 8785; whole numbers beyond 2^53 - 1 are refused, since they were rounded when they were read.
  city.canonical = function (value, step, depth = 0) {
    const inside = (each) => city.canonical(each, step, depth + 1);
    if (depth > 100) refuse(step || "opening", "the value is nested too deep");
    if (Array.isArray(value)) return "[" + value.map(inside).join(",") + "]";
    if (value && typeof value === "object") {
      return "{" + Object.keys(value).sort().map((name) => inside(name) + ":" + inside(value[name])).join(",") + "}";
    }
    if (typeof value === "number" && (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))) {
      refuse(step || "opening", "a number is not finite, or is whole and beyond 2^53 - 1");
    }
    if (typeof value === "string" && /[\ud800-\udfff]/u.test(value)) refuse(step || "opening", "a text holds half a character");
    return JSON.stringify(value);
  };

  function thirtyTwo(text, step, what) {
    if (typeof text !== "string" || !/^[0-9a-f]{64}$/.test(text)) refuse(step, what + " is not 32 bytes in small hexadecimal digits");
    return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  }

  function read(text) {
    try { return JSON.parse(text); } catch (e) { return undefined; }
  }

  const isObject = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);

  // The extra data of a receipt: canonical JSON {content, leaf, salt}, each byte as it must be.
  function carried(extra) {
    let text = "", given;
    try { text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(extra); given = read(text); } catch (e) { /* not UTF-8 */ }
    if (!isObject(given) || Object.keys(given).sort().join() !== "content,leaf,salt" || !isObject(given.leaf)) {
      refuse("format", "the extra data is not {content, leaf, salt}");
    }
    if (city.canonical(given, "format") !== text) refuse("format", "the extra data is not canonical JSON");
    const erased = given.salt === "" && city.canonical(given.content) === "{}";
    if (!erased) thirtyTwo(given.salt, "format", "the salt");
    return { leaf: given.leaf, entry: city.utf8(city.canonical(given.leaf)), salt: given.salt, content: given.content };
  }

  function opened(text) {
    const given = read(text);
    if (!isObject(given) || !Object.hasOwn(given, "salt") || !Object.hasOwn(given, "content")) refuse("opening", "the content file is not {\"salt\": \u2026, \"content\": \u2026}");
    return given;
  }

  async function fits(leaf, given) {
    const salt = thirtyTwo(given.salt, "opening", "the salt");
    const made = await city.hash(city.joined(salt, city.utf8(city.canonical(given.content))));
    if (!city.same(made, thirtyTwo(leaf.commit, "content", "the commitment of the entry"))) {
      refuse("content", "salt and content give another commitment than the one in the entry");
    }
    return given.content;
  }

  // receipt: Uint8Array, policy: text, opening: text or "". The facts; throws city.Refused.
  city.check = async function (receipt, policy, opening) {
    const trusted = city.policyOf(policy), parsed = city.receiptOf(receipt), of = parsed.checkpoint;
    if (!parsed.extra.length) refuse("entry");
    const found = carried(parsed.extra), told = found.leaf, believed = await believe(parsed.note, of.origin, trusted);
    await city.included(await city.hash(city.joined([0], found.entry)), parsed.index, of.size, parsed.proof, of.root);
    let content;
    if (found.salt) content = await fits(told, found);
    if (opening) content = await fits(told, opened(opening));
    return {
      origin: of.origin, size: of.size, number: parsed.index + 1n, log: believed.log.id, witnesses: believed.witnesses, content,
      entry: SHOWN.filter((name) => ["string", "number"].includes(typeof told[name])).map((name) => [name, String(told[name])]),
    };
  };

  // A receipt from pasted text: line ends of any system, and a last one that a scanner dropped.
  city.pasted = (text) => city.utf8(text.replace(/\r\n/g, "\n").replace(/^[\n \t]+|[\n \t]+$/g, "") + "\n");
})(globalThis);
