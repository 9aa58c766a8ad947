'use strict';
// The report of one run: its results document, as configs/schema/results.schema.json describes it.

const kPhases = ['FP', 'BP', 'WG'];
const kBest = 'structured-best';
const kParts =
    [['variants', 'every variant'], ['phases', 'phases of the variant'], ['layers', 'layers of the variant']];

class RunReport {
  constructor(data) {
    this.smallProducts = data.small_products;
    this.results = data.results;
    this.variants = this.results.variants;
    this.variant = this.find(kBest) || this.variants[0];
  }

  find(name) { return this.variants.find(variant => variant.name === name); }

  /// What ran, in a line.
  about() {
    const {config, draws} = this.results, {hardware, workload} = config;
    const what = workload.name || (workload.trace ? `trace ${workload.trace}` : 'a workload without a name');
    const on = `on ${hardware.name || 'an array'}: ${hardware.rows} x ${hardware.cols} PEs, ${hardware.dataflow}`;
    return [what, config.dropout && `dropout ${config.dropout.case}`, on, draws > 1 && `${draws} draws of masks`]
        .filter(text => text)
        .join(', ');
  }

  draw() {
    part('headline', 'sentences').append(...this.sentences());
    part('headline', 'table').append(variantsTable(this.results));
    this.chooseVariant();
    this.drawCycles();
    this.drawRoofline();
    this.tensors = tensorsTable();
    if (this.variants.some(variant => variant.residency.length)) {
      searchable('tensors', this.tensors);
    } else {
      part('tensors', 'table').append('DRAM is ideal here: tensors come and go at no cost, and have no homes.');
      part('tensors', 'note').remove();
    }
    this.operations = operationsTable();
    searchable('operations', this.operations);
    this.drawVariant();
    new PeGrid(this.smallProducts);
    provenance(this.results.provenance, this.results.config);
  }

  chooseVariant() {
    const names = this.variants.map(({name}) => [name, name]);
    const chosen = choice('Variant', names, this.variant.name, name => {
      this.variant = this.find(name);
      this.drawVariant();
    });
    document.getElementById('cycles').before(make('div', {class: 'chosen'}, chosen));
  }

  /// What is of the chosen variant.
  drawVariant() {
    this.cycles.redraw();
    if (this.roofline) this.roofline.redraw();
    part('utilization', 'chart').replaceChildren(make('div', {class: 'table'}, this.utilization()));
    part('schedule', 'table').replaceChildren(scheduleTable(this.variant));
    this.tensors.show(this.variant.residency);
    this.operations.show(operationsOf(this.variant));
  }

  /// {name, stats} each; of phases and layers those that something happened in.
  parts(of) {
    if (of === 'variants') return this.variants.map(({name, total}) => ({name, stats: total}));
    const all = of === 'phases' ? kPhases.map(name => ({name, stats: this.variant.phases[name]})) :
                                  this.variant.layers.map(({name, total}) => ({name, stats: total}));
    return all.filter(({stats}) => stats.cycles > 0 || stats.macs > 0);
  }

  sentences() {
    const say = (beginning, name, baseline, field) => {
      const variant = this.find(name), speedup = variant && variant[field],
            margins = variant && variant[`${field}_margin`];
      if (!speedup || speedup.total === null) return [];
      const margin = this.results.draws > 1 && margins ? ` (+- ${d3.format('.2f')(margins.total)})` : '';
      return [make(
          'p', {}, `${beginning}: ${name} is `, make('strong', {}, times(speedup.total)),
          `${margin} as fast as ${baseline}.`)];
    };
    return [
      ...say('Best against best', kBest, 'dense-best', 'speedup_vs_dense_best'),
      ...say('A product a time step, as the paper compares', 'structured', 'dense', 'speedup_vs_dense'),
    ];
  }

  drawCycles() {
    let of = 'variants', asShares = false;
    this.cycles = chart(
        part('cycles', 'chart'), 'Where the cycles go',
        (svg, width, readable) => drawBars(svg, width, readable, this.parts(of), asShares));
    part('cycles', 'controls').append(choice('Bars', kParts, of, value => {
                                        of = value;
                                        this.cycles.redraw();
                                      }), checkbox('as shares', asShares, checked => {
                                        asShares = checked;
                                        this.cycles.redraw();
                                      }));
    const there = kReasons.map(([field, what], kind) => ({field, key: [series(kind), what]}))
                      .filter(({field}) => this.variants.some(({total}) => total[field] > 0));
    this.cycles.below.append(keys(there.map(({key}) => key)));
  }

  drawRoofline() {
    const {machine} = this.results, place = part('roofline', 'chart');
    if (machine.dram_bytes_per_cycle === null) {
      part('roofline', 'note').remove();
      place.append(
          `DRAM is ideal here, so nothing but the array bounds the run: ${
              thousands(machine.pes)} PEs, as many MACs a cycle. ` +
          'Hardware with "dram" has a roofline.');
      return;
    }
    let of = 'variants';
    this.roofline =
        chart(place, 'Roofline', (svg, width, readable) => drawRoofline(svg, width, readable, this.parts(of), machine));
    part('roofline', 'controls').append(choice('Dots', kParts, of, value => {
      of = value;
      this.roofline.redraw();
    }));
  }

  utilization() {
    const layers = this.variant.layers.filter(layer => layer.total.macs > 0);
    const most = d3.max(layers.flatMap(layer => kPhases.map(phase => layer.phases[phase].utilization))) || 1;
    const cell = (row, col) => {
      const {utilization, cycles} = layers[row].phases[kPhases[col]];
      if (utilization === null) return null;
      return {
        value: utilization,
        text: percent(utilization),
        small: `${percent(cycles / this.variant.total.cycles)} of all`
      };
    };
    return heatMap(layers.map(layer => layer.name), kPhases, cell, {corner: this.variant.name, least: 0, most});
  }
}
