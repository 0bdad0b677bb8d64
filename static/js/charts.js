// Draws every .chart[data-chart] from the JSON of the element that data-source names.
// Bars and lines: Apache ECharts. The network: plain SVG, so that its nodes are real links and its labels never collide.
(function () {
  "use strict";

  const INK = "#23211e";
  const SOFT = "#5a554d";
  const LINE = "#e3ded5";
  const ACCENT = "#0b5c72";
  const LEAD = "#b4540a";
  const BOTH = "#57378c";
  // Told apart by hue and lightness under the usual kinds of colour blindness, each at least 3 : 1 on white.
  const PALETTE = [ACCENT, "#c05c00", BOTH, "#2f7fc4", "#7a6a00", "#8a2f5b"];
  const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
  const FONT = getComputedStyle(document.documentElement).getPropertyValue("--fonts") || "sans-serif";
  const SVG = "http://www.w3.org/2000/svg";

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const percent = (share) => (share * 100).toFixed(1) + " %";

  function element(name, attributes, parent, text) {
    const node = document.createElementNS(SVG, name);
    for (const key of Object.keys(attributes)) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  // --- what bars and lines share ---

  const frame = () => ({
    animation: !calm,
    animationDuration: 300,
    aria: { enabled: true, label: { enabled: false } },
    textStyle: { fontFamily: FONT, fontSize: 13, color: INK },
    tooltip: {
      renderMode: "richText",
      confine: true,
      borderColor: LINE,
      padding: [8, 12],
      textStyle: { fontFamily: FONT, fontSize: 13, color: INK, lineHeight: 20 },
    },
  });

  const shareAxis = (extra) =>
    Object.assign(
      {
        type: "value",
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { color: SOFT, fontSize: 12, formatter: (value) => Math.round(value * 100) + " %" },
        splitLine: { lineStyle: { color: LINE } },
        axisLine: { show: false },
        axisTick: { show: false },
      },
      extra
    );

  function swatch(index, isLine) {
    const svg = element("svg", { width: 26, height: 14, viewBox: "0 0 26 14", "aria-hidden": "true" });
    const colour = PALETTE[index % PALETTE.length];
    if (!isLine) {
      element("rect", { x: 5, y: 1, width: 16, height: 12, rx: 2, fill: colour }, svg);
      if (index % 2) element("path", { d: "M5 13 17 1M9 13 21 1M13 13 21 5", stroke: "#fff", opacity: 0.6 }, svg);
      return svg;
    }
    const dashes = ["none", "5 3", "2 2", "8 3 2 3"][index % 4];
    element("path", { d: "M0 7H26", stroke: colour, "stroke-width": 2, "stroke-dasharray": dashes }, svg);
    const shape = ["M13 3a4 4 0 1 0 .01 0z", "M9 3h8v8H9z", "M13 2l5 9H8z", "M13 2l5 5-5 5-5-5z"][index % 4];
    element("path", { d: shape, fill: colour }, svg);
    return svg;
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

  const tickMark = () => {
    const svg = element("svg", { width: 14, height: 14, viewBox: "0 0 14 14", "aria-hidden": "true" });
    element("path", { d: "M7 0V14", stroke: INK, "stroke-width": 3 }, svg);
    return svg;
  };

  function plot(box, height, option) {
    box.style.height = height + "px";
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    const draw = () => {
      chart.resize();
      chart.setOption(option(box.clientWidth), true);
    };
    draw();
    new ResizeObserver(draw).observe(box);
    // A4 upright leaves about 640 px inside a panel.
    window.addEventListener("beforeprint", () => {
      chart.resize({ width: 640 });
      chart.getZr().flush();
    });
    window.addEventListener("afterprint", () => chart.resize({ width: "auto" }));
  }

  // --- bars: one band a stage, one bar a measure, one tick a target ---

  function coverageBars(box, data) {
    const names = data.stages[0] ? data.stages[0].values.map((value) => value.label) : [];
    const entries = names.map((name, index) => [swatch(index, false), name]);
    if (data.stages.some((stage) => stage.target !== null)) entries.push([tickMark(), data.target_label]);
    legend(box, entries);
    plot(box, data.stages.length * (names.length * 21 + 26) + 40, (width) => barOption(data, names, width));
  }

  // How much room labels take, up to a limit at which they are broken into lines.
  function widestOf(labels, limit) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "13px " + getComputedStyle(document.body).fontFamily;
    return Math.min(limit, Math.ceil(Math.max(0, ...labels.map((label) => pen.measureText(label).width))));
  }

  function barOption(data, names, width) {
    const space = widestOf(data.stages.map((stage) => stage.label), width < 520 ? 80 : 210);
    const decal = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, color: "rgba(255,255,255,.45)" };
    const bars = names.map((name, index) => ({
      name,
      type: "bar",
      barMaxWidth: 16,
      barGap: "30%",
      barCategoryGap: 26,
      itemStyle: { color: PALETTE[index % PALETTE.length], borderRadius: [0, 2, 2, 0], decal: index % 2 ? decal : { symbol: "none" } },
      label: {
        show: true,
        position: "right",
        color: INK,
        fontSize: 12,
        formatter: (bar) => (bar.data.unknown ? data.unknown_label : percent(bar.value)),
      },
      data: data.stages.map((stage) => {
        const share = stage.values[index].share;
        return { value: share === null ? 0 : share, unknown: share === null };
      }),
    }));
    return Object.assign(frame(), {
      grid: { left: space + 14, right: 56, top: 8, bottom: 28, outerBoundsMode: "none" },
      xAxis: shareAxis({}),
      yAxis: [
        {
          type: "category",
          inverse: true,
          data: data.stages.map((stage) => stage.label),
          axisLabel: { color: INK, fontSize: 13, width: space, overflow: "break" },
          axisLine: { lineStyle: { color: SOFT } },
          axisTick: { show: false },
        },
        { type: "value", inverse: true, min: 0, max: data.stages.length, show: false },
      ],
      series: bars.concat(targetTicks(data)),
      tooltip: Object.assign(frame().tooltip, { trigger: "item", formatter: (bar) => barTip(data, bar) }),
    });
  }

  // A line on a hidden second axis that counts the bands, broken between the stages.
  function targetTicks(data) {
    const points = [];
    data.stages.forEach((stage, index) => {
      if (stage.target === null) return;
      points.push([stage.target, index + 0.06], [stage.target, index + 0.94], [null, null]);
    });
    return {
      type: "line",
      yAxisIndex: 1,
      silent: true,
      symbol: "none",
      z: 5,
      lineStyle: { color: INK, width: 2.5 },
      data: points,
    };
  }

  function barTip(data, bar) {
    const stage = data.stages[bar.dataIndex];
    const share = stage.values[bar.seriesIndex].share;
    const lines = [stage.label, bar.seriesName + "  " + (share === null ? data.unknown_label : percent(share))];
    if (stage.target !== null) lines.push(data.target_label + "  " + percent(stage.target));
    return lines.join("\n");
  }

  // --- lines over the years ---

  function yearLine(box, data) {
    legend(box, data.series.map((series, index) => [swatch(index, true), series.label]));
    plot(box, 340, (width) => lineOption(data, width));
  }

  function lineOption(data, width) {
    const days = data.days.map((day) => Date.parse(day));
    const ends = data.due ? days.concat(Date.parse(data.due)) : days;
    const ticks = dayLabels(data.days, ends, width - 90);
    const lines = data.series.map((series, index) => ({
      name: series.label,
      type: "line",
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 8,
      connectNulls: false,
      itemStyle: { color: PALETTE[index % PALETTE.length] },
      lineStyle: { width: 2, type: DASHES[index % DASHES.length], color: PALETTE[index % PALETTE.length] },
      data: series.shares.map((share, at) => [days[at], share]),
    }));
    if (lines.length) lines[0].markLine = markers(data);
    return Object.assign(frame(), {
      grid: { left: 8, right: 20, top: 30, bottom: 8, containLabel: true },
      xAxis: {
        type: "value",
        min: Math.min(...ends),
        max: Math.max(...ends),
        axisLabel: { color: SOFT, fontSize: 12, customValues: [...ticks.keys()], formatter: (day) => ticks.get(day) },
        axisTick: { customValues: days },
        axisLine: { lineStyle: { color: SOFT } },
        splitLine: { show: false },
      },
      yAxis: shareAxis({}),
      series: lines,
      tooltip: Object.assign(frame().tooltip, {
        trigger: "axis",
        axisPointer: { type: "line", snap: true, label: { show: false } },
        formatter: (points) =>
          [new Date(points[0].value[0]).toISOString().slice(0, 10)]
            .concat(points.map((point) => point.seriesName + "  " + (point.value[1] === null ? "—" : percent(point.value[1]))))
            .join("\n"),
      }),
    });
  }

  // Return moment -> label: the year where most days fall on the same day of the year, and only what fits.
  function dayLabels(days, ends, width) {
    const endings = days.map((day) => day.slice(5));
    const usual = endings.slice().sort((a, b) => endings.filter((e) => e === b).length - endings.filter((e) => e === a).length)[0];
    const short = endings.filter((ending) => ending === usual).length > 1;
    const first = Math.min(...ends);
    const scale = width / (Math.max(...ends) - first || 1);
    const labels = new Map();
    let free = Infinity;
    for (const day of days.slice().reverse()) {
      if (short && day.slice(5) !== usual) continue;
      const at = (Date.parse(day) - first) * scale;
      if (at > free) continue;
      labels.set(Date.parse(day), short ? day.slice(0, 4) : day);
      free = at - (short ? 44 : 88);
    }
    return labels;
  }

  function markers(data) {
    const text = (formatter, position, distance) => ({ formatter, position, distance, color: INK, fontSize: 12, fontWeight: 600 });
    const items = [];
    // Under the line where it runs along the top edge, so that it keeps clear of the other label.
    const side = data.target > 0.93 ? "insideStartBottom" : "insideStartTop";
    if (data.target !== null) items.push({ yAxis: data.target, label: text(data.target_label, side, 4) });
    // Ends at its line, which may be the right edge, where a centred label would be cut off.
    if (data.due) items.push({ xAxis: Date.parse(data.due), label: Object.assign(text(data.due_label, "end", 10), { align: "right" }) });
    return { silent: true, symbol: "none", animation: false, lineStyle: { color: INK, type: [6, 4], width: 1.5 }, data: items };
  }

  // --- the network: every group is a small star; a school of two groups stands between its groups ---

  const SLOTS = { TL: [-1, -1], T: [0, -1.12], TR: [1, -1], L: [-1, 0], R: [1, 0], BL: [-1, 1], B: [0, 1.12], BR: [1, 1] };
  const RINGS = ["", "T", "T B", "T BL BR", "T BL B BR", "T L R BL BR", "T L R BL B BR", "TL TR L R BL B BR", "TL T TR L R BL B BR"];
  const HALF = ["", "B", "BL BR", "BL B BR"];
  const CELL = { width: 286, height: 222, reach: 76 };
  const ENDINGS = /(教育集团|职业技术学校|职业学校|工程学校|幼儿园|学校)$/;

  function network(box, data) {
    box.setAttribute("role", "group");
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

  function networkSwatch(kind) {
    const svg = element("svg", { width: 22, height: 16, viewBox: "-11 -8 22 16", "aria-hidden": "true" });
    if (kind === "group") element("rect", { x: -11, y: -7, width: 22, height: 14, rx: 4, fill: ACCENT }, svg);
    else marker(kind, svg);
    return svg;
  }

  function marker(kind, parent) {
    if (kind === "both") return element("path", { class: "shape", d: "M0-9 9 0 0 9-9 0z", fill: BOTH }, parent);
    if (kind === "lead") return element("circle", { class: "shape", r: 7.5, fill: LEAD }, parent);
    return element("circle", { class: "shape", r: 6, fill: "#fff", stroke: SOFT, "stroke-width": 2 }, parent);
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
    school.links.forEach((link) => drawEdge(places.get(link.target), at, link.role, BOTH, edges));
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
      drawEdge(hub, at, role, role === "lead" ? LEAD : "#8c857a", edges);
      drawSchool(school, at, dy * turn < 0 ? -1 : 1, role, data, svg);
    });
    drawHub(star.node, hub, svg);
  }

  function drawEdge(hub, at, role, colour, edges) {
    const width = role === "lead" ? 2.5 : 1.25;
    element("line", { x1: hub.x, y1: hub.y, x2: at.x, y2: at.y, stroke: colour, "stroke-width": width }, edges);
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
    element("rect", { class: "shape", x: -half, y: -tall / 2, width: 2 * half, height: tall, rx: 7, fill: ACCENT }, group);
    write(lines, { x: 0, y: 5 - (lines.length - 1) * 9, fill: "#fff", "font-weight": 600 }, group);
  }

  // The label stands below the mark (side 1), above it (-1) or to its right (0).
  function drawSchool(school, at, side, kind, data, svg) {
    const title = school.node.label + " · " + data.legend[kind];
    const group = linked(school.node, at, title, svg);
    marker(kind, group);
    const lines = wrap(school.node.label, 7);
    const y = [-14 - (lines.length - 1) * 18, 5 - (lines.length - 1) * 9, 25][side + 1];
    const place = side ? { x: 0, y } : { x: 16, y, "text-anchor": "start" };
    write(lines, Object.assign(place, { fill: INK, "font-weight": kind === "member" ? 400 : 600 }), group);
  }

  function write(lines, attributes, parent) {
    const text = element("text", Object.assign({ "text-anchor": "middle", "font-size": 13 }, attributes), parent);
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

  // --- start ---

  const KINDS = { "coverage-bars": coverageBars, "year-line": yearLine, network };

  for (const box of document.querySelectorAll(".chart[data-chart]")) {
    const source = document.getElementById(box.dataset.source);
    const kind = KINDS[box.dataset.chart];
    if (source && kind) kind(box, JSON.parse(source.textContent));
  }
})();
