// Tells the hub every few minutes that somebody is typing, so that a long text does not outlive its session.
const EVERY = 300_000;
const words = document.querySelector("script[data-signed-out]");
let asked = Date.now();

document.addEventListener("input", async () => {
  if (Date.now() - asked < EVERY) return;
  asked = Date.now();
  try {
    const answer = await fetch(words.dataset.typing, { headers: { Accept: "application/json" } });
    if (answer.status === 401) warn();
  } catch {
    // The network is away for a moment; the next round asks again.
  }
});

function warn() {
  if (document.querySelector("[data-signed-out-said]")) return;
  const said = document.createElement("div");
  said.className = "govuk-inset-text";
  said.setAttribute("role", "alert");
  said.dataset.signedOutSaid = "";
  said.textContent = words.dataset.signedOut;
  document.querySelector("main").prepend(said);
}
