'use strict';
// The report of a sweep: every figure of every point, by columns.

class SweepReport {
  constructor(data) {
    this.data = data;
    this.variant = data.variants.find(variant => variant.name === kBest) || data.variants[0];
    // Axes that move together, or not at all, are one choice too many.
    this.axes = data.axes.map(
        (axis, number) => ({...axis, number, name: nameOfAxis(axis.pointer, data.axes), hidden: new Set()}));
    this.varied = this.axes.filter(
        (axis, i) => axis.values.length > 1 && !this.axes.slice(0, i).some(other => sameSteps(axis, other)));
    this.points = data.ids.map((id, number) => number);
    this.meanings = new Map(data.figures.map(figure => [figure.name, figure]));
  }

  about() {
    const {done, failed, missing} = this.data.counts;
    return `a sweep of ${thousands(done + failed + missing)} points, ${thousands(done)} done` +
        `${failed ? `, ${thousands(failed)} failed` : ''}${missing ? `, ${thousands(missing)} missing` : ''}`;
  }

  figureNames() { return Object.keys(this.variant.figures); }
  figureOptions() { return this.figureNames().map(name => [name, name.replaceAll('_', ' ')]); }
  figure(name, point) { return this.variant.figures[name] ? this.variant.figures[name][point] : null; }
  axisValue(axis, point) { return axis.values[axis.at[point]]; }
  describe(point) { return this.varied.map(axis => `${axis.name} ${this.axisValue(axis, point)}`).join(', '); }
  kept() {
    return this.points.filter(
        point => this.axes.every(axis => !axis.hidden.has(axis.at[point])) && this.figure('cycles', point) !== null);
  }
  better(name) { return moreIsBetter(name) ? (x, y) => x > y : (x, y) => x < y; }

  draw() {
    const usual =
        ['speedup_vs_dense_best', 'speedup_vs_dense', 'cycles'].find(name => this.figureNames().includes(name));
    this.filters();
    this.drawHeadline(usual);
    this.drawAny(usual);
    this.drawMap(usual);
    this.drawFront();
    this.drawTable();
    const meanings = this.figureNames().map(name => this.meanings.get(name)).filter(figure => figure);
    part('figures', 'table')
        .append(
            factsTable(meanings.map(({name, unit, description}) => [name.replaceAll('_', ' '), unit, description])));
    provenance(this.data.provenance, this.data.base);
    this.update();
  }

  update() {
    const kept = this.kept();
    part('filters', 'count').textContent = `${thousands(kept.length)} of ${thousands(this.points.length)} points`;
    for (const view of [this.any, this.front]) view.redraw();
    this.map();
    this.table.show(kept);
  }

  filters() {
    const place = part('filters', 'controls');
    place.append(
        choice('Variant', this.data.variants.map(variant => [variant.name, variant.name]), this.variant.name, name => {
          this.variant = this.data.variants.find(variant => variant.name === name);
          this.update();
        }));
    for (const axis of this.varied) {
      place.append(make(
          'fieldset', {}, make('legend', {}, axis.name),
          ...axis.values.map((value, step) => checkbox(String(value), true, checked => {
                               if (checked)
                                 axis.hidden.delete(step);
                               else
                                 axis.hidden.add(step);
                               this.update();
                             }))));
    }
  }

  /// The best point by a figure; null when none has it.
  best(name, points) {
    const better = this.better(name);
    let found = null;
    for (const point of points) {
      const value = this.figure(name, point);
      if (value !== null && (found === null || better(value, this.figure(name, found)))) found = point;
    }
    return found;
  }

  drawHeadline(usual) {
    const point = this.best(usual, this.kept());
    if (point === null) return;
    part('headline', 'sentences')
        .append(make(
            'p', {}, `Of ${this.variant.name}, the best by ${usual.replaceAll('_', ' ')}: `,
            make('strong', {}, figureText(usual, this.figure(usual, point))),
            ` with ${this.describe(point)} (point ${this.data.ids[point]}).`));
    const rows = this.data.variants.filter(variant => variant.figures.cycles);
    const table = sortableTable([
      {name: 'variant', text: variant => variant.name},
      ...['fewest', 'most'].map(
          which => ({
            name: `${which} cycles`,
            number: true,
            text: variant => thousands(d3[which === 'fewest' ? 'min' : 'max'](variant.figures.cycles)),
            value: variant => d3[which === 'fewest' ? 'min' : 'max'](variant.figures.cycles)
          }))
    ]);
    part('headline', 'table').append(table.element);
    table.show(rows);
  }

  axisOptions() { return this.varied.map(axis => [`axis ${axis.number}`, axis.name]); }

