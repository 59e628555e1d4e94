// Passages of a text, marked with the mouse, a finger or the keyboard. Places are counted in characters, as the hub
// counts them, not in the halves of which JavaScript makes some. Without this script, words are typed instead.

function start(root) {
  const passage = root.querySelector("[data-passage]");
  const text = passage.textContent;
  const rows = root.querySelector("[data-rows]");
  const total = root.querySelector("[name=span-TOTAL_FORMS]");
  const button = root.querySelector("[data-mark]");
  root.querySelectorAll("[data-only-script]").forEach((each) => (each.hidden = false));
  rows.addEventListener("change", paint);
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // what is marked stays marked
  button.addEventListener("click", add);

  function add() {
    const span = marked();
    if (!span) return say(root.dataset.none);
    const place = document.createElement("template");
    place.innerHTML = root.querySelector("[data-new]").innerHTML.replaceAll("__prefix__", total.value);
    const row = place.content.querySelector("[data-row]");
    rows.append(row);
    total.value = Number(total.value) + 1;
    row.querySelector("[name$=-start]").value = span.start;
    row.querySelector("[name$=-end]").value = span.end;
    row.querySelector("[name$=-why]").value = root.querySelector("[name=find-why]").value;
    row.querySelector("[data-row-name]").textContent = words(root.dataset.name, span);
    say(words(root.dataset.done, span));
    paint();
  }

  function marked() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!passage.contains(range.startContainer) || !passage.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.setStart(passage, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const first = characters(before.toString());
    const length = characters(range.toString());
    return length ? { start: first, end: first + length } : null;
  }

  function paint() {
    const letters = Array.from(text);
    const hidden = new Set();
    rows.querySelectorAll("[data-row]").forEach((row) => {
      if (row.querySelector("[data-remove]").checked) return;
      const last = Number(row.querySelector("[name$=-end]").value);
      for (let at = Number(row.querySelector("[name$=-start]").value); at < last; at += 1) hidden.add(at);
    });
    const pieces = [];
    letters.forEach((letter, at) => {
      const isChosen = hidden.has(at);
      if (pieces.at(-1)?.isChosen === isChosen) pieces.at(-1).text += letter;
      else pieces.push({ isChosen, text: letter });
    });
    passage.replaceChildren(...pieces.map(draw));
  }

  function draw(piece) {
    if (!piece.isChosen) return document.createTextNode(piece.text);
    const mark = document.createElement("mark");
    mark.textContent = piece.text;
    return mark;
  }

  function say(sentence) {
    root.querySelector("[data-said]").textContent = sentence;
  }
}

function characters(text) {
  return Array.from(text).length;
}

function words(template, span) {
  return template.replace("%{start}", span.start).replace("%{end}", span.end);
}

document.querySelectorAll("[data-redact-text]").forEach(start);
