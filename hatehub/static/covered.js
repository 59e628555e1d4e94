// What is covered until asked for: hiding all of it at once, counting what was shown, and no sound.

const PATIENCE = 1000; // milliseconds in which what is shown is counted together

let shown = 0;
let waiting = 0;

function start() {
  document.querySelectorAll("[data-hide-all]").forEach((button) => {
    button.hidden = !covers().length;
    button.addEventListener("click", hideAll);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hideAll());
  document.addEventListener("toggle", count, { capture: true });
  window.addEventListener("pageshow", (event) => event.persisted && hideAll());
  window.addEventListener("pagehide", tell);
  document.querySelectorAll("audio, video").forEach(silence);
}

function covers() {
  return Array.from(document.querySelectorAll("details.hub-reveal"));
}

function hideAll() {
  covers().forEach((each) => (each.open = false));
  document.querySelectorAll("[data-in-colour], [data-in-focus]").forEach((box) => (box.checked = false));
  document.querySelectorAll("audio, video").forEach(silence);
}

function silence(player) {
  player.autoplay = false;
  player.muted = true;
  player.pause();
}

// Each thing counts once a page. Pictures and files are counted by the server, which serves them.
function count(event) {
  const cover = event.target;
  if (!cover.matches?.("details.hub-reveal") || !cover.open || cover.dataset.seen) return;
  if (cover.closest("[data-counted]") || cover.querySelector("img")) return;
  cover.dataset.seen = "yes";
  shown += 1;
  clearTimeout(waiting);
  waiting = setTimeout(tell, PATIENCE);
}

async function tell() {
  const place = document.querySelector("[data-seen-today]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!shown || !place || !token) return;
  const body = new URLSearchParams({ words: String(Math.min(shown, 50)), csrfmiddlewaretoken: token });
  shown = 0;
  clearTimeout(waiting);
  try {
    const answer = await fetch(place.dataset.countAt, { method: "POST", body, keepalive: true });
    if (!answer.ok) return;
    const { words, is_break_due: isBreakDue } = await answer.json();
    place.textContent = words;
    document.querySelectorAll("[data-break]").forEach((each) => (each.hidden = !isBreakDue));
  } catch {
    // The network is away for a moment; the count is one too few.
  }
}

start();
