// Sends each file of the files page by itself, one after the other, as soon as it is chosen, dropped or pasted.
// Without this script the same form sends them all at once. Nothing is kept in the browser.

const STALLED_MS = 90_000;
const form = document.querySelector("[data-uploads]");
const say = form?.dataset ?? {};
const find = (name) => form.querySelector(`[data-${name}]`);
const input = form?.querySelector("input[type=file]");
const waiting = [];
let running = null;
let goingOn = null;

function start() {
  form.querySelectorAll("[data-for-script]").forEach((element) => (element.hidden = false));
  form.querySelectorAll("[data-without-script]").forEach((element) => (element.hidden = true));
  input.addEventListener("change", takeChosen);
  startDropping();
  document.addEventListener("paste", takePasted);
  find("files").addEventListener("click", removeAsked);
  form.addEventListener("submit", waitForTheRest);
  takeChosen();
}

// Taking files ------------------------------------------------------------------------------------
function takeChosen() {
  const files = Array.from(input.files);
  input.value = "";
  take(files);
}

function startDropping() {
  const zone = find("drop");
  zone.classList.add("hub-drop--ready");
  // A file dropped beside the zone would make the browser leave the page and open it.
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = zone.contains(event.target) ? "copy" : "none";
      zone.classList.toggle("hub-drop--over", name === "dragover" && zone.contains(event.target));
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("hub-drop--over");
  });
  zone.addEventListener("drop", (event) => {
    if (carriesFiles(event)) take(Array.from(event.dataTransfer.files), foldersIn(event.dataTransfer));
  });
}

function carriesFiles(event) {
  return event.dataTransfer?.types.includes("Files");
}

function foldersIn(transfer) {
  const entries = Array.from(transfer.items ?? []).map((item) => item.webkitGetAsEntry?.());
  return new Set(entries.filter((entry) => entry?.isDirectory).map((entry) => entry.name));
}

function takePasted(event) {
  const files = Array.from(event.clipboardData?.files ?? []);
  if (!files.length) return;
  event.preventDefault();
  take(files.map((file) => (/^image\.\w+$/.test(file.name) ? named(file) : file)));
}

function named(file) {
  const ending = file.name.split(".").pop();
  return new File([file], `${say.sayPasted}.${ending}`, { type: file.type });
}

function take(files, folders = new Set()) {
  for (const file of files) {
    const problem = problemOf(file, folders);
    if (problem) refuse(addRow("refused", file.name), file, problem, false);
    else enqueue(file, addRow("sending", file.name));
  }
  next();
}

function problemOf(file, folders) {
  if (folders.has(file.name)) return say.sayFolder;
  if (file.size > Number(say.mostBytes)) return say.sayTooLarge;
  return taken() >= Number(say.mostFiles) ? say.sayTooMany : "";
}

// Rows --------------------------------------------------------------------------------------------
function makeRow(kind, name) {
  const row = document.querySelector(`template[data-row="${kind}"]`).content.firstElementChild.cloneNode(true);
  row.querySelectorAll("[data-name]").forEach((place) => (place.textContent = name));
  return row;
}

function addRow(kind, name) {
  const row = makeRow(kind, name);
  find("files").append(row);
  showCount();
  return row;
}

function exchange(row, other) {
  const hadFocus = row.contains(document.activeElement);
  row.replaceWith(other);
  if (hadFocus) other.querySelector("button:not([hidden])").focus();
  showCount();
}

function dropRow(row) {
  const hadFocus = row.contains(document.activeElement);
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  showCount();
  if (hadFocus) (neighbour?.querySelector("button:not([hidden])") ?? input).focus();
}

function taken() {
  return find("files").querySelectorAll("[data-file]").length + waiting.length + (running ? 1 : 0);
}

function showCount() {
  const list = find("files");
  const added = list.querySelectorAll("[data-file]").length;
  find("so-far").hidden = !list.children.length;
  find("count").textContent = words(say.sayCount, { count: String(added) });
}

