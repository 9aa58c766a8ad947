'use strict';
// The report of a sweep: what report_data.h says.

class SweepReport {
  constructor(data) {
    this.data = data;
    this.points = new SweepPoints(data);
  }

  about() {
    const {done, failed, missing} = this.data.counts;
    const some = (count, what) => count ? `, ${thousands(count)} ${what}` : '';
    return `a sweep of ${thousands(done + failed + missing)} points, ${thousands(done)} done${some(failed, 'failed')}${
        some(missing, 'missing')}`;
  }

  draw() {
    const {points} = this;
    this.headline();
    this.filters();
    this.charts = [new AxisChart(points), new SweepMap(points), new SweepFront(points)];
    this.table = sortableTable(
        [words('point', point => points.ids[point]), ...points.axisColumns(), ...this.figureColumns()], {page: 50});
    searchable('points', this.table);
    const meanings = this.data.figures.filter(({name}) => points.figures.includes(name));
    part('figures', 'table')
        .append(factsTable(meanings.map(({name, unit, description}) => [spoken(name), unit, description])));
    provenance(this.data.provenance, this.data.base);
    this.update();
  }

  /// After the variant or the points that are looked at have changed.
  update() {
    const kept = this.points.kept();
    part('filters', 'count').textContent = `${thousands(kept.length)} of ${thousands(this.points.ids.length)} points`;
    for (const chart of this.charts) chart.redraw();
    this.table.show(kept);
  }

  headline() {
    const {points} = this, best = points.best(points.usual, points.kept());
    if (best !== null) {
      const value = make('strong', {}, figureText(points.usual, points.figure(points.usual, best)));
      part('headline', 'sentences')
          .append(make(
              'p', {}, `Of ${points.variant.name}, the best by ${spoken(points.usual)}: `, value,
              ` with ${points.describe(best)} (point ${points.ids[best]}).`));
    }
    const table = sortableTable([
      words('variant', ({name}) => name), numbers('fewest cycles', ({figures}) => d3.min(figures.cycles)),
      numbers('most cycles', ({figures}) => d3.max(figures.cycles))
    ]);
    table.show(points.variants);
    part('headline', 'table').append(table.element);
  }

  filters() {
    const {points} = this, place = part('filters', 'controls');
    place.append(choice('Variant', points.variants.map(({name}) => [name, name]), points.variant.name, name => {
      points.variant = points.variants.find(variant => variant.name === name);
      this.update();
    }));
    for (const axis of points.varied) {
      const wanted = (value, step) => checkbox(String(value), true, checked => {
        if (checked)
          axis.hidden.delete(step);
        else
          axis.hidden.add(step);
        this.update();
      });
      place.append(make('fieldset', {}, make('legend', {}, axis.name), ...axis.values.map(wanted)));
    }
  }

  figureColumns() {
    const {points} = this;
    return [
      'cycles', 'speedup_vs_dense', 'speedup_vs_dense_best', 'utilization', 'energy_pj', 'dram_read_bytes',
      'dram_write_bytes', 'PEs'
    ].filter(name => points.figures.includes(name))
        .map(name => points.figureColumn(name));
  }
}
