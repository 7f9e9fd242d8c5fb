// Cards: the note of a number, taken from the end of the page, shown beside it.
// A number is a link to its entry and stays one; without this script nothing is missing.
(function () {
  "use strict";
  const REST = 300; // Milliseconds of rest before a preview, and before it goes again.
  const NARROW = window.matchMedia("(max-width: 639px)");
  const CAN_FLOAT = typeof HTMLElement.prototype.showPopover === "function";
  let card = null; // The open card,
  let owner = null; // the number it belongs to,
  let pinned = false; // and whether it was opened rather than previewed.
  let timer = 0;

  const numbers = "a.evidence[href]";

  function noteOf(link) {
    const match = /(evidence|record)\.html#([fc]-.+)$/.exec(link.getAttribute("href"));
    return match && document.getElementById("n-" + decodeURIComponent(match[2]));
  }

  function built(link, note) {
    const box = document.createElement("div");
    box.className = "card";
    box.id = "evidence-card";
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "false");
    box.setAttribute("aria-labelledby", "evidence-card-title");
    box.tabIndex = -1;
    if (CAN_FLOAT) box.popover = "manual";
    for (const child of note.children) box.append(child.cloneNode(true));
    box.querySelector(".note-title").id = "evidence-card-title";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "Close";
    close.addEventListener("click", () => shut(true));
    box.append(close);
    box.addEventListener("mouseenter", hold);
    box.addEventListener("mouseleave", leave);
    box.addEventListener("focusout", lost);
    return box;
  }

  function open(link, pin) {
    if (owner === link) {
      pinned = pinned || pin;
      return true;
    }
    const note = noteOf(link);
    if (!note) return false;
    shut(false);
    owner = link;
    pinned = pin;
    card = built(link, note);
    // Right behind its number, so that Tab goes from the one into the other; never inside a link.
    if (CAN_FLOAT) link.after(card);
    else document.body.append(card);
    if (CAN_FLOAT) card.showPopover();
    link.setAttribute("aria-expanded", "true");
    place();
    return true;
  }

  function shut(giveBack) {
    window.clearTimeout(timer);
    if (!card) return;
    const gone = card;
    const link = owner;
    card = owner = null;
    pinned = false;
    gone.remove();
    link.setAttribute("aria-expanded", "false");
    if (giveBack) link.focus({ preventScroll: true });
  }

  // Beside the number where there is more room; on a phone a sheet at the foot, the number above it.
  function place() {
    const at = owner.getClientRects()[0] || owner.getBoundingClientRect();
    card.classList.toggle("sheet", NARROW.matches);
    if (NARROW.matches) {
      card.removeAttribute("style");
      const free = window.innerHeight - card.offsetHeight - 12;
      const under = owner.getBoundingClientRect().bottom - free;
      if (under > 0) window.scrollBy(0, under);
      return;
    }
    const below = window.innerHeight - at.bottom - 16;
    const above = at.top - 16;
    const down = below >= Math.min(card.scrollHeight, 520) || below >= above;
    card.style.maxHeight = Math.max(140, Math.min(down ? below : above, 520)) + "px";
    const wide = document.documentElement.clientWidth - card.offsetWidth - 12;
    card.style.left = window.scrollX + Math.max(12, Math.min(at.left - 12, wide)) + "px";
    const top = down ? at.bottom + 6 : at.top - card.offsetHeight - 6;
    card.style.top = window.scrollY + top + "px";
  }

  function hold() {
    window.clearTimeout(timer);
  }

  function leave() {
    window.clearTimeout(timer);
    if (card && !pinned) timer = window.setTimeout(() => shut(false), REST);
  }

  // Focus that goes on past the card must not be hidden by it.
  function lost(event) {
    const to = event.relatedTarget;
    if (card && to && to !== owner && !card.contains(to)) shut(false);
  }

  function pointer(event) {
    return event.pointerType !== "touch" && window.matchMedia("(hover: hover)").matches;
  }

  document.addEventListener("pointerover", (event) => {
    const link = event.target.closest && event.target.closest(numbers);
    if (!link || !pointer(event) || pinned) return;
    hold();
    if (link !== owner) timer = window.setTimeout(() => open(link, false), REST);
  });

  document.addEventListener("pointerout", (event) => {
    const link = event.target.closest && event.target.closest(numbers);
    if (link && !link.contains(event.relatedTarget)) leave();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(numbers);
    if (!link) {
      if (card && !card.contains(event.target)) shut(false);
      return;
    }
    if (event.defaultPrevented || event.button) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      shut(false); // Another tab or window is wanted, and no card.
      return;
    }
    if (link === owner && pinned) return; // A second activation follows the link.
    if (!open(link, true)) return;
    event.preventDefault();
    card.focus({ preventScroll: true });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !card) return;
    const inside = pinned || card.contains(document.activeElement) || document.activeElement === owner;
    event.preventDefault();
    shut(inside);
  });

  document.addEventListener("focusin", (event) => {
    if (card && event.target !== owner && !card.contains(event.target) && event.target !== document.body) shut(false);
  });

  window.addEventListener("resize", () => card && place());

  function start() {
    for (const link of document.querySelectorAll(numbers)) {
      if (!noteOf(link)) continue;
      link.setAttribute("aria-haspopup", "dialog");
      link.setAttribute("aria-expanded", "false");
    }
    // The notes are open without a script; with one they fold, and unfold for paper.
    const notes = document.querySelector("aside.notes > details");
    if (!notes || location.hash.startsWith("#n-")) return;
    notes.open = false;
    window.addEventListener("beforeprint", () => (notes.open = true));
    window.addEventListener("afterprint", () => (notes.open = false));
  }

  start();
})();
