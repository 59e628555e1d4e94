// Tells the hub every half minute that a case is open, and says who else looks at it and who has changed it since.
const place = document.querySelector("[data-looking]");
const EVERY = 30_000;

async function ask() {
  if (document.visibilityState !== "visible") return;
  const address = new URL(place.dataset.looking, window.location.href);
  address.searchParams.set("seen", place.dataset.seen);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.ok) show(await answer.json());
  } catch {
    // The network is away for a moment, or the officer is signed out; the next round asks again.
  }
}

function show({ looking, changed, owner, claim }) {
  say(place.querySelector("[data-looking-who]"), looking);
  const line = place.querySelector("[data-looking-owner]");
  const isNew = String(claim ?? "") !== place.dataset.claimNow;
  say(line, isNew ? (owner ? line.dataset.words.replace("%{owner}", owner) : line.dataset.nobody) : "");
  showChange(changed);
}

// Said once: a live region that is written anew every half minute would be read out every half minute.
function showChange(changed) {
  const region = place.querySelector("[data-looking-changed]");
  if (region.dataset.said === changed || !changed) return;
  region.dataset.said = changed;
  const text = document.createElement("p");
  text.className = "govuk-body";
  text.append(`${changed} `);
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = window.location.href;
  link.textContent = region.dataset.reload;
  text.append(link);
  region.replaceChildren(text);
}

function say(element, words) {
  if (element.textContent.trim() !== words) element.textContent = words;
}

if (place) {
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
