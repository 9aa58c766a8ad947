'use strict';
// The roofline of a machine, and where its variants, layers or phases stand below it.

/// points: {name, stats}; machine: of the results. Only what moves bytes has a place.
function drawRoofline(svg, width, readable, points, machine) {
  const placed =
      points
          .filter(p => p.stats.macs > 0 && p.stats.cycles > 0 && p.stats.dram_read_bytes + p.stats.dram_write_bytes > 0)
          .map((p, number) => {
            const intensity = p.stats.macs / (p.stats.dram_read_bytes + p.stats.dram_write_bytes),
                  rate = p.stats.macs / p.stats.cycles;
            const bound = Math.min(machine.pes, intensity * machine.dram_bytes_per_cycle);
            return {
              x: intensity,
              y: rate,
              series: number,
              labels: [p.name],
              text: `${p.name}: ${significant(intensity)} MACs a byte, ${significant(rate)} MACs a cycle, ${
                        percent(rate / bound)} of what ` +
                  `${bound < machine.pes ? 'DRAM\'s bandwidth' : 'the array'} allows`
            };
          });
  const bend = machine.pes / machine.dram_bytes_per_cycle;
  const [least, most] = d3.extent([...placed.map(p => p.x), bend]);
  const from = least / 3, to = most * 3, height = 380, left = 62, right = 16, top = 22, bottom = 44;
  const x = d3.scaleLog([from, to], [left, width - right]);
  const lowest = Math.min(d3.min(placed, p => p.y), from * machine.dram_bytes_per_cycle);
  const y = d3.scaleLog([lowest / 1.5, machine.pes * 2], [height - bottom, top]);
  svg.attr('height', height);
  const some = value => /^[125]/.test(value.toExponential()) ? short(value) : '';
  drawAxis(svg, x, {
    side: 'bottom',
    at: height - bottom,
    across: height - bottom - top,
    ticks: 6,
    format: some,
    title: 'MACs a byte of DRAM traffic',
    width: width - 2
  });
  drawAxis(
      svg, y, {side: 'left', at: left, across: width - left - right, ticks: 6, format: some, title: 'MACs a cycle'});
  svg.append('path').attr('class', 'bound').attr('d', d3.line()([
    [from, from * machine.dram_bytes_per_cycle], [bend, machine.pes], [to, machine.pes]
  ].map(([a, b]) => [x(a), y(b)])));
  svg.append('text')
      .attr('class', 'faint')
      .attr('x', x(to))
      .attr('y', y(machine.pes) - 6)
      .attr('text-anchor', 'end')
      .text(`array: ${thousands(machine.pes)} MACs a cycle`);
  svg.append('text')
      .attr('class', 'faint')
      .attr('x', left + 8)
      .attr('y', top + 14)
      .text(`DRAM: ${significant(machine.dram_bytes_per_cycle)} bytes a cycle`);
  const marks = svg.selectAll('.dot')
                    .data(placed)
                    .join('circle')
                    .attr('class', p => `dot fill ${series(p.series)}`)
                    .attr('r', 6)
                    .attr('cx', p => x(p.x))
                    .attr('cy', p => y(p.y));
  drawLabels(svg, width, placed.map(p => ({x: x(p.x), y: y(p.y), labels: p.labels})));
  readable(marks);
}
