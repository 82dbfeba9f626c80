// A form with data-passkey asks the browser's passkey before it is sent. Without this script, or without
// passkeys in the browser, the part around it stays hidden.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential || !navigator.credentials) return;
  const part = form.closest("[data-passkey-part]");
  part.hidden = false;
  for (const without of document.querySelectorAll("[data-without-passkey]")) without.hidden = true;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const described = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const asked = async (options) => {
    if (options.user) {
      const publicKey = {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: described(options.excludeCredentials),
      };
      const made = await navigator.credentials.create({ publicKey });
      return {
        id: made.id, rawId: text(made.rawId), type: made.type,
        response: {
          clientDataJSON: text(made.response.clientDataJSON),
          attestationObject: text(made.response.attestationObject),
        },
      };
    }
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: described(options.allowCredentials),
    };
    const got = await navigator.credentials.get({ publicKey });
    const { clientDataJSON, authenticatorData, signature, userHandle } = got.response;
    return {
      id: got.id, rawId: text(got.rawId), type: got.type,
      response: {
        clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
        signature: text(signature), userHandle: userHandle && userHandle.byteLength ? text(userHandle) : null,
      },
    };
  };

  const status = form.querySelector("[role=status]");
  const answer = form.querySelector("[name=answer]");
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    status.textContent = "";
    answer.value = "";
    try {
      const options = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      // What stands in the way, or comes first, the page says itself.
      if (options.ok && !options.redirected) answer.value = JSON.stringify(await asked(await options.json()));
      form.submit();
    } catch (fault) {
      status.textContent = fault.name === "InvalidStateError" ? form.dataset.known : form.dataset.stopped;
      form.querySelector("button").focus();
    } finally {
      busy = false;
    }
  });
})();
