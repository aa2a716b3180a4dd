/* The verify page: takes a file, a dropped one, or pasted text, and says what came out. */
(function () {
  "use strict";
  const city = globalThis.cocityVerify, form = document.getElementById("verify"), result = document.getElementById("result");
  if (!city || !city.check || !form || !globalThis.BigInt || !globalThis.TextDecoder || !Object.hasOwn) return;
  const words = JSON.parse(document.getElementById("verify-words").textContent);
  const lang = document.documentElement.lang, box = (name) => form.elements.namedItem(name);
  document.querySelectorAll("[data-with-script]").forEach((each) => { each.hidden = false; });
  document.querySelectorAll("[data-without-script]").forEach((each) => { each.hidden = true; });

  function say(name, values) {
    return words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  function put(parent, tag, text, attributes) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    Object.entries(attributes || {}).forEach(([name, value]) => made.setAttribute(name, value));
    return parent.appendChild(made);
  }

  function list(title, lines) {
    put(result, "h3", title);
    const ul = put(result, "ul");
    lines.forEach((line) => put(ul, "li", line));
  }

  function pairs(title, lines) {
    put(result, "h3", title);
    const dl = put(result, "dl", "", { class: "pairs" });
    lines.forEach(([label, value]) => { const row = put(dl, "div"); put(row, "dt", label); put(row, "dd", value); });
  }

  function clock(at) {
    const shown = new Date(at * 1000), zone = form.dataset.zone;
    if (Number.isNaN(shown.getTime())) return at + " s";
    return say("city_time", { at: new Intl.DateTimeFormat(lang, { dateStyle: "long", timeStyle: "medium", timeZone: zone }).format(shown), zone });
  }

  function verdict(name, good) {
    result.textContent = "";
    result.className = "verdict " + (good ? "verdict-holds" : "verdict-fails");
    const h2 = put(result, "h2", words[name], { id: "result-title" });
    h2.prepend(document.getElementById(good ? "icon-good" : "icon-bad").content.cloneNode(true));
  }

  // As kit/proof/telling.py says it. A content's fields that say something, those with known labels first: in words, and
  // as they were signed behind.
  function fields(content) {
    const told = content && typeof content === "object" && !Array.isArray(content) ? content : { "": content };
    const known = Object.keys(words.fields).filter((name) => Object.hasOwn(told, name));
    return [...new Set([...known, ...Object.keys(told)])].filter((name) => told[name] !== null && told[name] !== "")
      .map((name) => [Object.hasOwn(words.fields, name) ? words.fields[name] : name, named(name, told[name])]);
  }

  function named(field, value) {
    const written = typeof value === "string" ? value : city.canonical(value), said = inWords(field, value);
    return said ? `${said} (${written})` : written;
  }

  const own = (table, name) => (table && Object.hasOwn(table, name) ? table[name] : "");

  function inWords(field, value) {
    if (typeof value === "boolean") return words.codes.truth[value];
    if (field === "hour" || words.times.includes(field)) return time(value, field === "hour");
    if (value && typeof value === "object") return field === "verdict" && !Array.isArray(value) ? judged(value) : "";
    const group = own(words.groups, field), text = String(value);
    const code = field.endsWith("_path") ? text.replace(/^\/+|\/+$/g, "").split("/").pop() : text;
    return own(own(words.codes, group), code);
  }

  function time(value, hour) {
    const text = hour ? value + ":00:00Z" : String(value);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(Date.parse(text))) return "";
    const at = clock(Math.floor(Date.parse(text) / 1000));
    return hour ? say("hour_from", { at }) : at;
  }

  function judged(value) {
    const stars = value.stars ? words.stars.replace("{n}", () => value.stars) : "";
    return [inWords("solved", value.solved), stars, inWords("voice", value.voice)].filter(Boolean).join(words.comma);
  }

  // What the city calls its codes is asked for as one whole list, whatever the receipt holds; without network codes and
  // numbers stand alone.
  async function learn() {
    if (!words.names || words.codes.body || !navigator.onLine) return;
    try {
      const answer = await fetch(words.names);
      if (answer.ok) Object.assign(words.codes, await answer.json());
    } catch (e) { /* the network went away */ }
  }

  function tell(facts) {
    const known = facts.content !== undefined;
    const by = city.by.signature === "browser" ? "by_browser" : "by_page";
    verdict("holds", true);
    const seen = facts.witnesses.map((w) => say("witnessed", { name: w.name, at: clock(w.at) }));
    const proved = [say("place", facts), ...(seen.length ? seen : [words.unwitnessed]), words.lasting];
    list(words.proved, known ? [...proved, words.content] : proved);
    if (facts.entry.length) pairs(words.recorded, facts.entry.map(([name, value]) => [words[name], named(name, value)]));
    if (known) pairs(words.recorded_content, fields(facts.content));
    list(words.unproved, [...(known ? [] : ["no_content"]), "no_truth", "no_whole", "no_delivery", "no_owner"].map((name) => words[name]));
    pairs(words.keys, [[facts.origin, facts.log], ...facts.witnesses.map((w) => [w.name, w.key])]);
    put(result, "p", words[by], { class: "small mute" });
  }

  function refuse(error) {
    if (!(error instanceof city.Refused)) throw error;
    verdict(["policy", "entry", "opening"].includes(error.step) ? "undecided" : "fails", false);
    put(result, "p", words[error.step === "content" ? "differs" : error.step]);
    if (error.message) put(result, "p", words.why + ": " + error.message, { class: "small mute" });
  }

  async function check(file) {
    result.hidden = true; // what was said of one paper must not stand beside another
    const chosen = file || box("receipt").files[0], text = box("text").value, other = box("opening").files[0];
    let bytes;
    if (chosen) bytes = new Uint8Array(await chosen.arrayBuffer());
    else if (text.trim()) bytes = city.pasted(text);
    if (bytes) {
      try {
        const facts = await city.check(bytes, box("policy").value, other ? await other.text() : "");
        await learn();
        tell(facts);
      } catch (error) { refuse(error); }
    } else {
      verdict("undecided", false);
      put(result, "p", words.nothing);
    }
    result.hidden = false;
    result.focus();
    result.scrollIntoView({ block: "start" });
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); check(); });
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("is-over"); });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    if (event.dataTransfer.files.length) check(event.dataTransfer.files[0]);
  });
})();
