"use strict";
/* The map of a kit: shapes in decimetres from the upper left corner, drawn on a canvas. */

const LOOKS = {
  water: { fill: "#c9e1f2", line: "#7fb2d6", width: 3 },
  compounds: { line: "#9a8468", width: 1.2, dash: [5, 3] },
  roads: { line: "#b9c2c8", width: 2 },
  railways: { line: "#5b5b66", width: 2, dash: [8, 5] },
  buildings: { fill: "#d9d3cb", line: "#a39b90", width: 0.6 },
  stations: { dot: "#0b6b3a", sign: "+" },
  hazards: { dot: "#c25400", sign: "!" },
};
const ROAD_WIDTHS = { arterial: 4.5, secondary: 3.2, local: 2.2, service: 1.2, path: 1 };
const LABELS_FROM = { compounds: 0.05, roads: 0.09, water: 0.03, buildings: 0.16, stations: 0.07, hazards: 0.1 };
const FONT = "gridmap-kit, sans-serif";

/** Points of a shape: lists of [x, y]. */
function decoded(shape) {
  return shape.map((steps) => {
    const points = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push([x, y]);
    }
    return points;
  });
}

function pathOf(lines) {
  const path = new Path2D();
  for (const points of lines) {
    points.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
    const last = points[points.length - 1];
    if (points.length > 3 && last[0] === points[0][0] && last[1] === points[0][1]) path.closePath();
  }
  return path;
}

