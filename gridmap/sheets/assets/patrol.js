"use strict";
(() => {
  const config = JSON.parse(document.getElementById("patrol").textContent);
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const isChinese = () => root.lang === "zh-CN";
  const say = (name) => config.words[name][isChinese() ? "zh" : "en"];

  // A page that was opened as a file may have no storage at all, or one that is refused.
  const store = (() => {
    try {
      localStorage.setItem("gridmap-try", "1");
      localStorage.removeItem("gridmap-try");
      return localStorage;
    } catch {
      return null;
    }
  })();
  const read = (key, otherwise) => {
    try {
      return JSON.parse(store.getItem(key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const write = (key, value) => {
    try {
      store.setItem(key, JSON.stringify(value));
    } catch {
      one("#unsaved").hidden = false;
    }
  };
  const TICKS = `gridmap-patrol-${config.digest}`;
  let ticks = store ? read(TICKS, {}) : {};
  one("#unsaved").hidden = store !== null;

  const clock = (moment) => new Date(moment).toTimeString().slice(0, 5);

  function show() {
    let next = null;
    for (const stop of all(".stop[data-stop]")) {
      const label = stop.dataset.stop;
      const done = Boolean(ticks[label]);
      if (!done && next === null) {
        next = label;
      }
      stop.classList.toggle("done", done);
      stop.classList.toggle("next", label === next);
      const button = stop.querySelector(".tick");
      button.setAttribute("aria-pressed", String(done));
      button.textContent = done ? `✓ ${clock(ticks[label])}` : say("tick");
      button.setAttribute("aria-label", `${button.textContent} ${label} ${config.names[label]}`);
      one(`.sk-mark[data-stop="${label}"]`)?.classList.toggle("done", done);
    }
    const count = Object.keys(config.names).filter((label) => ticks[label]).length;
    one("progress").value = count;
    one("#count").textContent = String(count);
    one("#record").value = record();
    return next;
  }

  function record() {
    const lines = Object.entries(config.names).map(
      ([label, name]) => `${label} ${name} ${ticks[label] ? `${clock(ticks[label])} ${say("done")}` : say("open")}`,
    );
    return [`${config.team} ${config.date}`, ...lines].join("\n");
  }

  function openNext() {
    const next = show();
    for (const stop of all(".stop[data-stop]")) {
      stop.querySelector("details").open = stop.dataset.stop === next;
    }
  }

  for (const stop of all(".stop[data-stop]")) {
    stop.querySelector(".tick").addEventListener("click", () => {
      const label = stop.dataset.stop;
      if (ticks[label]) {
        delete ticks[label];
      } else {
        ticks[label] = new Date().toISOString();
      }
      if (store) {
        write(TICKS, ticks);
      }
      openNext();
    });
  }
  window.addEventListener("storage", (event) => {
    if (event.key === TICKS) {
      ticks = read(TICKS, {});
      openNext();
    }
  });

  one("#language").addEventListener("click", () => {
    root.lang = isChinese() ? "en" : "zh-CN";
    one(".sketch").setAttribute("aria-label", say("sketch"));
    show();
  });

  one("#zoom").addEventListener("click", (event) => {
    const isBig = one(".frame").classList.toggle("big");
    event.currentTarget.setAttribute("aria-pressed", String(isBig));
  });

  one("#copy").addEventListener("click", async () => {
    const area = one("#record");
    area.focus();
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      document.execCommand("copy");
    }
    one("#copied").hidden = false;
  });

  let watch = null;
  const tell = (text) => {
    one("#where").textContent = text;
  };
  function here(position) {
    const [a, b, c, d, e, f] = config.from_lonlat;
    const { longitude, latitude, accuracy } = position.coords;
    const x = a * longitude + b * latitude + c;
    const y = d * longitude + e * latitude + f;
    const me = one(".sk-me");
    const [width, height] = config.size_mm;
    const inside = x >= 0 && y >= 0 && x <= width && y <= height;
    me.toggleAttribute("hidden", !inside);
    me.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
    const next = all(".stop.next")[0]?.dataset.stop;
    const place = next && config.places_mm[next];
    const metres = place ? Math.hypot(place[0] - x, place[1] - y) / config.mm_per_m : null;
    const near = metres === null ? "" : `${next} ${say("away")} ${Math.round(metres)} ${say("metres")}`;
    tell([inside ? near : `${say("outside")} ${near}`, `±${Math.round(accuracy)} ${say("metres")}`].join(" · "));
  }
  one("#locate").addEventListener("click", (event) => {
    const button = event.currentTarget;
    if (watch !== null) {
      navigator.geolocation.clearWatch(watch);
      watch = null;
      one(".sk-me").setAttribute("hidden", "");
      tell("");
    } else if (navigator.geolocation) {
      tell(say("locating"));
      watch = navigator.geolocation.watchPosition(here, () => tell(say("no_place")), { enableHighAccuracy: true });
    } else {
      tell(say("no_place"));
    }
    button.setAttribute("aria-pressed", String(watch !== null));
  });

  if (!navigator.language.toLowerCase().startsWith("zh")) {
    root.lang = "en";
  }
  for (const element of all(".needs-script")) {
    element.hidden = false;
  }
  openNext();
  root.dataset.ready = "";
})();
