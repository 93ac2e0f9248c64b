// Labels of marks, arrows inside a chart, keys, dialogs. Without it all still works by links and forms.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // ---- the label of a mark: on hover, and on focus too; it repeats what the mark says by itself
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);

  const line = (tag, words) => Object.assign(document.createElement(tag), { textContent: words });
  // A mark whose label alone tells the parts has no other text: pages stay small.
  const said = (mark) => mark.dataset.tip?.split("|") ?? mark.getAttribute("aria-label").split(", ");

  function showTip(mark) {
    const [title, value, detail] = said(mark);
    const lines = [line("span", title), value && line("b", value), detail && line("small", detail)];
    tip.replaceChildren(...lines.filter(Boolean));
    const box = mark.getBoundingClientRect();
    const left = box.left + box.width / 2 - tip.offsetWidth / 2;
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = `${Math.max(8, Math.min(left, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${above < 8 ? box.bottom + 8 : above}px`;
    tip.classList.add("on");
  }

  const hideTip = () => tip.classList.remove("on");
  const focusedMark = () => one(":is(.mk, [data-tip]):focus-visible");
  const follow = (event) => {
    const mark = event.target.closest?.(".mk, [data-tip]") || focusedMark();
    if (mark) showTip(mark);
    else hideTip();
  };
  document.addEventListener("pointerover", follow);
  document.addEventListener("focusin", follow);
  const moved = () => (focusedMark() ? showTip(focusedMark()) : hideTip());
  document.addEventListener("scroll", moved, { capture: true, passive: true });

  // ---- one tab stop per chart; arrows move between its marks
  function rove(within) {
    for (const chart of all(".chart svg", within)) {
      all(".mk", chart).forEach((mark, i) => mark.setAttribute("tabindex", i ? "-1" : "0"));
    }
  }

  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  function step(items, key) {
    const at = items.indexOf(document.activeElement);
    const next = items[(at + STEPS[key] + items.length) % items.length];
    next?.focus();
    return next;
  }

  function arrow(event) {
    const chart = event.target.closest?.(".chart svg");
    const results = event.target.closest?.("dialog.finder");
    if (chart) {
      const marks = all(".mk", chart);
      marks.forEach((mark) => mark.setAttribute("tabindex", "-1"));
      step(marks, event.key).setAttribute("tabindex", "0");
    } else if (results && event.key !== "ArrowLeft" && event.key !== "ArrowRight") {
      step([one("input", results), ...all(".results a", results)], event.key);
    } else return;
    event.preventDefault();
  }

  // ---- dialogs and menus; a dialog gives the focus back by itself when it closes
  const open = (id) => {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener && open(opener.dataset.opens)) event.preventDefault();
    if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
    if (event.target.matches("dialog")) event.target.close();
    const menus = all("details.person-menu[open]");
    menus.forEach((menu) => { menu.open = menu.contains(event.target); });
  });

  function escape() {
    hideTip();
    for (const menu of all("details.person-menu[open]")) {
      menu.open = false;
      one("summary", menu).focus();
    }
  }

  // ---- keys: /  ?  n  j  k  and g then the letter of a page; people may turn them off
  const KEYS = {
    "/": () => open("finder"),
    "?": () => open("keys"),
    n: () => one("[data-new]")?.click(),
    j: () => step(all(".rowlink"), "ArrowDown"),
    k: () => step(all(".rowlink"), "ArrowUp"),
  };
  let wentAt = -Infinity;

  function letter(event) {
    if (event.timeStamp - wentAt < 1500) {
      wentAt = -Infinity;
      all(".rail a[data-key]").find((place) => place.dataset.key === event.key)?.click();
    } else if (event.key === "g") wentAt = event.timeStamp;
    else if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key in STEPS) return arrow(event);
    if (event.key === "Escape") return escape();
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    const busy = typing || one("dialog[open]") || event.metaKey || event.ctrlKey || event.altKey;
    if (!busy && document.body.dataset.shortcuts === "yes") letter(event);
  });

  // ---- one box that ticks those of its form; without a script it is not there
  document.addEventListener("change", ({ target: { dataset, form, checked } }) => {
    if (!dataset.ticks) return;
    all(`[name="${dataset.ticks}"]`, form).forEach((box) => { box.checked = checked; });
  });

  // ---- toasts stay six seconds, longer while they are read or reached
  const dismiss = (toast) => setTimeout(() => {
    toast.matches(":hover, :focus-within") ? dismiss(toast) : toast.remove();
  }, 6000);

  // ---- pieces of a page that the server sends again
  const ready = (within) => {
    rove(within);
    all(".toast", within).forEach(dismiss);
    all("[data-ticks]", within).forEach((box) => { box.hidden = false; });
  };
  const busy = (event, is) => event.detail.target.setAttribute("aria-busy", is);
  document.addEventListener("htmx:beforeRequest", (event) => busy(event, "true"));
  document.addEventListener("htmx:afterRequest", (event) => busy(event, "false"));
  document.addEventListener("htmx:afterSettle", (event) => {
    ready(event.detail.elt);
    // The focus was on something that is gone: it goes to the heading of what came.
    if (document.activeElement === document.body) one("[tabindex='-1']", event.detail.elt)?.focus();
  });
  ready(document);
})();