  /// What a choice stands for: {title, words, of(point)}.
  quantity(key) {
    if (key.startsWith('axis ')) {
      const axis = this.axes[Number(key.slice(5))];
      return {
        title: axis.name,
        axis,
        words: hasWords(axis) ? axis.values : null,
        of: point => this.axisValue(axis, point),
        text: point => String(this.axisValue(axis, point))
      };
    }
    return {
      title: key.replaceAll('_', ' '),
      of: point => this.figure(key, point),
      text: point => figureText(key, this.figure(key, point)),
      format: isRatio(key) ? d3.format('.0%') :
          isSpeedup(key)   ? value => `${value}x` :
                             short
    };
  }

  drawAny(usual) {
    const state = {
      x: this.varied.length ? `axis ${this.varied[0].number}` : 'cycles',
      y: usual,
      colour: this.varied.length > 1 ? `axis ${this.varied[1].number}` : ''
    };
    const set = name => value => {
      state[name] = value;
      this.any.redraw();
    };
    part('axes', 'controls')
        .append(
            choice('Across', [...this.axisOptions(), ...this.figureOptions()], state.x, set('x')),
            choice('Up', this.figureOptions(), state.y, set('y')),
            choice('Colour', [['', 'none'], ...this.axisOptions()], state.colour, set('colour')));
    const keysPlace = make('div');
    this.any = chart(part('axes', 'chart'), 'An axis against a figure', (svg, width, readable) => {
      const x = this.quantity(state.x), y = this.quantity(state.y),
            colour = state.colour ? this.quantity(state.colour) : null;
      const seriesOf = point => colour ? colour.axis.at[point] : 0;
      const points = this.kept()
                         .filter(point => x.of(point) !== null && y.of(point) !== null)
                         .map(point => ({
                                point,
                                x: x.of(point),
                                y: y.of(point),
                                series: seriesOf(point),
                                text: `${this.describe(point)}: ${y.title} ${y.text(point)}${
                                    x.axis ? '' : `, ${x.title} ${x.text(point)}`}`
                              }));
      const better = this.better(state.y), lines = [];
      if (x.axis) {
        for (const [number, all] of grouped(points, p => p.series)) {
          const best = Array.from(
              grouped(all, p => p.x).values(),
              same => same.reduce((one, other) => better(other.y, one.y) ? other : one));
          lines.push({
            series: number,
            points: best.sort((p, q) => x.axis.values.indexOf(p.x) - x.axis.values.indexOf(q.x)).map(p => [p.x, p.y])
          });
        }
      }
      drawScatter(svg, width, readable, {points, lines, x, y});
      keysPlace.replaceChildren(
          colour ? keys(colour.axis.values.map((value, number) => [series(number), `${colour.title} ${value}`])) : '');
    });
    this.any.below.append(keysPlace);
  }

  drawMap(usual) {
    const place = part('map', 'chart');
    if (this.varied.length < 2) {
      this.map = () => {};
      return place.append(make('p', {}, 'A heat map needs two axes.'));
    }
    const state = {down: this.varied[0].number, across: this.varied[1].number, figure: usual};
    const set = name => value => {
      state[name] = name === 'figure' ? value : Number(value);
      this.map();
    };
    const options = this.varied.map(axis => [String(axis.number), axis.name]);
    part('map', 'controls')
        .append(
            choice('Down', options, String(state.down), set('down')),
            choice('Across', options, String(state.across), set('across')),
            choice('Figure', this.figureOptions(), state.figure, set('figure')));
    this.map = () => {
      const down = this.axes[state.down], across = this.axes[state.across],
            cells = grouped(this.kept(), point => down.at[point] * across.values.length + across.at[point]);
      const found = (row, col) => {
        const point = this.best(state.figure, cells.get(row * across.values.length + col) || []);
        return point === null ? null : this.figure(state.figure, point);
      };
      const values = down.values.map((value, row) => across.values.map((other, col) => found(row, col)));
      const [least, most] = d3.extent(values.flat().filter(value => value !== null));
      const short = value =>
          isRatio(state.figure) || isSpeedup(state.figure) ? figureText(state.figure, value) : d3.format('.3~s')(value);
      place.replaceChildren(make(
          'div', {class: 'table'},
          heatMap(
              down.values.map(String), across.values.map(String),
              (row, col) => values[row][col] === null ? null : {value: values[row][col], text: short(values[row][col])},
              {corner: `${down.name} / ${across.name}`, least, most})));
    };
  }

