'use strict';
// The charts of a sweep. Each has its choices and redraw().

/// A function for each choice that sets it in `state` and draws again.
const setterOf = (state, redraw) => name => value => {
  state[name] = value;
  redraw();
};

class AxisChart {
  constructor(points) {
    this.points = points;
    const [first, second] = points.axisOptions();
    this.state = {x: first ? first[0] : 'cycles', y: points.usual, colour: second ? second[0] : ''};
    this.keys = make('div');
    this.chart = chart(part('axes', 'chart'), 'An axis against a figure', (...canvas) => this.draw(...canvas));
    this.chart.below.append(this.keys);
    const set = setterOf(this.state, () => this.redraw());
    part('axes', 'controls')
        .append(
            choice('Across', [...points.axisOptions(), ...points.figureOptions()], this.state.x, set('x')),
            choice('Up', points.figureOptions(), this.state.y, set('y')),
            choice('Colour', [['', 'none'], ...points.axisOptions()], this.state.colour, set('colour')));
  }

  redraw() { this.chart.redraw(); }

  draw(svg, width, readable) {
    const {points, state} = this, x = points.quantity(state.x), y = points.quantity(state.y);
    const colour = state.colour ? points.quantity(state.colour).axis : null;
    const text = point =>
        `${points.describe(point)}: ${y.title} ${y.text(point)}${x.axis ? '' : `, ${x.title} ${x.text(point)}`}`;
    const dots =
        points.kept()
            .filter(point => x.of(point) !== null && y.of(point) !== null)
            .map(point => ({x: x.of(point), y: y.of(point), series: colour ? colour.at[point] : 0, text: text(point)}));
    drawScatter(svg, width, readable, {points: dots, lines: x.axis ? this.lines(dots, x.axis) : [], x, y});
    this.keys.replaceChildren(
        colour ? keys(colour.values.map((value, step) => [series(step), `${colour.name} ${value}`])) : '');
  }

  /// Of each colour through the best dots, one for each value of the axis.
  lines(dots, axis) {
    const better = betterOf(this.state.y), place = dot => axis.values.indexOf(dot.x);
    return Array.from(grouped(dots, dot => dot.series), ([number, all]) => {
      const best = Array.from(
          grouped(all, dot => dot.x).values(),
          same => same.reduce((one, other) => better(other.y, one.y) ? other : one));
      const along = hasPlaces(axis) ? (p, q) => place(p) - place(q) : (p, q) => p.x - q.x;
      return {series: number, points: best.sort(along).map(dot => [dot.x, dot.y])};
    });
  }
}

class SweepMap {
  constructor(points) {
    this.points = points;
    const options = points.axisOptions();
    if (options.length < 2) {
      part('map', 'chart').append('A heat map needs two axes.');
      return;
    }
    this.state = {down: options[0][0], across: options[1][0], figure: points.usual};
    const set = setterOf(this.state, () => this.redraw());
    part('map', 'controls')
        .append(
            choice('Down', options, this.state.down, set('down')),
            choice('Across', options, this.state.across, set('across')),
            choice('Figure', points.figureOptions(), this.state.figure, set('figure')));
  }

  redraw() {
    if (!this.state) return;
    const {points, state: {figure}} = this, down = points.quantity(this.state.down).axis,
                          across = points.quantity(this.state.across).axis;
    const cells = grouped(points.kept(), point => `${down.at[point]} ${across.at[point]}`);
    const best = (row, col) => {
      const point = points.best(figure, cells.get(`${row} ${col}`) || []);
      return point === null ? null : points.figure(figure, point);
    };
    const values = down.values.map((_, row) => across.values.map((_, col) => best(row, col)));
    const [least, most] = d3.extent(values.flat().filter(value => value !== null));
    const text = value => figureText(figure, value, short);
    const cell = (row, col) =>
        values[row][col] === null ? null : {value: values[row][col], text: text(values[row][col])};
    const map = heatMap(
        down.values.map(String), across.values.map(String), cell,
        {corner: `${down.name} / ${across.name}`, least, most});
    part('map', 'chart').replaceChildren(make('div', {class: 'table'}, map));
  }
}

class SweepFront {
  constructor(points) {
    this.points = points;
    this.state = {x: 'cycles', y: ['energy_pj', 'PEs', 'cycles'].find(name => points.figures.includes(name))};
    this.chart = chart(part('front', 'chart'), 'Pareto front', (...canvas) => this.draw(...canvas));
    this.chart.below.append(keys([['c2', 'on the front'], ['c7', 'beaten by one of the front']]));
    const set = setterOf(this.state, () => this.redraw());
    part('front', 'controls')
        .append(
            choice('Across', points.figureOptions(), this.state.x, set('x')),
            choice('Up', points.figureOptions(), this.state.y, set('y')));
  }

  redraw() { this.chart.redraw(); }

  draw(svg, width, readable) {
    const {points, state} = this, x = points.quantity(state.x), y = points.quantity(state.y);
    const all = points.kept().filter(point => x.of(point) !== null && y.of(point) !== null);
    const front = points.front(all, state.x, state.y), numberOf = new Map(front.map((point, i) => [point, i + 1]));
    const differing = points.varied.filter(axis => new Set(front.map(point => axis.at[point])).size > 1);
    const dot = point => {
      const number = numberOf.get(point),
            name = `${points.describe(point)}: ${x.title} ${x.text(point)}, ${y.title} ${y.text(point)}`;
      const place = {x: x.of(point), y: y.of(point)};
      if (!number) return {...place, series: 7, text: name};
      return {
        ...place,
        series: 2,
        text: `${number}. ${name}`,
        labels: [`${number}: ${points.describe(point, differing)}`, String(number)]
      };
    };
    drawScatter(
        svg, width, readable,
        {points: all.map(dot), x, y, lines: [{series: 2, points: front.map(point => [x.of(point), y.of(point)])}]});
    this.list(front);
  }

  list(front) {
    const pointOf = row => row.point;
    const table = sortableTable(
        [
          numbers('number', row => row.number), ...this.points.axisColumns(pointOf),
          this.points.figureColumn(this.state.x, pointOf), this.points.figureColumn(this.state.y, pointOf)
        ],
        {caption: 'The front, by its numbers in the chart'});
    table.show(front.map((point, i) => ({point, number: i + 1})));
    part('front', 'table').replaceChildren(table.element);
  }
}