function words(sentence, values) {
  return sentence.replace(/%\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function announce(sentence, values = {}) {
  find("announce").textContent = words(sentence, values);
}

// Sending -----------------------------------------------------------------------------------------
function enqueue(file, row) {
  const upload = { file, row, request: null };
  row.querySelector("progress").setAttribute("aria-label", words(say.sayBegun, { name: file.name }));
  row.querySelector("[data-cancel]").addEventListener("click", () => cancel(upload));
  waiting.push(upload);
}

function next() {
  if (running) return;
  running = waiting.shift() ?? null;
  if (running) send(running);
  else goOn();
}

function send(upload) {
  const request = new XMLHttpRequest();
  upload.request = request;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("file", upload.file, upload.file.name);
  request.upload.addEventListener("progress", (event) => showProgress(upload, event));
  request.addEventListener("load", () => finish(upload, () => settle(upload, request)));
  request.addEventListener("error", () => finish(upload, () => fail(upload, say.sayBroken, true)));
  request.open("POST", say.addUrl);
  request.setRequestHeader("Accept", "application/json");
  watch(upload);
  request.send(body);
  announce(say.sayBegun, { name: upload.file.name });
}

// A connection that stands still for too long counts as broken.
function watch(upload) {
  clearTimeout(upload.timer);
  upload.timer = setTimeout(() => {
    upload.request.abort();
    finish(upload, () => fail(upload, say.sayBroken, true));
  }, STALLED_MS);
}

function showProgress(upload, event) {
  watch(upload);
  if (!event.lengthComputable) return;
  const part = event.loaded / event.total;
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(part);
  upload.row.querySelector("progress").value = part * 100;
  upload.row.querySelector("[data-state]").textContent = part < 1 ? percent : say.sayChecking;
}

function finish(upload, settled) {
  clearTimeout(upload.timer);
  running = null;
  settled();
  next();
}

function settle(upload, request) {
  const answer = readAnswer(request);
  if (request.status === 200 && answer.id) showAdded(upload, answer);
  else if (answer.error) fail(upload, answer.error, answer.again);
  else fail(upload, say.sayFault, true);
}

function readAnswer(request) {
  try {
    return JSON.parse(request.responseText) ?? {};
  } catch {
    return {};
  }
}

function showAdded(upload, answer) {
  if (find("files").querySelector(`[data-file="${answer.id}"]`)) {
    dropRow(upload.row);
    announce(say.sayKnown, { name: answer.name });
    return;
  }
  const row = makeRow("added", answer.name);
  row.dataset.file = answer.id;
  row.querySelector("[data-remove]").value = answer.id;
  row.querySelector("[data-kind]").textContent = answer.kind;
  row.querySelector("[data-size]").textContent = answer.size;
  exchange(upload.row, row);
  announce(say.sayAdded, { name: answer.name });
}

function fail(upload, error, again) {
  const row = makeRow("refused", upload.file.name);
  exchange(upload.row, row);
  refuse(row, upload.file, error, again);
}

function refuse(row, file, error, again) {
  row.querySelector("[data-error]").textContent = error;
  const retry = row.querySelector("[data-again]");
  retry.hidden = !again;
  retry.addEventListener("click", () => {
    const sending = makeRow("sending", file.name);
    exchange(row, sending);
    enqueue(file, sending);
    next();
  });
  row.querySelector("[data-dismiss]").addEventListener("click", () => dropRow(row));
  announce(say.sayRefused, { name: file.name, error });
  if (goingOn) stopGoingOn();
}

function cancel(upload) {
  const place = waiting.indexOf(upload);
  if (place >= 0) waiting.splice(place, 1);
  const isRunning = running === upload;
  dropRow(upload.row);
  announce(say.sayCancelled, { name: upload.file.name });
  if (!isRunning) return;
  upload.request.abort();
  finish(upload, showCount);
}

// Removing ----------------------------------------------------------------------------------------
async function removeAsked(event) {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  const row = button.closest("[data-file]");
  const name = row.querySelector("[data-name]").textContent;
  const error = await removeFile(row.dataset.file);
  button.removeAttribute("aria-disabled");
  if (error === null) {
    dropRow(row);
    announce(say.sayRemoved, { name });
  } else {
    showState(error || words(say.sayNotRemoved, { name }));
  }
}

// Answers null where the file is gone, else why it is not, where the hub said so.
async function removeFile(number) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("file", number);
  try {
    const answer = await fetch(say.removeUrl, { method: "POST", body });
    return answer.ok ? null : ((await answer.json()).error ?? "");
  } catch {
    return "";
  }
}

// Going on ----------------------------------------------------------------------------------------
function waitForTheRest(event) {
  if (!running) return;
  event.preventDefault();
  goingOn = event.submitter ?? find("continue");
  showState(say.sayRunning);
}

function goOn() {
  if (!goingOn) return;
  const button = goingOn;
  goingOn = null;
  showState("");
  form.requestSubmit(button);
}

function stopGoingOn() {
  goingOn = null;
  showState(say.sayStopped);
}

function showState(sentence) {
  const place = find("running");
  place.textContent = sentence;
  place.hidden = !sentence;
  if (sentence) announce(sentence);
}

if (form) start();
