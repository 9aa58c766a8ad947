'use strict';
// What charts have in common: they are as wide as their place, are drawn again when that changes, and are read with the
// mouse, a finger or the arrow keys: what a mark says stands in a line below.

/// Calls draw(svg, width) now and whenever the place gets another width. `label`: what a screen reader says of the
/// chart. Returns {redraw, below}; `below` takes keys and the like.
function chart(place, label, draw) {
  const holder = make('div'), below = make('div');
  const readout = make('p', {class: 'readout', 'aria-live': 'polite'});
  place.replaceChildren(holder, readout, below);
  let width = 0;

  function redraw() {
    width = Math.floor(place.clientWidth) || width;
    if (!width) return;
    const svg = d3.create('svg').attr('role', 'group').attr('aria-label', label).attr('width', width);
    readout.textContent = '';
    draw(svg, width, marks => readable(svg, marks, readout));
    svg.attr('viewBox', `0 0 ${width} ${svg.attr('height')}`);
    holder.replaceChildren(svg.node());
  }

  new ResizeObserver(() => {
    if (Math.floor(place.clientWidth) !== width) redraw();
  }).observe(place);
  redraw();
  return {redraw, below};
}

/// One stop of the tab key; the arrow keys go from mark to mark. `marks`: a selection whose data have `text`.
function readable(svg, marks, readout) {
  const nodes = marks.nodes();
  let active = -1;
  const hint = 'Point at a mark, or go through them with the arrow keys.';
  readout.textContent = hint;
  function show(index) {
    if (active >= 0) nodes[active].classList.remove('active');
    active = index;
    nodes[active].classList.add('active');
    readout.textContent = d3.select(nodes[active]).datum().text;
  }
  marks.classed('mark', true)
      .on('mouseenter', (datum, index) => show(index))
      .on('click', (datum, index) => show(index));
  svg.attr('tabindex', 0).on('keydown', () => {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[d3.event.key];
    if (!step || !nodes.length) return;
    d3.event.preventDefault();
    show(active < 0 ? (step > 0 ? 0 : nodes.length - 1) : (active + step + nodes.length) % nodes.length);
  });
}

/// Draws an axis at the bottom or the left, with faint rules across the chart.
function drawAxis(svg, scale, {side, at, across, ticks, format, title, width}) {
  const axis = (side === 'bottom' ? d3.axisBottom : d3.axisLeft)(scale).tickSizeOuter(0);
  if (ticks !== undefined) axis.ticks(ticks);
  if (format) axis.tickFormat(format);
  const group = svg.append('g')
                    .attr('class', 'axis')
                    .call(axis)
                    .attr('transform', side === 'bottom' ? `translate(0,${at})` : `translate(${at},0)`)
                    .attr('font-size', null)
                    .attr('font-family', null);
  group.selectAll('.tick line')
      .clone()
      .attr('class', 'rule')
      .attr(side === 'bottom' ? 'y2' : 'x2', side === 'bottom' ? -across : across);
  if (side === 'bottom')
    svg.append('text')
        .attr('class', 'faint')
        .attr('x', width)
        .attr('y', at + 36)
        .attr('text-anchor', 'end')
        .text(title);
  else
    svg.append('text').attr('class', 'faint').attr('x', 2).attr('y', 12).text(title);
}

/// As many characters of a text as have room.
function shortened(text, pixels) {
  const most = Math.max(4, Math.floor(pixels / 6.6));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