/** Where the name of a feature stands: in the middle of its extent, or halfway along a line. */
function labelOf(lines) {
  const points = lines[0];
  const last = points[points.length - 1];
  const isRing = points.length > 3 && last[0] === points[0][0] && last[1] === points[0][1];
  if (!isRing) return points[points.length >> 1];
  const box = boxOf(lines);
  return [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
}

function boxOf(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const points of lines) {
    for (const [x, y] of points) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  return box;
}

class KitMap {
  constructor(canvas, kit, pick) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.pick = pick;
    this.chosen = "";
    this.mark = null;
    this.grids = kit.grids.map((grid) => {
      const lines = decoded(grid.shape);
      return { code: grid.code, colour: grid.colour, at: grid.label, lines, path: pathOf(lines), box: boxOf(lines) };
    });
    this.around = kit.around.map(([code, shape]) => ({ code, path: pathOf(decoded(shape)) }));
    this.ground = kit.ground.map((layer) => ({
      name: layer.name,
      items: layer.items.map(([kind, name, shape]) => {
        const lines = decoded(shape);
        return { kind, name, lines, path: pathOf(lines), at: labelOf(lines) };
      }),
    }));
    this.whole = boxOf(this.grids.flatMap((grid) => grid.lines));
    this.pointers = new Map();
    this.moved = 0;
    this.listen();
    this.resize();
    this.fit(this.whole);
  }

  /** Pixels of the screen of a place. */
  put([x, y]) {
    return [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2];
  }

  place(px, py) {
    return [(px - this.width / 2) / this.scale + this.x, (py - this.height / 2) / this.scale + this.y];
  }

  resize() {
    const box = this.canvas.getBoundingClientRect();
    this.width = Math.max(1, box.width);
    this.height = Math.max(1, box.height);
    this.dots = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * this.dots);
    this.canvas.height = Math.round(this.height * this.dots);
    this.draw();
  }

  fit(box) {
    this.x = (box[0] + box[2]) / 2;
    this.y = (box[1] + box[3]) / 2;
    const wide = Math.max(1, box[2] - box[0]);
    const high = Math.max(1, box[3] - box[1]);
    this.least = Math.min(this.width, this.height) / Math.max(this.whole[2] - this.whole[0], this.whole[3] - this.whole[1]) / 3;
    this.scale = Math.min((this.width - 40) / wide, (this.height - 40) / high, 1);
    this.draw();
  }

  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const before = this.place(px, py);
    this.scale = Math.min(3, Math.max(this.least, this.scale * factor));
    const after = this.place(px, py);
    this.x += before[0] - after[0];
    this.y += before[1] - after[1];
    this.draw();
  }

  choose(code) {
    this.chosen = code;
    this.mark = null;
    const grid = this.grids.find((one) => one.code === code);
    if (grid) this.fit(grid.box);
    else this.draw();
  }

  show(at) {
    this.mark = at;
    [this.x, this.y] = at;
    this.scale = Math.max(this.scale, 0.2);
    this.draw();
  }

  /** Code of the grid at a point of the screen. */
  gridAt(px, py) {
    const [x, y] = this.place(px, py);
    const context = this.context;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    const found = this.grids.find((grid) => context.isPointInPath(grid.path, x, y, "evenodd"));
    context.restore();
    return found ? found.code : "";
  }

  listen() {
    const canvas = this.canvas;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      if (!this.pointers.size) this.moved = 0;
      this.pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    });
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    const end = (event) => {
      const known = this.pointers.delete(event.pointerId);
      if (known && event.type === "pointerup" && !this.pointers.size && this.moved < 8) {
        const code = this.gridAt(event.offsetX, event.offsetY);
        if (code) this.pick(code);
      }
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
      },
      { passive: false },
    );
    canvas.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.resize()).observe(canvas);
  }

  drag(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    const now = [event.offsetX, event.offsetY];
    this.moved += Math.hypot(now[0] - last[0], now[1] - last[1]);
    const other = [...this.pointers].find(([id]) => id !== event.pointerId);
    this.pointers.set(event.pointerId, now);
    if (other) {
      const [x, y] = other[1];
      const before = Math.hypot(last[0] - x, last[1] - y);
      const after = Math.hypot(now[0] - x, now[1] - y);
      if (before > 0) this.zoom(after / before, (now[0] + x) / 2, (now[1] + y) / 2);
      return;
    }
    this.x -= (now[0] - last[0]) / this.scale;
    this.y -= (now[1] - last[1]) / this.scale;
    this.draw();
  }

  key(event) {
    const step = 60 / this.scale;
    const ways = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (ways[event.key]) {
      this.x += ways[event.key][0];
      this.y += ways[event.key][1];
      this.draw();
    } else if (event.key === "+" || event.key === "=") this.zoom(1.4);
    else if (event.key === "-") this.zoom(1 / 1.4);
    else return;
    event.preventDefault();
  }

  draw() {
    if (this.scale === undefined || this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.paint();
    });
  }

  paint() {
    const context = this.context;
    context.setTransform(this.dots, 0, 0, this.dots, 0, 0);
    context.fillStyle = "#fbfaf7";
    context.fillRect(0, 0, this.width, this.height);
    context.translate(this.width / 2, this.height / 2);
    context.scale(this.scale, this.scale);
    context.translate(-this.x, -this.y);
    context.lineJoin = "round";
    for (const grid of this.grids) this.area(grid.path, grid.colour, 0.75);
    for (const layer of this.ground) this.paintLayer(layer);
    for (const grid of this.around) this.outline(grid.path, "#8a97a0", 1, [6, 4]);
    for (const grid of this.grids) this.outline(grid.path, "#46545d", 1.8);
    const chosen = this.grids.find((grid) => grid.code === this.chosen);
    if (chosen) this.outline(chosen.path, "#b4002d", 4);
    context.setTransform(this.dots, 0, 0, this.dots, 0, 0);
    this.paintNames();
    this.paintBar();
  }

  area(path, colour, opacity) {
    this.context.globalAlpha = opacity;
    this.context.fillStyle = colour;
    this.context.fill(path, "evenodd");
    this.context.globalAlpha = 1;
  }

  outline(path, colour, width, dash = []) {
    this.context.strokeStyle = colour;
    this.context.lineWidth = width / this.scale;
    this.context.setLineDash(dash.map((part) => part / this.scale));
    this.context.stroke(path);
    this.context.setLineDash([]);
  }

  paintLayer(layer) {
    const look = LOOKS[layer.name];
    if (look.dot || (layer.name === "buildings" && this.scale < 0.02)) return;
    for (const item of layer.items) {
      const isArea = look.fill && item.lines[0].length > 3;
      if (isArea) this.area(item.path, look.fill, 0.9);
      const width = layer.name === "roads" ? (ROAD_WIDTHS[item.kind] ?? look.width) : look.width;
      this.outline(item.path, look.line, isArea ? 0.8 : width, look.dash);
    }
  }

  /** Names, the most important first; none lies on another. */
  paintNames() {
    const taken = [];
    for (const name of ["stations", "hazards"]) {
      for (const layer of this.ground.filter((one) => one.name === name)) {
        for (const item of layer.items) this.sign(LOOKS[name], this.put(item.at), taken);
      }
    }
    for (const grid of this.grids) {
      const text = this.scale > 0.12 ? grid.code : grid.code.slice(-3);
      const look = { size: 15, colour: grid.code === this.chosen ? "#b4002d" : "#12425c", bold: true };
      const [x, y] = this.put(grid.at);
      [0, -20, 20, -38, 38].some((off) => this.name(text, [x, y + off], taken, look));
    }
    for (const layer of this.ground) {
      if (!(this.scale >= LABELS_FROM[layer.name])) continue;
      const seen = new Set();
      for (const item of layer.items) {
        if (!item.name || (layer.name === "roads" && seen.has(item.name))) continue;
        const at = this.put(item.at);
        const below = LOOKS[layer.name].dot ? 16 : 0;
        const done = this.name(item.name, [at[0], at[1] + below], taken, { size: 12, colour: "#3b4a54" });
        if (done) seen.add(item.name);
      }
    }
    if (this.mark) {
      const [x, y] = this.put(this.mark);
      this.context.strokeStyle = "#b4002d";
      this.context.lineWidth = 3;
      this.context.beginPath();
      this.context.arc(x, y, 14, 0, 7);
      this.context.stroke();
    }
  }

  sign(look, [x, y], taken) {
    const context = this.context;
    context.fillStyle = look.dot;
    context.beginPath();
    context.arc(x, y, 8, 0, 7);
    context.fill();
    context.font = `bold 13px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = "#fff";
    context.fillText(look.sign, x, y);
    taken.push([x - 9, y - 9, x + 9, y + 9]);
  }

  name(text, [x, y], taken, { size, colour, bold = false }) {
    if (x < -50 || y < -20 || x > this.width + 50 || y > this.height + 20) return false;
    const context = this.context;
    context.font = `${bold ? "bold " : ""}${size}px ${FONT}`;
    const half = context.measureText(text).width / 2 + 2;
    const box = [x - half, y - size * 0.65, x + half, y + size * 0.65];
    if (taken.some((one) => one[0] < box[2] && one[2] > box[0] && one[1] < box[3] && one[3] > box[1])) return false;
    taken.push(box);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 3.5;
    context.strokeStyle = "rgba(255,255,255,0.92)";
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
    return true;
  }

  paintBar() {
    const most = 110 / this.scale / 10;
    const power = 10 ** Math.floor(Math.log10(most));
    const metres = [5, 2, 1].map((step) => step * power).find((one) => one <= most) ?? power;
    const length = metres * 10 * this.scale;
    const context = this.context;
    const y = this.height - 12;
    context.fillStyle = "rgba(255,255,255,0.85)";
    context.fillRect(6, y - 18, length + 20, 26);
    context.strokeStyle = "#1d2b34";
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(14, y - 5);
    context.lineTo(14, y);
    context.lineTo(14 + length, y);
    context.lineTo(14 + length, y - 5);
    context.stroke();
    context.font = `12px ${FONT}`;
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    context.fillStyle = "#1d2b34";
    context.fillText(`${metres} m`, 18, y - 4);
  }
}
