/* Carries what the city asks to the device, and the device's answer to the city. Where there are no passkeys or no
   script, the page says which other way to take, and that way needs nothing of this file. */
(function () {
  "use strict";
  const forms = document.querySelectorAll("form[data-passkey]");
  const show = (part, shown) => document.querySelectorAll(`[data-passkey-${part}]`).forEach((each) => { each.hidden = !shown; });
  if (!forms.length || !window.PublicKeyCredential || !navigator.credentials) return;
  show("without", false);
  if (forms[0].dataset.origin !== location.origin) return show("elsewhere", true);
  show("with", true);

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  function asBytes(asked) {
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    [].concat(asked.allowCredentials || [], asked.excludeCredentials || []).forEach((each) => { each.id = bytes(each.id); });
    return asked;
  }

  function asText(found) {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((part) => {
      if (found.response[part]) response[part] = text(found.response[part]);
    });
    return JSON.stringify({
      id: found.id, rawId: text(found.rawId), type: found.type, response: response,
      clientExtensionResults: found.getClientExtensionResults(),
    });
  }

  // Signing in asks the city only when the button is pressed: a page merely looked at begins nothing.
  async function asked(form) {
    if (form.dataset.asked) return JSON.parse(form.dataset.asked);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options.publicKey;
  }

  forms.forEach((form) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector('[type="submit"]'), told = form.querySelector('[role="status"]');
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    told.textContent = form.dataset.waiting;
    try {
      const publicKey = asBytes(await asked(form)), kind = form.dataset.passkey;
      form.elements.credential.value = asText(await navigator.credentials[kind]({ publicKey }));
      form.submit();
    } catch (error) {
      told.textContent = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed;
      button.removeAttribute("aria-disabled");
    }
  }));
})();
