// Single keys for the workbench: a key does exactly what the link, button or field that declares it does.
// How to declare one: docs/keyboard.md.

const SHORTCUTS_OFF = "hub-shortcuts-off";
const PATIENCE = 1500; // milliseconds in which the second key of a pair is waited for

let begun = ""; // the first key of a pair, such as the g of "g q"
let waiting = 0;

function start() {
  const help = document.getElementById("shortcuts");
  if (!help) return;
  const off = help.querySelector("[data-shortcuts-off]");
  off.checked = isOffHere();
  off.addEventListener("change", () => {
    remember(off.checked);
    announce();
  });
  document.querySelectorAll("[data-shortcuts-open]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", showHelp);
  });
  document.addEventListener("keydown", pressed);
  document.addEventListener("focusin", markRowOfFocus);
  announce();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length > 1) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]") || areOff()) return;
  const key = begun ? `${begun} ${event.key}` : event.key;
  stopWaiting();
  if (act(key, event)) event.preventDefault();
}

function act(key, event) {
  if (key === "j" || key === "k") return moveBy(key === "j" ? 1 : -1);
  if (event.repeat) return false;
  if (key === "?") return showHelp();
  const element = find(key);
  if (element) return use(element);
  if (!all().some((each) => each.dataset.key.startsWith(`${key} `))) return false;
  begun = key;
  waiting = setTimeout(stopWaiting, PATIENCE);
  return true;
}

function stopWaiting() {
  clearTimeout(waiting);
  begun = "";
}

// What declares a key ------------------------------------------------------------------------------
function all() {
  return Array.from(document.querySelectorAll("[data-key]")).filter(isUsable);
}

// In a list the row that is marked answers; other rows don't. What is shown already need not be shown again.
function find(key) {
  const row = currentRow();
  const found = all().filter((each) => each.dataset.key === key && !isShownAlready(each));
  return (
    found.find((each) => row && each.closest("[data-queue-row]") === row) ||
    found.find((each) => !each.closest("[data-queue-row]"))
  );
}

function isUsable(element) {
  return !element.disabled && (element.checkVisibility() || element.closest(".hub-further") !== null);
}

function isShownAlready(element) {
  return element.matches("summary") && element.parentElement.open;
}

function use(element) {
  const isField = element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit])");
  if (isField || element.matches("summary")) element.focus();
  if (!isField) element.click();
  return true;
}

// Tells assistive technology which keys there are; aria-keyshortcuts has no way to say one key after another.
function announce() {
  const off = areOff();
  document.querySelectorAll("[data-key]").forEach((element) => {
    if (off || element.dataset.key.includes(" ")) element.removeAttribute("aria-keyshortcuts");
    else element.setAttribute("aria-keyshortcuts", element.dataset.key);
  });
}

function isTyping(target) {
  const field = target.closest?.("input, textarea, select, [contenteditable]");
  return Boolean(field) && field.type !== "checkbox";
}

// On and off: for the person in the preferences, for this browser in the dialogue --------------------
function areOff() {
  return document.body.hasAttribute("data-no-keys") || isOffHere();
}

function isOffHere() {
  try {
    return window.localStorage.getItem(SHORTCUTS_OFF) === "yes";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    window.localStorage.setItem(SHORTCUTS_OFF, off ? "yes" : "no");
  } catch {
    // A browser that keeps nothing keeps the shortcuts on.
  }
}

// Rows of a list -------------------------------------------------------------------------------------
function rows() {
  return Array.from(document.querySelectorAll("[data-queue-row]"));
}

function currentRow() {
  return document.querySelector("[data-queue-row].hub-queue__row--current");
}

function moveBy(step) {
  const each = rows();
  if (!each.length) return false;
  const place = each.indexOf(currentRow());
  const next = place < 0 ? 0 : Math.min(Math.max(place + step, 0), each.length - 1);
  each[next].querySelector("[data-queue-open]")?.focus();
  return true;
}

function markRowOfFocus(event) {
  const row = event.target.closest?.("[data-queue-row]");
  if (!row) return;
  rows().forEach((each) => each.classList.toggle("hub-queue__row--current", each === row));
}

// The help, built from what is on the page -------------------------------------------------------------
function showHelp() {
  const help = document.getElementById("shortcuts");
  help.querySelectorAll("[data-key-when]").forEach((each) => {
    each.hidden = !document.querySelector(each.dataset.keyWhen);
  });
  help.querySelectorAll("[data-key-built]").forEach((each) => each.remove());
  const list = help.querySelector("[data-key-list]");
  const labels = new Map();
  for (const each of all()) if (!labels.has(each.dataset.key)) labels.set(each.dataset.key, labelOf(each));
  const sorted = [...labels].sort(([one], [other]) => one.length - other.length); // pairs of keys come last
  sorted.forEach(([key, label]) => list.append(helpRow(key, label)));
  help.showModal();
  return true;
}

function labelOf(element) {
  const label = element.dataset.keyLabel || element.getAttribute("aria-label") || element.labels?.[0]?.textContent;
  return (label || element.textContent).replace(/\s+/g, " ").trim();
}

function helpRow(key, label) {
  const row = document.createElement("div");
  row.dataset.keyBuilt = "";
  const name = document.createElement("dt");
  key.split(" ").forEach((each) => {
    const shown = document.createElement("kbd");
    shown.textContent = each;
    name.append(shown, " ");
  });
  const meaning = document.createElement("dd");
  meaning.textContent = label;
  row.append(name, meaning);
  return row;
}

start();
