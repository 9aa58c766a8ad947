'use strict';
// Points over two figures, with lines where they say something.

/// A scale for values: numbers, on a logarithm when they spread over more than a factor of 10, or `words`, each with
/// its place.
function scaleFor(values, [from, to], {words} = {}) {
  if (words) {
    const present = new Set(values);
    return {
      scale: d3.scalePoint(words.filter(word => present.has(word)), [from, to]).padding(0.5),
      ticks: present.size
    };
  }
  let [least, most] = d3.extent(values);
  if (least > 0 && most / least > 10) return {scale: d3.scaleLog([least / 1.15, most * 1.15], [from, to]), log: true};
  if (least === most) [least, most] = [least - (Math.abs(least) || 1) * 0.5, most + (Math.abs(most) || 1) * 0.5];
  const room = (most - least) * 0.05;
  return {scale: d3.scaleLinear([least === 0 ? 0 : least - room, most + room], [from, to])};
}

/// points: {x, y, series, text, labels?}; lines: {series, points: [[x, y], ...]}; x, y: {title, words?, format?}.
/// Points with labels lie above the others. Of its labels, the longest first, a point has the first that hits no other
/// and no edge.
function drawScatter(svg, width, readable, {points, lines = [], x, y, height = 360}) {
  const left = 62, right = 16, top = 22, bottom = 44;
  svg.attr('height', height);
  const across = scaleFor(points.map(p => p.x), [left, width - right], x),
        up = scaleFor(points.map(p => p.y), [height - bottom, top], y);
  const ticks = Math.max(2, Math.floor(width / 110));
  const tickFormat = (axis, made) =>
      axis.words ? value => shortened(String(value), (width - left) / made.ticks) : axis.format || short;
  const sparse = (axis, made) => made.log ?
      value => /^[125]/.test(value.toExponential()) ? tickFormat(axis, made)(value) : '' :
      tickFormat(axis, made);
  drawAxis(svg, across.scale, {
    side: 'bottom',
    at: height - bottom,
    across: height - bottom - top,
    ticks,
    format: sparse(x, across),
    title: x.title + (across.log ? ' (logarithmic)' : ''),
    width: width - 2
  });
  drawAxis(svg, up.scale, {
    side: 'left',
    at: left,
    across: width - left - right,
    ticks: 6,
    format: sparse(y, up),
    title: y.title + (up.log ? ' (logarithmic)' : '')
  });
  for (const line of lines)
    svg.append('path')
        .attr('class', `line ${series(line.series)}`)
        .attr('d', d3.line().x(p => across.scale(p[0])).y(p => up.scale(p[1]))(line.points));
  const sorted =
      points.slice().sort((p, q) => Boolean(p.labels) - Boolean(q.labels) || across.scale(p.x) - across.scale(q.x));
  const marks = svg.selectAll('.dot')
                    .data(sorted)
                    .join('circle')
                    .attr('class', p => `dot fill ${series(p.series)}`)
                    .attr('r', p => p.labels || points.length <= 300 ? 5 : 3)
                    .attr('fill-opacity', p => p.labels || points.length <= 100 ? 1 : 0.7)
                    .attr('cx', p => across.scale(p.x))
                    .attr('cy', p => up.scale(p.y));
  drawLabels(
      svg, width, sorted.filter(p => p.labels).map(p => ({x: across.scale(p.x), y: up.scale(p.y), labels: p.labels})));
  readable(marks);
}

/// labels: {x, y, labels: candidates} each.
function drawLabels(svg, width, labels) {
  const taken = labels.map(({x, y}) => ({x0: x - 6, x1: x + 6, y0: y - 6, y1: y + 6}));
  const free = box => box.x0 >= 64 && box.x1 <= width - 2 && box.y0 >= 14 && box.y1 <= svg.attr('height') - 44 &&
      !taken.some(other => box.x0 < other.x1 && other.x0 < box.x1 && box.y0 < other.y1 && other.y0 < box.y1);
  for (const {x, y, labels: candidates} of labels) {
    const places = candidates.flatMap(label => {
      const long = label.length * 6.8;
      return [
        [8, -8], [8, 16], [-8 - long, -8], [-8 - long, 16], [-long / 2, -12], [-long / 2, 24], [10, 4], [-10 - long, 4]
      ].map(([dx, dy]) => ({label, y: y + dy, box: {x0: x + dx, x1: x + dx + long, y0: y + dy - 11, y1: y + dy + 3}}));
    });
    const found = places.find(place => free(place.box));
    if (!found) continue;
    taken.push(found.box);
    svg.append('text').attr('class', 'label').attr('x', found.box.x0).attr('y', found.y).text(found.label);
  }
}
