// Draws the picture of the groups from the JSON of the element that data-source names: every group is a small star,
// and a school of two groups stands between them. Plain SVG, so that its nodes are real links; colours are in portal.css.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function element(name, attributes, parent, text) {
    const node = document.createElementNS(SVG, name);
    for (const key of Object.keys(attributes)) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  const SLOTS = { TL: [-1, -1], T: [0, -1.12], TR: [1, -1], L: [-1, 0], R: [1, 0], BL: [-1, 1], B: [0, 1.12], BR: [1, 1] };
  const RINGS = ["", "T", "T B", "T BL BR", "T BL B BR", "T L R BL BR", "T L R BL B BR", "TL TR L R BL B BR", "TL T TR L R BL B BR"];
  const HALF = ["", "B", "BL BR", "BL B BR"];
  const CELL = { width: 286, height: 222, reach: 76 };
  const ENDINGS = /(教育集团|职业技术学校|职业学校|工程学校|幼儿园|学校)$/;

  function network(box, data) {
    legend(box, ["group", "lead", "member", "both"].map((kind) => [networkSwatch(kind), data.legend[kind]]));
    const stars = readStars(data);
    let drawn = 0;
    const draw = (width) => {
      if (!width || width === drawn) return;
      drawn = width;
      box.replaceChildren(drawNetwork(data, stars, width));
    };
    const fit = () => draw(Math.floor(box.clientWidth));
    fit();
    new ResizeObserver(fit).observe(box);
    window.addEventListener("beforeprint", () => draw(900));
    window.addEventListener("afterprint", fit);
  }

  function legend(box, entries) {
    const list = document.createElement("ul");
    list.className = "chart-legend";
    for (const [mark, label] of entries) {
      const item = document.createElement("li");
      item.append(mark, label);
      list.append(item);
    }
    box.before(list);
  }

  function networkSwatch(kind) {
    const svg = element("svg", { width: 22, height: 16, viewBox: "-11 -8 22 16", "aria-hidden": "true" });
    if (kind === "group") element("rect", { class: "shape group", x: -11, y: -7, width: 22, height: 14, rx: 4 }, svg);
    else marker(kind, svg);
    return svg;
  }

  function marker(kind, parent) {
    if (kind === "both") return element("path", { class: "shape both", d: "M0-9 9 0 0 9-9 0z" }, parent);
    if (kind === "lead") return element("circle", { class: "shape lead", r: 7.5 }, parent);
    return element("circle", { class: "shape member", r: 6 }, parent);
  }

  // Return the groups, those that share a school side by side and first, each with its own schools.
  function readStars(data) {
    const byId = new Map(data.nodes.map((node) => [node.id, node]));
    const groups = new Map(data.nodes.filter((node) => node.type === "group").map((node) => [node.id, { node, own: [] }]));
    const homes = new Map();
    for (const link of data.links) {
      if (!homes.has(link.source)) homes.set(link.source, []);
      homes.get(link.source).push(link);
    }
    const shared = [];
    for (const [id, links] of homes) {
      const school = { node: byId.get(id), links };
      if (links.length > 1) shared.push(school);
      else groups.get(links[0].target).own.push(school);
    }
    const order = [];
    for (const school of shared) for (const link of school.links) if (!order.includes(link.target)) order.push(link.target);
    for (const id of groups.keys()) if (!order.includes(id)) order.push(id);
    const loose = data.nodes.filter((node) => node.type === "school" && !homes.has(node.id));
    return { groups: order.map((id) => groups.get(id)), shared, loose };
  }

  function drawNetwork(data, stars, width) {
    const columns = Math.max(1, Math.min(stars.groups.length, Math.floor(width / CELL.width)));
    const cell = Math.min(width / columns, 400);
    const left = (width - cell * columns) / 2;
    const rows = Math.ceil(stars.groups.length / columns);
    const looseRows = Math.ceil(stars.loose.length / columns);
    const height = rows * CELL.height + looseRows * 56;
    const svg = element("svg", { class: "network-grid", width, height, viewBox: "0 0 " + width + " " + height });
    const edges = element("g", {}, svg);
    const places = new Map();
    stars.groups.forEach((star, index) => {
      places.set(star.node.id, {
        x: left + ((index % columns) + 0.5) * cell,
        y: (Math.floor(index / columns) + 0.5) * CELL.height,
        upsideDown: false,
      });
    });
    for (const school of stars.shared) drawShared(school, places, cell, columns, data, svg, edges);
    for (const star of stars.groups) drawStar(star, places.get(star.node.id), cell, data, svg, edges);
    stars.loose.forEach((node, index) => {
      const at = { x: left + ((index % columns) + 0.5) * cell, y: rows * CELL.height + (Math.floor(index / columns) + 0.4) * 56 };
      drawSchool({ node, links: [] }, at, 1, "member", data, svg);
    });
    return svg;
  }

  function drawShared(school, places, cell, columns, data, svg, edges) {
    const hubs = school.links.map((link) => places.get(link.target));
    const stacked = columns === 1;
    const at = {
      x: hubs.reduce((sum, hub) => sum + hub.x, 0) / hubs.length,
      y: hubs.reduce((sum, hub) => sum + hub.y, 0) / hubs.length,
    };
    if (stacked) {
      // One above the other: the upper group turns its schools upwards, so that the way down is free.
      at.x += cell * 0.2;
      hubs.sort((a, b) => a.y - b.y)[0].upsideDown = true;
    }
    school.links.forEach((link) => drawEdge(places.get(link.target), at, link.role === "lead" ? "both lead" : "both", edges));
    drawSchool(school, at, stacked ? 0 : 1, "both", data, svg);
  }

  function drawStar(star, hub, cell, data, svg, edges) {
    const schools = star.own.slice().sort((a, b) => (b.links[0].role === "lead") - (a.links[0].role === "lead"));
    const hasLead = schools.length > 0 && schools[0].links[0].role === "lead";
    const names = (!hasLead && HALF[schools.length] ? HALF : RINGS)[Math.min(schools.length, 8)].split(" ");
    schools.forEach((school, index) => {
      const [dx, dy] = SLOTS[names[index % names.length]];
      const far = 1 + 0.5 * Math.floor(index / names.length);
      const turn = hub.upsideDown ? -1 : 1;
      const at = { x: hub.x + dx * (cell / 2 - 52), y: hub.y + dy * turn * CELL.reach * 0.86 * far };
      const role = school.links[0].role;
      drawEdge(hub, at, role, edges);
      drawSchool(school, at, dy * turn < 0 ? -1 : 1, role, data, svg);
    });
    drawHub(star.node, hub, svg);
  }

  function drawEdge(hub, at, kind, edges) {
    element("line", { class: kind, x1: hub.x, y1: hub.y, x2: at.x, y2: at.y }, edges);
  }

  function linked(node, at, title, svg) {
    const place = { transform: "translate(" + at.x.toFixed(1) + " " + at.y.toFixed(1) + ")" };
    const parent = node.url ? element("a", { href: node.url, "aria-label": title }, svg) : svg;
    const group = element("g", place, parent);
    element("title", {}, group, title);
    return group;
  }

  function drawHub(node, hub, svg) {
    const lines = wrap(node.label, 6);
    const half = Math.max(...lines.map(units)) * 7 + 12;
    const group = linked(node, hub, node.label, svg);
    const tall = lines.length * 18 + 12;
    group.setAttribute("class", "hub");
    element("rect", { class: "shape group", x: -half, y: -tall / 2, width: 2 * half, height: tall, rx: 7 }, group);
    write(lines, { x: 0, y: 5 - (lines.length - 1) * 9 }, group);
  }

  // The label stands below the mark (side 1), above it (-1) or to its right (0).
  function drawSchool(school, at, side, kind, data, svg) {
    const title = school.node.label + " · " + data.legend[kind];
    const group = linked(school.node, at, title, svg);
    marker(kind, group);
    const lines = wrap(school.node.label, 7);
    const y = [-14 - (lines.length - 1) * 18, 5 - (lines.length - 1) * 9, 25][side + 1];
    const place = side ? { x: 0, y } : { x: 16, y, "text-anchor": "start" };
    write(lines, Object.assign(place, { "font-weight": kind === "member" ? 400 : 600 }), group);
  }

  function write(lines, attributes, parent) {
    const text = element("text", Object.assign({ "text-anchor": "middle" }, attributes), parent);
    lines.forEach((line, index) => element("tspan", { x: attributes.x, dy: index ? 18 : 0 }, text, line));
  }

  // A Chinese character counts one, a Latin one about half.
  const units = (text) => Array.from(text).reduce((sum, sign) => sum + (sign > "\u2e80" ? 1 : 0.55), 0);

  // Return the label on as few lines as fit, broken before a usual ending or a space where there is one.
  function wrap(label, most) {
    if (units(label) <= most) return [label];
    const ending = label.match(ENDINGS);
    if (ending && ending.index > 1) return wrap(label.slice(0, ending.index), most + 2).concat(ending[0]);
    const space = label.indexOf(" ", Math.max(1, Math.floor(label.length / 2) - 4));
    const half = space > 0 ? space : Math.ceil(label.length / 2);
    return [label.slice(0, half).trim(), label.slice(half).trim()];
  }

  for (const box of document.querySelectorAll(".network[data-source]")) {
    network(box, JSON.parse(document.getElementById(box.dataset.source).textContent));
  }
})();
