/* Polish only: every page works without this file. */
(function () {
  "use strict";
  var all = function (q, root) { return Array.prototype.slice.call((root || document).querySelectorAll(q)); };
  var lang = document.documentElement.lang.slice(0, 2) === "zh" ? "zh-CN" : document.documentElement.lang;

  // Read aloud, part by part: old phones fall silent in one long utterance.
  all('[data-script="read"]').forEach(function (button) {
    var voice = window.speechSynthesis, label = button.querySelector("span"), start = label.textContent;
    if (!voice || !window.SpeechSynthesisUtterance) return;
    button.hidden = false;
    var stop = function () { voice.cancel(); label.textContent = start; button.setAttribute("aria-pressed", "false"); };
    button.addEventListener("click", function () {
      if (button.getAttribute("aria-pressed") === "true") return stop();
      var parts = all("h1,h2,h3,p,li,dt,dd,legend,label,caption,th,td,summary", document.getElementById("main"))
        .filter(function (e) { return e.offsetParent && !e.parentElement.closest("p,li,dt,dd,legend,label,td,th"); })
        .map(function (e) { return e.innerText.trim(); }).filter(Boolean);
      parts.forEach(function (text, i) {
        var u = new SpeechSynthesisUtterance(text);
        u.lang = lang; u.rate = 0.9;
        if (i === parts.length - 1) u.onend = stop;
        voice.speak(u);
      });
      label.textContent = button.dataset.stop; button.setAttribute("aria-pressed", "true");
    });
    window.addEventListener("pagehide", function () { voice.cancel(); });
  });

  // A form is sent once; coming back to the page makes it usable again.
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter || form.querySelector('[type="submit"]');
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    if (button && !button.closest("[data-quiet]")) {
      button.dataset.words = button.textContent; button.textContent = document.body.dataset.sending;
      button.setAttribute("aria-disabled", "true");
    }
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) all("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      all("[data-words]", form).forEach(function (b) { b.textContent = b.dataset.words; b.removeAttribute("aria-disabled"); });
    });
  });

  all('[data-script="print"]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // Long texts outlive a lost connection: kept on this device, in this tab, until the page after them has come.
  try {
    var store = window.sessionStorage, boxes = all("textarea[data-draft]"), sent = store.getItem("sent");
    var key = function (box) { return "draft:" + location.pathname + ":" + box.name; };
    if (sent && !boxes.some(function (box) { return key(box) === sent; })) { store.removeItem(sent); store.removeItem("sent"); }
    boxes.forEach(function (box) {
      if (!box.value) box.value = store.getItem(key(box)) || "";
      box.addEventListener("input", function () { store.setItem(key(box), box.value); });
      if (box.form) box.form.addEventListener("submit", function () { store.setItem("sent", key(box)); });
    });
  } catch (e) { /* storage is switched off: nothing is kept */ }

  all('[data-script="count"]').forEach(function (line) {
    var box = document.getElementById(line.dataset.for), limit = +box.dataset.most;
    var say = function () { line.textContent = line.dataset.say.replace("#", limit - Array.from(box.value).length); };
    line.hidden = false; say(); box.addEventListener("input", say);
  });

  var trouble = document.querySelector("[data-script-focus]");
  if (trouble) trouble.focus();
})();