  drawFront() {
    const energy = this.figureNames().includes('energy_pj');
    const state = {x: 'cycles', y: energy ? 'energy_pj' : 'PEs'};
    const set = name => value => {
      state[name] = value;
      this.front.redraw();
    };
    part('front', 'controls')
        .append(
            choice('Across', this.figureOptions(), state.x, set('x')),
            choice('Up', this.figureOptions(), state.y, set('y')));
    const number = name => ({
      get name() { return state[name].replaceAll('_', ' '); },
      number: true,
      text: ({point}) => figureText(state[name], this.figure(state[name], point)),
      value: ({point}) => this.figure(state[name], point)
    });
    this.front = chart(part('front', 'chart'), 'Pareto front', (svg, width, readable) => {
      const all =
          this.kept().filter(point => this.figure(state.x, point) !== null && this.figure(state.y, point) !== null);
      const front = this.frontOf(all, state.x, state.y), place = new Map(front.map((point, number) => [point, number]));
      const x = this.quantity(state.x), y = this.quantity(state.y);
      const differing = this.varied.filter(axis => new Set(front.map(point => axis.at[point])).size > 1);
      const names = (point, number) =>
          [`${number}: ${differing.map(axis => `${axis.name} ${this.axisValue(axis, point)}`).join(', ')}`,
           String(number)];
      const points = all.map(point => ({
                               x: x.of(point),
                               y: y.of(point),
                               series: place.has(point) ? 2 : 7,
                               labels: place.has(point) ? names(point, place.get(point) + 1) : null,
                               text: `${place.has(point) ? `${place.get(point) + 1}. ` : ''}${this.describe(point)}: ${
                                   x.title} ${x.text(point)}, ${y.title} ${y.text(point)}`
                             }));
      drawScatter(
          svg, width, readable,
          {points, x, y, lines: [{series: 2, points: front.map(point => [x.of(point), y.of(point)])}]});
      const table = sortableTable(
          [
            {name: 'number', number: true, text: ({number}) => String(number), value: ({number}) => number},
            ...this.varied.map(axis => ({
                                 name: axis.name,
                                 text: ({point}) => String(this.axisValue(axis, point)),
                                 value: ({point}) => this.axisValue(axis, point)
                               })),
            number('x'), number('y')
          ],
          {caption: 'The front, by its numbers in the chart'});
      part('front', 'table').replaceChildren(table.element);
      table.show(front.map((point, i) => ({point, number: i + 1})));
    });
    this.front.below.append(keys([['c2', 'on the front'], ['c7', 'beaten by one of the front']]));
  }

  /// Of equals the one that came first.
  frontOf(points, x, y) {
    const betterX = this.better(x), betterY = this.better(y);
    const order = (better, a, b) => better(a, b) ? -1 : better(b, a) ? 1 : 0;
    const sorted = points.slice().sort(
        (p, q) => order(betterX, this.figure(x, p), this.figure(x, q)) ||
            order(betterY, this.figure(y, p), this.figure(y, q)));
    const front = [];
    for (const point of sorted)
      if (!front.length || betterY(this.figure(y, point), this.figure(y, front[front.length - 1]))) front.push(point);
    return front;
  }

  drawTable() {
    const figures = [
      'cycles', 'speedup_vs_dense', 'speedup_vs_dense_best', 'utilization', 'energy_pj', 'dram_read_bytes',
      'dram_write_bytes', 'PEs'
    ].filter(name => this.data.variants.some(variant => variant.figures[name]));
    this.table = sortableTable(
        [
          {name: 'point', text: point => this.data.ids[point]},
          ...this.varied.map(axis => ({
                               name: axis.name,
                               text: point => String(this.axisValue(axis, point)),
                               value: point => this.axisValue(axis, point)
                             })),
          ...figures.map(name => ({
                           name: name.replaceAll('_', ' '),
                           number: true,
                           text: point => figureText(name, this.figure(name, point)),
                           value: point => this.figure(name, point)
                         }))
        ],
        {page: 50});
    part('points', 'controls').append(searchBox('Search', text => this.table.search(text)));
    part('points', 'table').append(this.table.element);
  }
}

function grouped(items, key) {
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    if (groups.has(name))
      groups.get(name).push(item);
    else
      groups.set(name, [item]);
  }
  return groups;
}

/// Whether the values of an axis are words, or numbers that grow by a factor: each has its place then, all as far
/// apart.
function hasWords({values}) {
  if (values.some(value => typeof value !== 'number')) return true;
  const sorted = values.slice().sort(d3.ascending), factor = sorted[1] / sorted[0];
  return sorted[0] > 0 && sorted.every((value, i) => i === 0 || Math.abs(value / sorted[i - 1] / factor - 1) < 0.01);
}

const sameSteps = (axis, other) =>
    axis.values.length === other.values.length && axis.at.every((step, point) => step === other.at[point]);

/// The end of a pointer, or all of it when two axes end alike.
function nameOfAxis(pointer, axes) {
  const end = text => text.split('/').pop();
  return axes.filter(axis => end(axis.pointer) === end(pointer)).length > 1 ? pointer : end(pointer);
}
