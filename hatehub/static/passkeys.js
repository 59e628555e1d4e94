// Asks the browser for a passkey, or to make one, and sends its answer with the form that the button stands in.
const known = Boolean(window.PublicKeyCredential && navigator.credentials);

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!known) continue;
  form.querySelectorAll("[data-passkey-without]").forEach((element) => (element.hidden = true));
  const button = form.querySelector("[data-passkey-button]");
  button.hidden = false;
  button.addEventListener("click", () => use(form, button));
}

async function use(form, button) {
  form.querySelectorAll("[data-passkey-failed]").forEach((element) => (element.hidden = true));
  button.disabled = true;
  try {
    form.querySelector("[data-passkey-answer]").value = JSON.stringify(await answer(form));
    HTMLFormElement.prototype.submit.call(form); // what was typed may hold a field named submit
  } catch (error) {
    button.disabled = false;
    const why = error.name === "InvalidStateError" ? "known" : "failed";
    const said = form.querySelector(`[data-passkey-failed="${why}"]`) ?? form.querySelector("[data-passkey-failed]");
    said.hidden = false;
  }
}

async function answer(form) {
  const { publicKey } = await options(form);
  if (form.dataset.passkey === "create") return created(form, publicKey);
  return asked(publicKey);
}

// Stands in the page, or is fetched when it is wanted: the sign-in page is open to everybody and asks for nothing itself.
async function options(form) {
  const beside = document.getElementById("passkey-options");
  if (beside) return JSON.parse(beside.textContent);
  const fetched = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!fetched.ok) throw new Error(`${fetched.status}`);
  return (await fetched.json()).request_options;
}

async function created(form, publicKey) {
  const isAlone = form.querySelector("[name=passwordless]")?.checked ?? false;
  const selection = {
    ...publicKey.authenticatorSelection,
    residentKey: isAlone ? "required" : "discouraged",
    requireResidentKey: isAlone,
    ...(isAlone ? { userVerification: "required" } : {}),
  };
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      authenticatorSelection: selection,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: (publicKey.excludeCredentials ?? []).map(withBytes),
    },
  });
  const { attestationObject } = made.response;
  return { ...common(made), response: { ...said(made), attestationObject: words(attestationObject) } };
}

async function asked(publicKey) {
  const used = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: (publicKey.allowCredentials ?? []).map(withBytes),
    },
  });
  const { authenticatorData, signature, userHandle } = used.response;
  const response = { ...said(used), authenticatorData: words(authenticatorData), signature: words(signature) };
  if (userHandle) response.userHandle = words(userHandle);
  return { ...common(used), response };
}

function common(credential) {
  return {
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function said(credential) {
  return { clientDataJSON: words(credential.response.clientDataJSON) };
}

function withBytes(descriptor) {
  return { ...descriptor, id: bytes(descriptor.id) };
}

function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function words(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
