'use strict';
// The report of one run: its results document, as configs/schema/results.schema.json describes it.

const kPhases = ['FP', 'BP', 'WG'];
const kBest = 'structured-best';

class RunReport {
  constructor(data) {
    this.data = data;
    this.results = data.results;
    this.variants = this.results.variants;
    this.variant = this.variants.find(variant => variant.name === kBest) || this.variants[0];
  }

  /// What ran, in a line.
  about() {
    const {config} = this.results, hardware = config.hardware;
    const name = (thing, otherwise) => thing && thing.name ? thing.name : otherwise;
    const dropout = config.dropout ? `dropout ${config.dropout.case}` : null;
    return [
      name(config.workload, config.workload && config.workload.trace ? `trace ${config.workload.trace}` : 'workload'),
      dropout, `on ${name(hardware, 'hardware')}: ${hardware.rows} x ${hardware.cols} PEs, ${hardware.dataflow}`,
      this.results.draws > 1 ? `${this.results.draws} draws of masks` : null
    ].filter(text => text)
        .join(', ');
  }

  draw() {
    if (!this.variants.length) return;
    this.headline();
    const chosen =
        choice('Variant', this.variants.map(variant => [variant.name, variant.name]), this.variant.name, name => {
          this.variant = this.variants.find(variant => variant.name === name);
          this.drawVariant();
        });
    document.getElementById('cycles').before(make('div', {class: 'chosen'}, chosen));
    this.cyclesOf = 'variants';
    this.asShares = false;
    part('cycles', 'controls')
        .append(
            choice(
                'Bars',
                [
                  ['variants', 'every variant'], ['phases', 'phases of the variant'],
                  ['layers', 'layers of the variant']
                ],
                this.cyclesOf,
                of => {
                  this.cyclesOf = of;
                  this.cycles.redraw();
                }),
            checkbox('as shares', false, shares => {
              this.asShares = shares;
              this.cycles.redraw();
            }));
    this.cycles = chart(
        part('cycles', 'chart'), 'Where the cycles go',
        (svg, width, readable) => drawBars(svg, width, readable, this.parts(this.cyclesOf), this.asShares));
    this.cycles.below.append(keys(kReasons.map(([field, what], kind) => [field, what, kind])
                                      .filter(([field]) => this.variants.some(variant => variant.total[field] > 0))
                                      .map(([, what, kind]) => [series(kind), what])));
    this.roofline();
    this.tables();
    this.drawVariant();
    this.grid = new PeGrid(this.data.small_products);
    provenance(this.results.provenance, this.results.config);
  }

  /// What is of the chosen variant.
  drawVariant() {
    this.cycles.redraw();
    if (this.bounds) this.bounds.redraw();
    this.utilization();
    this.showSchedule();
    this.tensors.show(this.variant.residency);
    this.operations.show(
        this.variant.layers.flatMap(layer => layer.operations.map(operation => ({layer: layer.name, ...operation}))));
  }

  /// {name, stats} each.
  parts(of) {
    const existing = list => list.filter(({stats}) => stats.cycles > 0 || stats.macs > 0);
    if (of === 'variants') return this.variants.map(variant => ({name: variant.name, stats: variant.total}));
    if (of === 'phases') return existing(kPhases.map(phase => ({name: phase, stats: this.variant.phases[phase]})));
    return existing(this.variant.layers.map(layer => ({name: layer.name, stats: layer.total})));
  }

  headline() {
    const find = name => this.variants.find(variant => variant.name === name);
    const say = (name, baseline, field, beginning) => {
      const variant = find(name);
      if (!variant || !find(baseline) || !variant[field] || variant[field].total === null) return null;
      const margin = variant[`${field}_margin`];
      const spread =
          margin && margin.total !== null && this.results.draws > 1 ? ` (+- ${d3.format('.2f')(margin.total)})` : '';
      return make(
          'p', {}, `${beginning}: ${name} is `, make('strong', {}, times(variant[field].total)),
          `${spread} as fast as ${baseline}.`);
    };
    part('headline', 'sentences')
        .append(...[say(kBest, 'dense-best', 'speedup_vs_dense_best', 'Best against best'),
                    say('structured', 'dense', 'speedup_vs_dense', 'A product a time step, as the paper compares')]
                    .filter(line => line));
    const milliseconds = variant => variant.total.cycles / this.results.machine.clock_mhz / 1000;
    const any = field => this.variants.some(variant => variant.total[field] > 0);
    const speedup = field => variant => variant[field] ? times(variant[field].total) : '-';
    const columns = [
      {name: 'variant', text: variant => variant.name}, {
        name: 'cycles',
        number: true,
        text: variant => thousands(variant.total.cycles),
        value: variant => variant.total.cycles
      },
      {name: 'ms', number: true, text: variant => significant(milliseconds(variant)), value: milliseconds},
      ...[['dense', 'speedup_vs_dense'], ['dense-best', 'speedup_vs_dense_best']]
          .filter(([baseline]) => find(baseline))
          .map(([baseline, field]) => ({name: `vs ${baseline}`, number: true, text: speedup(field)})),
      {
        name: 'utilization',
        number: true,
        text: variant => percent(variant.total.utilization),
        value: variant => variant.total.utilization
      },
      {
        name: 'MACs skipped',
        number: true,
        text: variant => percent(1 - variant.total.macs / variant.total.dense_macs),
        value: variant => variant.total.macs
      }
    ];
    if (any('dram_read_bytes')) {
      const traffic = variant => variant.total.dram_read_bytes + variant.total.dram_write_bytes;
      columns.push({name: 'DRAM', number: true, text: variant => bytes(traffic(variant)), value: traffic});
    }
    if (any('energy_pj'))
      columns.push({
        name: 'energy',
        number: true,
        text: variant => joules(variant.total.energy_pj),
        value: variant => variant.total.energy_pj
      });
    const table = sortableTable(columns);
    part('headline', 'table').append(table.element);
    table.show(this.variants);
  }

