"use strict";
/* The page of an export: the ties between cells and their source, and which rows are shown. */

function exportPage() {
  const source = $("#source"), list = $("#rows"), where = $("#where");
  const rows = $$(".row", list).sort((a, b) => a.dataset.n - b.dataset.n);
  const isShown = (cell) => !cell.closest(".row").hidden;
  const runsOf = (cell) => (cell.dataset.s ? cell.dataset.s.split(" ").map(Number) : []);

  /* the ties: run → its elements in the source, run → the cells that consist of it */
  let inSource = null, inCells = null;
  const boxes = pictures(source);
  function elementsOf(run) {
    if (boxes) return boxes.of(run);
    if (!inSource) {
      inSource = new Map();
      for (const element of $$("[data-s]", source)) {
        const known = inSource.get(element.dataset.s);
        if (known) known.push(element); else inSource.set(element.dataset.s, [element]);
      }
    }
    return inSource.get(String(run)) ?? [];
  }
  function cellsOf(run) {
    if (!inCells) {
      inCells = new Map();
      for (const cell of $$(".cell", list)) {
        for (const own of runsOf(cell)) {
          if (inCells.has(own)) inCells.get(own).push(cell); else inCells.set(own, [cell]);
        }
      }
      // a shared cell is shown first in the first of its rows
      const number = (cell) => Number(cell.closest(".row").dataset.n);
      for (const cells of inCells.values()) cells.sort((a, b) => number(a) - number(b));
    }
    return inCells.get(run) ?? [];
  }

  /* what does not fit beside the rows */
  const isWide = () => !boxes && source.scrollWidth > source.clientWidth + 4;
  function edges() {
    if (boxes) return;
    const left = source.scrollLeft, rest = source.scrollWidth - source.clientWidth - left;
    source.parentElement.classList.toggle("more-left", left > 4);
    source.parentElement.classList.toggle("more-right", rest > 4);
  }
  source.addEventListener("scroll", edges, { passive: true });

  /* lighting up */
  let lit = [], pinned = null, shownNow = null, dwell = 0;
  function light(element, name) { element.classList.add(name); lit.push([element, name]); }
  function dark() {
    for (const [element, name] of lit) element.classList.remove(name);
    lit = [];
    note.remove();
    const hints = isWide() ? ["source.sideways", "source.hint"] : ["source.hint"];
    where.textContent = hints.map((code) => say(data.texts[code])).join(" ");
  }
  function show(element, { scroll = 0, quiet = false } = {}) {
    clearTimeout(dwell);
    if (shownNow !== element) { dark(); shownNow = element; if (element) draw(element); }
    if (element && !quiet) dwell = setTimeout(() => bring(element), scroll);
  }
  function draw(element) {
    const cell = element.classList.contains("cell") ? element : null;
    const cells = cell ? [cell] : cellsOf(Number(element.dataset.s));
    const runs = new Set(cells.flatMap(runsOf));
    if (!cell) runs.add(Number(element.dataset.s));
    for (const other of cells.slice(0, 1).flatMap((own) => $$(".cell", own.closest(".row")))) {
      if (other.parentElement.className === "heading") continue;
      for (const run of runsOf(other)) {
        if (!runs.has(run)) for (const kin of elementsOf(run)) light(kin, "kin");
      }
    }
    for (const own of cells) light(own, "lit");
    for (const own of cells.slice(0, 1)) place(own);
    for (const run of runs) for (const piece of elementsOf(run)) light(piece, "lit");
    where.textContent = told(element, cells);
  }
  function told(element, cells) {
    if (!cells.length) {
      const role = element.dataset.r;
      return say(data.texts[`role.${role}`] ?? data.texts["role.other"]);
    }
    const cell = cells[0];
    const row = say(data.texts["row.number"], { number: cell.closest(".row").dataset.n });
    const more = cells.length > 1 ? ` (+${cells.length - 1})` : "";
    return `${row}${more} · ${$("dt", cell).textContent} · ${placeOf(cell)}`;
  }
  const placeOf = (cell) => {
    const { p } = cell.dataset;
    return p ? say(data.place, { line: p, page: p, cell: p }) : say(data.texts["source.none"]);
  };
  const note = document.createElement("span"); // where the lit cell comes from, in words
  note.className = "place";
  function place(cell) {
    note.textContent = placeOf(cell);
    $("dd", cell).append(note);
  }
  function bring(element) {
    const cell = element.classList.contains("cell");
    const others = cell ? runsOf(element).slice(0, 1).flatMap(elementsOf)
      : cellsOf(Number(element.dataset.s)).filter(isShown);
    const other = others[0];
    if (other) into(other, cell ? source : list);
  }
  function into(element, pane) {
    const edge = pane.getBoundingClientRect(), box = element.getBoundingClientRect();
    const beside = box.left < edge.left || box.right > edge.right;
    if (box.top < edge.top || box.bottom > edge.bottom || beside) {
      element.scrollIntoView({ block: "center", inline: "nearest" });
    }
  }
  const target = (event) => event.target.closest?.(".cell, .source [data-s]");

  for (const pane of [source, list]) {
    pane.addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch") return;
      const element = target(event);
      if (element) show(element, { scroll: 180 });
    });
    pane.addEventListener("pointerleave", () => show(pinned, { quiet: true }));
    pane.addEventListener("click", (event) => {
      const element = target(event);
      if (!element || event.target.closest("button, a, summary")) return;
      if (!getSelection().isCollapsed) return; // text is being selected
      pick(element);
    });
    pane.addEventListener("focusin", (event) => {
      if (event.target.matches(".cell, [data-s]")) { pinned = event.target; show(event.target); }
      const row = event.target.closest(".row");
      if (row) here(row);
    });
  }
  function pick(element) {
    if (!element.classList.contains("cell")) {
      const cells = cellsOf(Number(element.dataset.s));
      if (cells.length && !cells.some(isShown)) reveal();
      element.tabIndex = -1;
    }
    pinned = element;
    element.focus({ preventScroll: true });
    show(element);
  }

  /* which row one is at */
  let at = null;
  function here(row) {
    if (at === row) return;
    at?.classList.remove("here");
    at = row;
    row?.classList.add("here");
  }
  const firstCell = (row) => $("dl:not(.heading) .cell[data-s]:not([data-s=''])", row) ?? $(".cell", row);
  const visible = () => $$(".row", list).filter((row) => !row.hidden);
  function go(row) {
    if (!row) return;
    here(row);
    row.scrollIntoView({ block: "nearest" });
    (firstCell(row) ?? row).focus({ preventScroll: true });
  }
  function step(by) {
    const shown = visible(), now = shown.indexOf(at);
    go(shown[now < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, now + by))]);
  }
  function aside(by) {
    const cells = $$(".cell", at), now = cells.indexOf(document.activeElement);
    cells[Math.min(cells.length - 1, Math.max(0, now + by))]?.focus();
  }
  function across() {
    const element = document.activeElement;
    if (element.matches?.(".cell")) {
      const piece = runsOf(element).flatMap(elementsOf)[0];
      if (piece) { piece.tabIndex = -1; piece.focus(); into(piece, source); }
    } else if (element.matches?.("[data-s]")) {
      const cell = cellsOf(Number(element.dataset.s)).find(isShown);
      if (cell) { cell.focus(); into(cell, list); }
    }
  }
  function stepSource(by) {
    const now = Number(document.activeElement.dataset.s);
    const next = elementsOf(now + by)[0];
    if (next) { next.tabIndex = -1; next.focus(); into(next, source); }
  }

  /* which rows are shown, and in what order */
  const filter = $("#filter");
  let mode = "doubtful_first", issue = "";
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  function order() {
    const doubtful = $("#doubtful");
    if (!doubtful) return;
    if (mode !== "plan_order") {
      doubtful.append(...rows.filter((row) => row.classList.contains("doubt")));
      return;
    }
    for (const group of $$(".group[data-a]", list)) {
      group.append(...rows.filter((row) => row.dataset.a === group.dataset.a));
    }
  }
  function sift() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = (mode !== "doubtful_only" || row.classList.contains("doubt")) &&
        (!issue || (row.dataset.i ?? "").split(" ").includes(issue)) &&
        words.every((word) => textOf(row).includes(word));
      row.hidden = !fits;
      count += fits;
    }
    for (const group of $$(".group", list)) group.hidden = !$(".row:not([hidden])", group);
    $("#shown").textContent = count;
    const none = mode === "doubtful_only" && !issue && !rows.some((row) => row.classList.contains("doubt"));
    $("#none-doubtful").hidden = !none || !rows.length;
    $("#no-match").hidden = none || count > 0 || !rows.length;
  }
  function turn(to) {
    const moves = (to === "plan_order") !== (mode === "plan_order");
    mode = to;
    for (const button of $$("[data-mode]")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    }
    if (moves) order();
    sift();
    list.scrollTop = 0;
  }
  function reveal() { filter.value = ""; choose(""); turn(mode === "doubtful_only" ? "doubtful_first" : mode); }
  $(".segments").addEventListener("click", (event) => {
    const button = event.target.closest("[data-mode]");
    if (button) turn(button.dataset.mode);
  });
  /* rows in which something is amiss in the plan itself */
  function choose(which) {
    issue = which;
    for (const button of $$("[data-issue]")) {
      button.setAttribute("aria-pressed", String(button.dataset.issue === issue));
    }
  }
  $(".issues")?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-issue]");
    if (!button) return;
    choose(button.dataset.issue === issue ? "" : button.dataset.issue);
    turn(mode === "doubtful_only" ? "doubtful_first" : mode);
  });
  let typing = 0;
  filter.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(sift, 80); });

  /* corrections */
  function entryOf(row) {
    const now = new Date(), two = (number) => String(number).padStart(2, "0");
    return `${data.entries[row.dataset.n]}  date: ${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}\n`;
  }
  async function copy(row) {
    const entry = entryOf(row), into = say(data.texts["row.paste_into"], { file: data.file });
    try {
      await navigator.clipboard.writeText(entry);
      toast(`${say(data.texts["row.copied"])}. ${into}`);
    } catch {
      const area = document.createElement("textarea");
      area.value = entry;
      area.readOnly = true;
      area.setAttribute("aria-label", say(data.texts["row.copied"]));
      toast(into, area);
      area.select();
      if (document.execCommand("copy")) {
        toast(`${say(data.texts["row.copied"])}. ${into}`);
        $(".copy", row).focus();
      } else toast(`${say(data.texts["row.copy_by_hand"])} ${into}`, area);
    }
  }
  let fading = 0;
  function toast(words, ...more) {
    clearTimeout(fading);
    $("#toast").replaceChildren(words, ...more);
    $("#toast").hidden = false;
    if (!more.length) fading = setTimeout(() => { $("#toast").hidden = true; }, 6000);
  }
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const row = button.closest(".row");
    if (pinned?.closest(".row") !== row) pinned = firstCell(row);
    shownNow = null; // what it points at may have been scrolled away
    show(pinned);
    copy(row);
  });

  /* a deadline and the words it was read from */
  list.addEventListener("pointerover", (event) => {
    const due = event.target.closest(".due [data-d]");
    for (const mark of $$("mark.on", list)) mark.classList.remove("on");
    if (!due) return;
    for (const mark of $$(".cell mark", due.closest(".row"))) {
      mark.classList.toggle("on", mark.dataset.d.split(" ").includes(due.dataset.d));
    }
  });

  /* keys */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const active = document.activeElement, typing = active.matches?.("input, textarea");
    if (event.key === "Escape") {
      pinned = null;
      show(null);
      $("#toast").hidden = true;
      $(".keys").open = false;
      if (active === filter) { filter.value = ""; sift(); }
      if (typing || active.matches(".source [data-s]")) (at ?? list).focus({ preventScroll: true });
      return;
    }
    if (typing) {
      if (event.key === "Enter" && active === filter) { sift(); go(visible()[0]); }
      return;
    }
    const inSource = active.matches(".source [data-s]"), inRow = active.closest(".row");
    const control = active.matches("button, a, summary");
    const by = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const arrow = event.key.startsWith("Arrow"), level = /Left|Right/.test(event.key);
    if (event.key === "/") filter.focus();
    else if (event.key === "c" && at) copy(at);
    else if (event.key === "Enter" && !control) across();
    else if (by && inSource) stepSource(by);
    else if (by && level && inRow) aside(by);
    else if (by && (!arrow || (inRow && !level))) step(by);
    else return;
    event.preventDefault();
  });

  /* on a narrow screen the source can be folded away */
  const fold = $("#fold");
  function setFold(folded) {
    document.body.classList.toggle("folded", folded);
    fold.setAttribute("aria-expanded", String(!folded));
    try { localStorage.setItem("rkt-source", folded ? "folded" : ""); } catch { /* not kept */ }
    if (!folded) boxes?.fit();
    edges();
  }
  fold.addEventListener("click", () => {
    setFold(!document.body.classList.contains("folded"));
    if (shownNow) bring(shownNow);
  });
  try { if (localStorage.getItem("rkt-source")) setFold(true); } catch { /* not kept */ }

  document.addEventListener("language", () => { texts.clear(); const now = shownNow; dark(); shownNow = null; show(now, { quiet: true }); });
  layInPlace(source);
  boxes?.fit();
  /* a sheet is as wide as it is once it is drawn */
  const drawn = new ResizeObserver(() => { edges(); if (!shownNow) dark(); });
  for (const part of [source, ...$$(".sheet", source)]) drawn.observe(part);
  dark();
  sift();
  const fromLink = () => {
    const row = /^#r\d+$/.test(location.hash) && $(location.hash);
    if (row) { if (row.hidden) reveal(); go(row); row.scrollIntoView({ block: "start" }); }
  };
  addEventListener("hashchange", fromLink);
  fromLink();
}

