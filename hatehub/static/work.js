// The last page of the form in loud times: a worker looks for the number that the hub asks for, and "Send report"
// waits for it. After data-seconds the hub takes the report without it, so nobody waits for longer than that.

const MARGIN_MS = 1000;
const TICK_MS = 500;
const place = document.querySelector("[data-work]");
const form = place.closest("form");
const text = place.querySelector("[data-work-text]");
const progress = place.querySelector("[data-work-progress]");
const began = performance.now();
const longest = Number(place.dataset.seconds) * 1000 + MARGIN_MS;
let worker = null;
let ticking = null;
let isDone = false;
let button = null;

function start() {
  say("working");
  progress.hidden = false;
  form.addEventListener("submit", holdBack);
  ticking = setInterval(tick, TICK_MS);
  try {
    worker = new Worker(place.dataset.worker);
    worker.addEventListener("message", ({ data }) => finish(data));
    worker.addEventListener("error", (event) => event.preventDefault());
    worker.postMessage({ nonce: place.dataset.nonce, bits: Number(place.dataset.bits) });
  } catch {
    // Without a worker the wait remains.
  }
}

function tick() {
  const passed = performance.now() - began;
  progress.value = passed / 1000;
  if (passed >= longest) finish("");
}

function holdBack(event) {
  if (isDone) return;
  event.preventDefault();
  button = event.submitter;
  say("pressed");
}

function finish(answer) {
  if (isDone) return;
  isDone = true;
  clearInterval(ticking);
  worker?.terminate();
  place.querySelector("[data-work-answer]").value = answer;
  progress.hidden = true;
  say("ready");
  if (button) form.requestSubmit(button);
}

function say(what) {
  text.textContent = text.dataset[what];
}

start();
