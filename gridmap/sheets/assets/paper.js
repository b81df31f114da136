/* Printing: the page is laid out before the browser prints, and drawn as vectors. */
(function (gridmap) {
  "use strict";

  /* Every layer anew, on the renderers of the page or of the screen. */
  function redraw(map) {
    for (const layer of gridmap.layers) {
      if (layer.shown()) layer.remove().addTo(map);
    }
  }

  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  function footer(words) {
    const foot = gridmap.make("footer", "gm-foot");
    const version = gridmap.config().plan_id;
    foot.append(
      gridmap.make("span", "", version ? `${words.version} ${version}` : ""),
      gridmap.make("span", "", words.datum),
      gridmap.make("span", "gm-today"),
      gridmap.make("span", "", `${words.approval} ____________`));
    return foot;
  }

  function compass(words) {
    const arrow = gridmap.make("div", "gm-north");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 40");
    svg.setAttribute("width", "26");
    svg.setAttribute("height", "42");
    for (const [d, fill] of [["M12 1L21 38 12 30z", "#ffffff"], ["M12 1L3 38 12 30z", "#22303a"]]) {
      const half = document.createElementNS("http://www.w3.org/2000/svg", "path");
      half.setAttribute("d", d);
      half.setAttribute("fill", fill);
      half.setAttribute("stroke", "#22303a");
      svg.append(half);
    }
    arrow.append(gridmap.make("b", "", words.north), svg);
    return arrow;
  }

  gridmap.startPaper = function (map) {
    const words = gridmap.config().words;
    const foot = document.body.appendChild(footer(words));
    map.getContainer().append(compass(words));
    let view = null;

    function lay(paper) {
      if (paper === Boolean(gridmap.printing)) return;
      if (paper) view = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() };
      gridmap.printing = paper;
      foot.querySelector(".gm-today").textContent = `${words.printed} ${today()}`;
      document.body.classList.toggle("gm-printing", paper);
      map.closePopup();
      map.invalidateSize({ animate: false, pan: false });
      map.options.zoomSnap = paper ? 0 : 0.1;
      if (paper) map.fitBounds(view.bounds.contains(gridmap.whole()) ? gridmap.whole().pad(0.03) : view.bounds, { animate: false });
      else map.setView(view.centre, view.zoom, { animate: false });
      redraw(map);
      gridmap.label();
    }
    window.addEventListener("beforeprint", () => lay(true));
    window.addEventListener("afterprint", () => lay(false));
  };
})((window.gridmap = window.gridmap || {}));
