'use strict';
// What cycles are spent on, as bars of parts laid end to end.

/// The reasons of a cycle, each with its field of the results.
const kReasons = [
  ['compute_cycles', 'the array computes'],
  ['fill_cycles', 'it is filled or drained, and nothing streams'],
  ['dram_stall_cycles', 'a tile waits for DRAM'],
  ['buffer_stall_cycles', 'a tile waits for a buffer\'s port or room'],
  ['skip_stall_cycles', 'a product waits for the indices of what is kept'],
  ['vector_wait_cycles', 'only the vector unit works'],
];

/// rows: {name, stats}. asShares: each bar is as long as the others.
function drawBars(svg, width, readable, rows, asShares) {
  const bar = 22, gap = 8, bottom = 44;
  const left = Math.min(150, Math.max(60, 8 + 6.8 * d3.max(rows, row => row.name.length)), width * 0.35);
  const height = 4 + rows.length * (bar + gap);
  svg.attr('height', height + bottom);
  const most = asShares ? 1 : d3.max(rows, row => row.stats.cycles) || 1;
  const x = d3.scaleLinear([0, most], [left, width - 14]);
  drawAxis(svg, x, {
    side: 'bottom',
    at: height,
    across: height,
    ticks: Math.max(2, Math.floor(width / 130)),
    width: width - 2,
    format: asShares ? d3.format('.0%') : short,
    title: asShares ? 'share of its cycles' : 'cycles'
  });
  const parts = [];
  rows.forEach((row, line) => {
    let from = 0;
    kReasons.forEach(([field, what], kind) => {
      const cycles = row.stats[field];
      if (!cycles) return;
      const share = cycles / row.stats.cycles, length = asShares ? share : cycles;
      parts.push({
        line,
        kind,
        from,
        to: from + length,
        text:
            `${row.name}: ${what} ${thousands(cycles)} cycles, ${percent(share)} of its ${thousands(row.stats.cycles)}`
      });
      from += length;
    });
  });
  svg.selectAll('.name')
      .data(rows)
      .join('text')
      .attr('class', 'name')
      .attr('x', left - 6)
      .attr('text-anchor', 'end')
      .attr('y', (row, line) => 4 + line * (bar + gap) + 15)
      .text(row => shortened(row.name, left - 8))
      .append('title')
      .text(row => row.name);
  readable(svg.selectAll('.part')
               .data(parts)
               .join('rect')
               .attr('class', d => `part fill ${series(d.kind)}`)
               .attr('x', d => x(d.from))
               .attr('width', d => Math.max(0.5, x(d.to) - x(d.from)))
               .attr('y', d => 4 + d.line * (bar + gap))
               .attr('height', bar));
}
