// Going from case to case of the list that one came from, without going back to it.
// This tab alone remembers the list: references and its address, until the tab is closed or the person signs out.

const KEPT = "hub-walk";

function start() {
  document.querySelector("[data-sign-out]")?.addEventListener("submit", forget);
  const opened = Array.from(document.querySelectorAll("[data-queue-row] [data-queue-open]"));
  if (opened.length) keep(opened);
  const beside = document.querySelector("[data-beside]");
  if (beside) show(beside, read());
}

function keep(opened) {
  const following = document.querySelector("main a[rel=next]");
  write({
    address: window.location.pathname + window.location.search,
    cases: opened.map((link) => link.pathname),
    following: following ? following.pathname + following.search : "",
  });
}

function show(beside, walk) {
  const place = walk ? walk.cases.indexOf(beside.dataset.beside) : -1;
  if (place < 0) return;
  document.querySelectorAll("[data-back-to-list]").forEach((link) => (link.href = walk.address));
  lead(beside.querySelector("[data-beside-previous]"), walk.cases[place - 1]);
  lead(beside.querySelector("[data-beside-next]"), walk.cases[place + 1] || walk.following);
  const words = beside.querySelector("[data-beside-place]");
  words.textContent = words.dataset.words.replace("%{place}", place + 1).replace("%{all}", walk.cases.length);
  beside.hidden = false;
}

function lead(link, address) {
  link.hidden = !address;
  if (address) link.href = address;
}

function read() {
  try {
    return JSON.parse(window.sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function write(walk) {
  try {
    window.sessionStorage.setItem(KEPT, JSON.stringify(walk));
  } catch {
    // A browser that keeps nothing goes back to the list by its link.
  }
}

function forget() {
  try {
    window.sessionStorage.removeItem(KEPT);
  } catch {
    // Nothing was kept.
  }
}

start();
