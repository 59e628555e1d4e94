// Boxes on a picture: drawn and dragged with the mouse or a finger, moved and sized by keyboard.
// The fields beside the picture hold them; without this script they are all there is.

const STEP = 10; // pixels of the picture that an arrow key goes
const SMALLEST = 4; // pixels of the picture; a smaller box was a click
const SIDES = ["left", "top", "width", "height"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Editor {
  constructor(root) {
    this.root = root;
    this.full = { width: Number(root.dataset.width), height: Number(root.dataset.height) };
    this.sheet = root.querySelector("[data-sheet]");
    this.image = this.sheet.querySelector("img");
    this.rows = root.querySelector("[data-rows]");
    this.total = root.querySelector("[name$=-TOTAL_FORMS]");
    this.finger = root.querySelector("[data-by-finger]");
    root.querySelectorAll("[data-only-script]").forEach((each) => (each.hidden = false));
    root.querySelectorAll("[data-row]").forEach((row) => this.watch(row));
    root.querySelector("[data-add]").addEventListener("click", (event) => this.addByKey(event));
    this.finger.addEventListener("change", () =>
      this.sheet.classList.toggle("hub-redact__sheet--drawn", this.finger.checked),
    );
    this.sheet.addEventListener("pointerdown", (event) => this.begin(event));
  }

  // A row of fields and the box on the picture that stands for it.
  watch(row) {
    const box = document.createElement("div");
    box.className = "hub-redact__box";
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    const corner = document.createElement("span");
    corner.className = "hub-redact__corner";
    corner.dataset.corner = "";
    box.append(corner);
    box.row = row;
    row.box = box;
    this.sheet.append(box);
    row.addEventListener("input", () => this.place(row));
    box.addEventListener("keydown", (event) => this.key(event, row));
    this.place(row);
  }

  number(row) {
    return Array.from(this.rows.querySelectorAll("[data-row]:not([hidden])")).indexOf(row) + 1;
  }

  read(row) {
    return Object.fromEntries(SIDES.map((side) => [side, Number(this.field(row, side).value)]));
  }

  field(row, name) {
    return row.querySelector(`[name$="-${name}"]`);
  }

  isRemoved(row) {
    return row.querySelector("[data-remove]").checked;
  }

  place(row) {
    const box = this.read(row);
    row.box.hidden = this.isRemoved(row) || !(box.width > 0 && box.height > 0);
    row.box.style.left = `${(box.left / this.full.width) * 100}%`;
    row.box.style.top = `${(box.top / this.full.height) * 100}%`;
    row.box.style.width = `${(box.width / this.full.width) * 100}%`;
    row.box.style.height = `${(box.height / this.full.height) * 100}%`;
    row.box.setAttribute("aria-label", this.words(row));
  }

  words(row, template = this.root.dataset.place) {
    const known = { ...this.read(row), number: this.number(row) };
    return template.replace(/%\{(\w+)\}/g, (_all, name) => known[name]);
  }

  say(text) {
    this.root.querySelector("[data-said]").textContent = text;
  }

  write(row, box) {
    const width = Math.min(Math.max(Math.round(box.width), 1), this.full.width);
    const height = Math.min(Math.max(Math.round(box.height), 1), this.full.height);
    const left = Math.min(Math.max(Math.round(box.left), 0), this.full.width - width);
    const top = Math.min(Math.max(Math.round(box.top), 0), this.full.height - height);
    Object.entries({ left, top, width, height }).forEach(([side, value]) => (this.field(row, side).value = value));
    this.place(row);
  }

  add(box) {
    const html = this.root.querySelector("[data-new]").innerHTML;
    const place = document.createElement("template");
    place.innerHTML = html.replaceAll("__prefix__", this.total.value);
    const row = place.content.querySelector("[data-row]");
    this.rows.append(row);
    this.total.value = Number(this.total.value) + 1;
    row.querySelector("[data-row-name]").textContent = this.root.dataset.name.replace("%{number}", this.number(row));
    this.watch(row);
    this.write(row, box);
    this.say(this.words(row));
    return row;
  }

  // A box in the middle of the picture, to be moved from there; where the picture is covered, the fields have it.
  addByKey(event) {
    event.preventDefault();
    const { width, height } = this.full;
    const row = this.add({ left: width * 0.4, top: height * 0.4, width: width * 0.2, height: height * 0.2 });
    const isShown = this.sheet.closest("details").open;
    (isShown ? row.box : this.field(row, "left")).focus();
  }

  key(event, row) {
    if (event.key === "Delete" || event.key === "Backspace") return this.remove(event, row);
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const step = event.altKey ? 1 : STEP;
    const box = this.read(row);
    const [across, down] = arrow.map((way) => way * step);
    if (event.shiftKey) this.write(row, { ...box, width: box.width + across, height: box.height + down });
    else this.write(row, { ...box, left: box.left + across, top: box.top + down });
    this.say(this.words(row));
  }

  remove(event, row) {
    event.preventDefault();
    this.say(this.words(row, this.root.dataset.removed));
    row.querySelector("[data-remove]").checked = true;
    row.hidden = true;
    this.place(row);
    const others = this.sheet.querySelectorAll(".hub-redact__box:not([hidden])");
    (others[others.length - 1] ?? this.root.querySelector("[data-add]")).focus();
  }

  point(event) {
    const seen = this.image.getBoundingClientRect();
    const within = (value, most) => Math.min(Math.max(value, 0), most);
    return {
      x: within(((event.clientX - seen.left) / seen.width) * this.full.width, this.full.width),
      y: within(((event.clientY - seen.top) / seen.height) * this.full.height, this.full.height),
    };
  }

  begin(event) {
    if (event.button !== 0 || (event.pointerType === "touch" && !this.finger.checked)) return;
    event.preventDefault();
    const box = event.target.closest(".hub-redact__box");
    const from = this.point(event);
    const change = box ? this.dragging(box, from, "corner" in event.target.dataset) : this.drawing(from);
    const move = (moved) => change(this.point(moved), false);
    const end = (ended) => {
      this.sheet.removeEventListener("pointermove", move);
      this.sheet.removeEventListener("pointerup", end);
      this.sheet.removeEventListener("pointercancel", end);
      change(this.point(ended), true);
    };
    this.sheet.setPointerCapture(event.pointerId);
    this.sheet.addEventListener("pointermove", move);
    this.sheet.addEventListener("pointerup", end);
    this.sheet.addEventListener("pointercancel", end);
  }

  dragging(box, from, isCorner) {
    const row = box.row;
    const before = this.read(row);
    box.focus();
    return (to, isOver) => {
      const [across, down] = [to.x - from.x, to.y - from.y];
      if (isCorner) this.write(row, { ...before, width: before.width + across, height: before.height + down });
      else this.write(row, { ...before, left: before.left + across, top: before.top + down });
      if (isOver) this.say(this.words(row));
    };
  }

  drawing(from) {
    let row = null;
    return (to, isOver) => {
      const box = {
        left: Math.min(from.x, to.x),
        top: Math.min(from.y, to.y),
        width: Math.abs(to.x - from.x),
        height: Math.abs(to.y - from.y),
      };
      if (!row && (box.width < SMALLEST || box.height < SMALLEST)) return;
      if (row) this.write(row, box);
      else row = this.add(box);
      if (!isOver) return;
      this.say(this.words(row));
      row.box.focus();
    };
  }
}

document.querySelectorAll("[data-redact]").forEach((root) => new Editor(root));
