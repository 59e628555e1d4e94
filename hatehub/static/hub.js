// Starts the design system's components and adds what the hub needs: leaving fast, selection, progress.
import * as govuk from "./vendor/govuk-frontend/govuk-frontend.min.js";
import { initAll as initMoj } from "./vendor/moj-frontend/moj-frontend.min.js";

const { ExitThisPage, initAll: initGovuk } = govuk;

// Takes this page out of the history, so that "back" on the next site does not return to it.
class LeavingForGood extends ExitThisPage {
  exitPage() {
    document.title = " ";
    document.body.classList.add("govuk-exit-this-page-hide-content");
    window.location.replace(this.$button.href);
  }
}
LeavingForGood.moduleName = ExitThisPage.moduleName;

function start() {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  document
    .querySelectorAll(`[data-module="${ExitThisPage.moduleName}"]`)
    .forEach((element) => new LeavingForGood(element));
  initGovuk({ onError: reportUnlessStarted });
  initMoj();
  startLanguageSwitch();
  startSelection();
  startProgress();
}

// The exit button has been started above; the design system says so when it comes to it again.
function reportUnlessStarted(error, { element } = {}) {
  if (!element?.matches?.(".govuk-exit-this-page")) console.error(error);
}

// Keeps what was typed on a page of the form before the page comes again in another language.
function startLanguageSwitch() {
  const answers = document.querySelector("form[data-keep]");
  document.querySelector("form.hub-language")?.addEventListener("submit", async (event) => {
    if (!answers) return;
    event.preventDefault();
    const typed = new FormData(answers);
    typed.append("stay", "1");
    try {
      await fetch(window.location.href, { method: "POST", body: typed });
    } finally {
      event.target.submit();
    }
  });
}

// Fetches the part of the page that shows long work anew, until the work is done; then the whole page comes again.
function startProgress() {
  if (!document.querySelector("[data-progress-running]")) return;
  const again = async () => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(window.location.href)).text(), "text/html");
      const fresh = page.querySelector("[data-progress]");
      if (!fresh?.hasAttribute("data-progress-running")) return window.location.reload();
      document.querySelector("[data-progress]").replaceWith(fresh);
    } catch {
      // The network is away for a moment; the next round asks again.
    }
    setTimeout(again, 1500);
  };
  setTimeout(again, 1500);
}

// Selection of several reports ----------------------------------------------------------------------
function startSelection() {
  document.querySelectorAll("[data-select-all-holder]").forEach((holder) => (holder.hidden = false));
  document.querySelectorAll("[data-select-all]").forEach((box) =>
    box.addEventListener("change", () => {
      selectBoxes().forEach((each) => (each.checked = box.checked));
      showSelection();
    }),
  );
  selectBoxes().forEach((box) => box.addEventListener("change", showSelection));
  if (selectBoxes().length) showSelection();
}

function selectBoxes() {
  return Array.from(document.querySelectorAll("[data-queue-select]"));
}

function showSelection() {
  const boxes = selectBoxes();
  const chosen = boxes.filter((box) => box.checked).length;
  boxes.forEach((box) =>
    box.closest("[data-queue-row]").classList.toggle("hub-queue__row--selected", box.checked),
  );
  document.querySelectorAll("[data-select-all]").forEach((box) => {
    box.checked = chosen > 0 && chosen === boxes.length;
    box.indeterminate = chosen > 0 && chosen < boxes.length;
  });
  document.querySelectorAll("[data-select-count]").forEach((place) => {
    const { none, some } = place.dataset;
    place.textContent = chosen ? some.replace("%{count}", String(chosen)) : none;
  });
}

start();
