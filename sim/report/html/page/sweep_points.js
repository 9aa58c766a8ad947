'use strict';
// The points of a sweep by columns: what was varied, every figure of every variant, and which points are looked at.

class SweepPoints {
  constructor(data) {
    this.ids = data.ids;
    this.variants = data.variants;
    this.variant = this.variants.find(variant => variant.name === kBest) || this.variants[0];
    this.axes = data.axes.map(
        (axis, number) => ({...axis, number, name: nameOfAxis(axis.pointer, data.axes), hidden: new Set()}));
    // Axes that move together are one choice.
    const firstLike = axis => this.axes.find(other => sameSteps(axis, other));
    this.varied = this.axes.filter(axis => axis.values.length > 1 && firstLike(axis) === axis);
    for (const axis of this.axes)
      if (firstLike(axis) !== axis && sameValues(axis, firstLike(axis))) firstLike(axis).name += ` = ${axis.name}`;
    this.figures = Object.keys(this.variant.figures);
    this.usual = ['speedup_vs_dense_best', 'speedup_vs_dense', 'cycles'].find(name => this.figures.includes(name));
  }

  figure(name, point) { return this.variant.figures[name][point]; }
  value(axis, point) { return axis.values[axis.at[point]]; }
  describe(point, axes = this.varied) { return axes.map(axis => `${axis.name} ${this.value(axis, point)}`).join(', '); }

  /// Those that have the variant, and no value that is not wanted.
  kept() {
    const wanted = point => this.axes.every(axis => !axis.hidden.has(axis.at[point]));
    return d3.range(this.ids.length).filter(point => wanted(point) && this.figure('cycles', point) !== null);
  }

  /// The best point by a figure, the first of equals; null when none has it.
  best(name, points) {
    const better = betterOf(name);
    let found = null;
    for (const point of points) {
      const value = this.figure(name, point);
      if (value !== null && (found === null || better(value, this.figure(name, found)))) found = point;
    }
    return found;
  }

  /// Those that no other beats in both figures, of equals the first.
  front(points, x, y) {
    const betterX = betterOf(x), betterY = betterOf(y);
    const order = (better, a, b) => better(a, b) ? -1 : better(b, a) ? 1 : 0;
    const sorted = points.slice().sort(
        (p, q) => order(betterX, this.figure(x, p), this.figure(x, q)) ||
            order(betterY, this.figure(y, p), this.figure(y, q)));
    const front = [];
    for (const point of sorted)
      if (!front.length || betterY(this.figure(y, point), this.figure(y, front[front.length - 1]))) front.push(point);
    return front;
  }

  /// What a choice offers, and what it stands for: {title, of(point), text(point), format}, of an axis with `axis` and,
  /// when its values have their places, `words`.
  axisOptions() { return this.varied.map(axis => [`axis ${axis.number}`, axis.name]); }
  figureOptions() { return this.figures.map(name => [name, spoken(name)]); }
  quantity(key) {
    if (!key.startsWith('axis ')) {
      const of = point => this.figure(key, point);
      return {title: spoken(key), of, text: point => figureText(key, of(point)), format: figureTick(key)};
    }
    const axis = this.axes[Number(key.slice('axis '.length))], of = point => this.value(axis, point);
    return {
      title: axis.name,
      of,
      text: point => String(of(point)),
      format: short,
      axis,
      words: hasPlaces(axis) ? axis.values : null
    };
  }

  /// Columns of tables.
  axisColumns(pointOf = row => row) {
    return this.varied.map(axis => ({
                             ...words(axis.name, row => String(this.value(axis, pointOf(row)))),
                             value: row => this.value(axis, pointOf(row))
                           }));
  }
  figureColumn(name, pointOf = row => row) {
    return numbers(spoken(name), row => this.figure(name, pointOf(row)), value => figureText(name, value));
  }
}

const betterOf = name => moreIsBetter(name) ? (x, y) => x > y : (x, y) => x < y;

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

/// Whether the values of an axis are words, or numbers that grow by a factor: they stand as far apart as each other
/// then.
function hasPlaces({values}) {
  if (values.some(value => typeof value !== 'number')) return true;
  const sorted = values.slice().sort(d3.ascending), factor = sorted[1] / sorted[0];
  return sorted[0] > 0 && sorted.every((value, i) => i === 0 || Math.abs(value / sorted[i - 1] / factor - 1) < 0.01);
}

const sameValues = (axis, other) => axis.values.every((value, step) => value === other.values[step]);
const sameSteps = (axis, other) =>
    axis.values.length === other.values.length && axis.at.every((step, point) => step === other.at[point]);

/// The end of a pointer, or all of it when two axes end alike.
function nameOfAxis(pointer, axes) {
  const end = text => text.split('/').pop();
  return axes.filter(axis => end(axis.pointer) === end(pointer)).length > 1 ? pointer : end(pointer);
}