/* Text whose columns stand in place keeps its lines whole. */
function layInPlace(source) {
  const widest = Math.max(0, ...$$(".in-place .l", source).map((line) => line.textContent.length));
  source.style.setProperty("--widest", `${Math.min(widest, 2000)}ch`);
}

/* Page pictures: a box over every run, made when its page comes near or is asked for. */
function pictures(source) {
  const pages = $("#pages", source);
  if (!pages) return null;
  const groups = { cell: "c", section: "h", title: "h", header: "h", unplaced: "u" };
  const pagesOf = new Map(), made = new Map();
  data.boxes.forEach((boxes, page) => {
    for (const [run] of boxes) {
      if (!pagesOf.has(run)) pagesOf.set(run, new Set());
      pagesOf.get(run).add(page);
    }
  });
  function make(page) {
    if (made.has(page)) return made.get(page);
    const found = new Map(), [width, height] = data.sizes[page];
    const boxes = data.boxes[page].map(([run, x0, top, x1, bottom]) => {
      const box = document.createElement("div"), role = data.runs[run];
      box.className = `b ${groups[role] ?? "f"}`;
      box.dataset.s = run;
      if (role !== "cell") box.dataset.r = role;
      box.style.left = `${(x0 / width) * 100}%`;
      box.style.top = `${(top / height) * 100}%`;
      box.style.width = `${((x1 - x0) / width) * 100}%`;
      box.style.height = `${((bottom - top) / height) * 100}%`;
      if (found.has(run)) found.get(run).push(box); else found.set(run, [box]);
      return box;
    });
    made.set(page, found);
    $(`[data-p="${page}"] .paper`, pages).append(...boxes);
    return found;
  }
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) { make(Number(entry.target.dataset.p)); near.unobserve(entry.target); }
    }
  }, { root: source, rootMargin: "600px" });
  for (const page of $$(".page", pages)) near.observe(page);
  let zoom = 1;
  const put = (left, top = source.scrollTop) => source.scrollTo({ left, top, behavior: "instant" });
  function size(to) {
    const { scrollWidth, scrollHeight, scrollLeft, scrollTop, clientWidth } = source;
    const middle = (scrollLeft + clientWidth / 2) / scrollWidth, at = scrollTop / scrollHeight;
    zoom = Math.min(4, Math.max(1, to));
    pages.style.setProperty("--zoom", zoom);
    put(middle * source.scrollWidth - clientWidth / 2, at * source.scrollHeight);
  }
  $(".zoom").addEventListener("click", (event) => {
    const by = Number(event.target.closest("[data-zoom]")?.dataset.zoom ?? 0);
    size(zoom + by / 2);
  });
  /* what stands on the pages as wide as the pane: their white margins are scrolled out of sight */
  function fit() {
    const width = source.clientWidth, beside = 12;
    let left = 1, right = 0;
    data.boxes.forEach((boxes, page) => {
      for (const [run, x0, , x1] of boxes) {
        if (!groups[data.runs[run]]) continue;
        left = Math.min(left, x0 / data.sizes[page][0]);
        right = Math.max(right, x1 / data.sizes[page][0]);
      }
    });
    if (right <= left || !width) return;
    const style = getComputedStyle(pages), before = parseFloat(style.paddingLeft);
    const around = before + parseFloat(style.paddingRight);
    const paper = (width - 2 * beside) / (right - left);
    zoom = Math.min(2, Math.max(1, (paper + around) / width));
    pages.style.setProperty("--zoom", zoom);
    put(before + left * (zoom * width - around) - beside);
  }
  return {
    fit,
    of: (run) => [...(pagesOf.get(run) ?? [])].flatMap((page) => make(page).get(run) ?? []),
  };
}

exportPage();