  roofline() {
    const place = part('roofline', 'chart'), {machine} = this.results;
    if (machine.dram_bytes_per_cycle === null) {
      place.append(make(
          'p', {},
          `DRAM is ideal here, so nothing but the array bounds the run: ${
              thousands(machine.pes)} PEs, as many MACs a cycle. ` +
              'Hardware with "dram" has a roofline.'));
      part('roofline', 'note').remove();
      return;
    }
    let of = 'variants';
    part('roofline', 'controls')
        .append(choice(
            'Dots',
            [['variants', 'every variant'], ['phases', 'phases of the variant'], ['layers', 'layers of the variant']],
            of, value => {
              of = value;
              this.bounds.redraw();
            }));
    this.bounds =
        chart(place, 'Roofline', (svg, width, readable) => drawRoofline(svg, width, readable, this.parts(of), machine));
  }

  utilization() {
    const layers = this.variant.layers.filter(layer => layer.total.macs > 0);
    const stats = layers.flatMap(layer => kPhases.map(phase => layer.phases[phase]));
    part('utilization', 'chart')
        .replaceChildren(make('div', {class: 'table'}, heatMap(layers.map(layer => layer.name), kPhases, (row, col) => {
                                const {utilization, cycles} = layers[row].phases[kPhases[col]];
                                return utilization === null || cycles === 0 ? null : {
                                  value: utilization,
                                  text: percent(utilization),
                                  small: `${percent(cycles / this.variant.total.cycles)} of all`
                                };
                              }, {corner: this.variant.name, least: 0, most: d3.max(stats, s => s.utilization) || 1})));
  }

  showSchedule() {
    const place = part('schedule', 'table');
    if (!this.variant.schedule.length)
      return place.replaceChildren(
          make('p', {}, `${this.variant.name}: a product a time step, in the order of the trace.`));
    const number = name => ({
      name: name.replaceAll('_', ' '),
      number: true,
      text: group => thousands(group[name]),
      value: group => group[name]
    });
    const table = sortableTable([
      {name: 'group', text: group => group.group}, number('steps'), number('products'), number('transposed'),
      number('skipping'), number('array_cycles'),
      {name: 'next best', text: group => group.next_best ? group.next_best.what : '-'}, {
        name: 'more cycles',
        number: true,
        text: group => group.next_best ? thousands(group.next_best.more_cycles) : '-',
        value: group => group.next_best ? group.next_best.more_cycles : -1
      }
    ]);
    place.replaceChildren(table.element);
    table.show(this.variant.schedule);
  }

  tables() {
    const size = name =>
        ({name: name.replace('_bytes', ''), number: true, text: home => bytes(home[name]), value: home => home[name]});
    const moved = name => ({...size(name), text: home => home.home === 'pinned' ? bytes(home[name]) : '-'});
    this.tensors = sortableTable([
      {name: 'tensor', text: home => home.tensor}, {name: 'home', text: home => home.home},
      {name: 'buffer', text: home => home.buffer}, size('bytes'),
      {name: 'uses', number: true, text: home => thousands(home.uses), value: home => home.uses}, moved('loaded_bytes'),
      moved('stored_bytes')
    ]);
    if (this.variants.some(variant => variant.residency.length)) {
      part('tensors', 'table').append(this.tensors.element);
      part('tensors', 'controls').append(searchBox('Search', text => this.tensors.search(text)));
    } else {
      part('tensors', 'table')
          .append(make('p', {}, 'DRAM is ideal here: tensors come and go at no cost, and have no homes.'));
      part('tensors', 'note').remove();
    }
    const count = (name, field) => ({name, number: true, text: row => thousands(row[field]), value: row => row[field]});
    const traffic = row => row.dram_read_bytes + row.dram_write_bytes;
    this.operations = sortableTable([
      {name: 'layer', text: row => row.layer}, {name: 'operation', text: row => row.name},
      {name: 'phase', text: row => row.phase}, count('cycles', 'cycles'), {
        name: 'of all',
        number: true,
        text: row => percent(row.cycles / this.variant.total.cycles),
        value: row => row.cycles
      },
      count('products', 'gemms'), count('MACs done', 'macs'), {
        name: 'skipped',
        number: true,
        text: row => thousands(row.dense_macs - row.macs),
        value: row => row.dense_macs - row.macs
      },
      {name: 'DRAM', number: true, text: row => bytes(traffic(row)), value: traffic}, {
        name: 'waits',
        number: true,
        text: row => thousands(row.dram_stall_cycles + row.buffer_stall_cycles + row.skip_stall_cycles),
        value: row => row.dram_stall_cycles + row.buffer_stall_cycles + row.skip_stall_cycles
      }
    ]);
    part('operations', 'table').append(this.operations.element);
    part('operations', 'controls').append(searchBox('Search', text => this.operations.search(text)));
  }
}

function provenance(built, config) {
  part('provenance', 'table').append(factsTable(Object.entries(built)));
  part('provenance', 'config').textContent = JSON.stringify(config, null, 2);
}
