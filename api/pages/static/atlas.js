// The map of a plan: what is shown is drawn on one canvas; names are text, never HTML.
(() => {
  const GREY = "#9aa5b1";
  const of = new Map();
  const label = (...lines) => {
    const box = document.createElement("div");
    for (const line of lines.filter(Boolean)) {
      const one = document.createElement("div");
      one.textContent = line;
      box.append(one);
    }
    return box;
  };
  const hull = (points) => {
    const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    if (sorted.length < 3) return sorted;
    const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    const half = (list) => {
      const chain = [];
      for (const p of list) {
        while (chain.length > 1 && turn(chain.at(-2), chain.at(-1), p) <= 0) chain.pop();
        chain.push(p);
      }
      return chain.slice(0, -1);
    };
    return [...half(sorted), ...half(sorted.reverse())];
  };
  const number = (at, text, colour) => {
    const mark = document.createElement("span");
    mark.className = "atlas-number";
    mark.style.borderColor = colour;
    mark.textContent = text;
    return L.marker(at, {
      icon: L.divIcon({ html: mark, className: "", iconSize: [0, 0] }), interactive: false, keyboard: false,
    });
  };
  const place = (at, name) => {
    const mark = document.createElement("span");
    mark.className = "atlas-place";
    mark.textContent = name;
    return L.marker(at, { icon: L.divIcon({ html: mark, className: "", iconSize: [0, 0] }), interactive: false, keyboard: false });
  };
  // A line with a head; bent, so that two regions that check each other have two.
  const arrow = (map, start, end, options, tip) => {
    const a = map.project(start, 10), b = map.project(end, 10);
    const bend = L.point((a.x + b.x) / 2 - (b.y - a.y) * 0.12, (a.y + b.y) / 2 + (b.x - a.x) * 0.12);
    const at = (t) => map.unproject(L.point(
      (1 - t) ** 2 * a.x + 2 * t * (1 - t) * bend.x + t * t * b.x,
      (1 - t) ** 2 * a.y + 2 * t * (1 - t) * bend.y + t * t * b.y), 10);
    const size = Math.max(4, a.distanceTo(b) * 0.05), tail = map.project(at(0.9), 10);
    const way = b.subtract(tail), long = Math.hypot(way.x, way.y) || 1;
    const side = L.point(-way.y / long, way.x / long), back = b.subtract(way.multiplyBy(size * 2 / long));
    const head = [b, back.add(side.multiplyBy(size * 0.7)), back.subtract(side.multiplyBy(size * 0.7))];
    return [
      L.polyline(Array.from({ length: 17 }, (_, n) => at(n / 16)), options).bindTooltip(tip, { sticky: true }),
      L.polygon(head.map((p) => map.unproject(p, 10)), { ...options, fillOpacity: 1, fillColor: options.color, weight: 1 }),
    ];
  };
  const tint = (scale, visits) => scale.filter(([, least]) => visits >= least).at(-1)[0];
  // Numbers that would cover one that is there already wait until the map is closer.
  const apart = (map) => {
    const taken = [];
    return (at, text) => {
      const p = map.latLngToContainerPoint(at), half = 5 + 3.5 * text.length;
      const free = !taken.some(([x, y, wide]) => Math.abs(x - p.x) < half + wide && Math.abs(y - p.y) < 19);
      if (free) taken.push([p.x, p.y, half]);
      return free;
    };
  };
  const numbered = (state) => {
    const { map, data, numbers } = state;
    numbers.clearLayers();
    const free = apart(map), view = map.getBounds();
    for (const [at, text, colour] of state.mode === "tours" ? state.marks : [])
      if (view.contains(at) && free(at, text)) number(at, text, colour).addTo(numbers);
    if (state.mode !== "zones") return;
    const seen = data.areas.map((one, n) => [one, n]).filter(([one]) => one.middle && view.contains(one.middle));
    if (seen.length > 300) return;
    for (const [one, n] of seen)
      if (free(one.middle, String(n + 1))) number(one.middle, String(n + 1), data.colours[one.colour]).addTo(numbers);
  };
  const spots = (state) => {
    const { data, mode, words } = state;
    const all = mode === "coverage" ? [...data.spots].sort((a, b) => (b[6] ?? 0) - (a[6] ?? 0)) : data.spots;
    for (const [name, lat, lon, zone, visits, left, risk] of all) {
      const colour = zone < 0 ? GREY : data.colours[data.areas[zone].colour];
      const who = zone < 0 ? words.nobody : `${zone + 1} ${data.areas[zone].name}`;
      const look = { radius: 4, weight: 1, color: "#55606d", fillColor: "#d5dae0", fillOpacity: 0.8 };
      if (mode === "zones") Object.assign(look, { color: colour, fillColor: zone < 0 ? "#ffffff" : colour });
      if (mode === "coverage")
        Object.assign(look, {
          radius: 4 + Math.min(6, (risk ?? 0) / (data.most_risk || 1) * 6), fillColor: tint(data.scale, visits), fillOpacity: 0.95,
          color: left ? "#b3261e" : "#55606d", weight: left ? 3 : 1,
        });
      const tip = () => label(name, `${words.responsible} ${who}`, `${words.visits} ${visits}`,
        left ? `${words.left_out} ${left}` : "", risk === null ? "" : `${words.risk} ${risk}`);
      L.circleMarker([lat, lon], look).bindTooltip(tip).addTo(state.drawn);
    }
  };
  const draw = (state) => {
    const { map, data, mode, drawn } = state;
    drawn.clearLayers();
    if (mode === "zones")
      for (const one of data.areas)
        if (one.points.length > 2)
          L.polygon(one.hull, { color: data.colours[one.colour], weight: 1.5, fillOpacity: 0.12, interactive: false }).addTo(drawn);
    spots(state);
    const many = data.areas.length > 100;
    const home = { radius: many ? 3 : 6, weight: many ? 1.5 : 3, fillColor: "#fff", fillOpacity: 1 };
    if (mode === "zones")
      for (const one of data.areas)
        L.circleMarker(one.home, { ...home, color: data.colours[one.colour] })
          .bindTooltip(() => label(one.name)).addTo(drawn);
    if (mode === "checks")
      for (const [from, to, start, end, km] of state.checks)
        if (start && end)
          for (const part of arrow(map, start, end, { color: "#8a3b00", weight: 2 }, label(`${from} → ${to}`, `${km} km`)))
            part.addTo(drawn);
    if (mode === "checks") {
      const places = new Map(state.checks.flatMap(([from, to, start, end]) => [[from, start], [to, end]]).filter(([, at]) => at));
      for (const [name, at] of places) place(at, name).addTo(drawn);
    }
    if (mode === "tours") tours(state);
    numbered(state);
  };
  const tours = (state) => {
    const { data, drawn } = state;
    state.marks = [];
    state.tours.forEach(([people, stops], n) => {
      const color = data.colours[n % data.colours.length];
      const way = stops.map(([, at]) => at), line = { color, weight: 3, opacity: 0.85 };
      if (way.length > 1) L.polyline(way, line).addTo(drawn);
      for (const [name, home] of people) {
        for (const end of new Set([way[0], way.at(-1)])) L.polyline([home, end], { ...line, weight: 2, dashArray: "6 4" }).addTo(drawn);
        L.circleMarker(home, { radius: 6, weight: 3, color, fillColor: "#fff", fillOpacity: 1 }).bindTooltip(() => label(name)).addTo(drawn);
      }
      stops.forEach(([name, at], m) => {
        const text = stops.length > 1 ? `${n + 1}.${m + 1}` : `${n + 1}`;
        L.circleMarker(at, { radius: 6, color, weight: 2, fillColor: color, fillOpacity: 0.9 })
          .bindTooltip(() => label(name, people.map(([who]) => who).join("、"))).addTo(drawn);
        state.marks.push([at, text, color]);
      });
    });
  };
  const fit = (map, points) => {
    const bounds = L.latLngBounds(points.filter(Boolean));
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [28, 28], maxZoom: 13, animate: false });
  };
  window.deskAtlas = (id, data, words) => {
    const map = window.getElement(id).map;
    for (const one of data.areas) one.points = [];
    for (const [, lat, lon, zone] of data.spots) if (zone >= 0) data.areas[zone].points.push([lat, lon]);
    for (const one of data.areas) {
      one.hull = hull(one.points);
      const count = one.points.length || 1;
      one.middle = one.points.length
        ? [0, 1].map((axis) => one.points.reduce((sum, p) => sum + p[axis], 0) / count) : one.home;
    }
    const state = { map, data, words, mode: "zones", tours: [], checks: [], marks: [], drawn: L.layerGroup().addTo(map), numbers: L.layerGroup().addTo(map) };
    of.set(id, state);
    map.on("moveend", () => numbered(state));
    fit(map, data.spots.map(([, lat, lon]) => [lat, lon]));
    L.control.scale({ imperial: false }).addTo(map);
  };
  // What is shown: a mode, and its tours or checks.
  window.deskAtlasShow = (id, mode, shown) => {
    const state = of.get(id);
    if (!state) return;
    state.mode = mode;
    if (mode === "tours") state.tours = shown;
    if (mode === "checks") state.checks = shown;
    draw(state);
    if (mode === "tours" && shown.length)
      fit(state.map, shown.flatMap(([people, stops]) => [...people.map(([, at]) => at), ...stops.map(([, at]) => at)]));
    if (mode === "checks" && shown.length) fit(state.map, shown.flatMap(([, , start, end]) => [start, end]));
    document.getElementById(`c${id}`).dataset.shown = mode;
  };
  window.deskAtlasZone = (id, zone) => {
    const { map, data } = of.get(id);
    fit(map, [...data.areas[zone].points, data.areas[zone].home]);
  };
})();
