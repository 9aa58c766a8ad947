'use strict';
// A product on a small array, cycle by cycle, from the states that the engine `pe` recorded. Nothing is simulated here.

/// What A, B and C are in an LSTM.
const kMatrices = {
  FP: {a: 'X', b: 'W', c: 'G'},
  BP: {a: 'dG', b: 'W^T', c: 'dX'},
  WG: {a: 'X^T', b: 'dG', c: 'dW'}
};

/// The five numbers of a PE in a frame, as small_product.h says.
function stateOf(frame, pe) {
  const [flags, west, north, register0, register1] = frame.slice(5 * pe, 5 * pe + 5);
  const has = bit => (flags & bit) !== 0;
  return {
    west: has(1),
    north: has(2),
    holds: [has(4), has(8)],
    flip: has(16) ? 1 : 0,
    busy: has(32),
    fromWest: west,
    fromNorth: north,
    registers: [register0, register1]
  };
}

class PeGrid {
  constructor(small) {
    this.array = small.array;
    this.films = small.films;
    this.phase = 'FP';
    this.skipping = true;
    this.timer = null;
    const section = document.getElementById('grid');
    this.play = make('button', {type: 'button', onclick: () => this.toggle()}, 'Play');
    this.slider = make('input', {
      type: 'range',
      min: 0,
      value: 0,
      'aria-label': 'Cycle',
      oninput: () => {
        this.stop();
        this.draw();
      }
    });
    const step = by => () => {
      this.stop();
      this.slider.value = Number(this.slider.value) + by;
      this.draw();
    };
    section.querySelector('.controls')
        .replaceChildren(
            choice(
                'Phase', [['FP', 'FP: G = X W'], ['BP', 'BP: dX = dG W^T'], ['WG', 'WG: dW = X^T dG']], this.phase,
                value => {
                  this.phase = value;
                  this.start();
                }),
            checkbox(
                'skip dropped neurons', true,
                value => {
                  this.skipping = value;
                  this.start();
                }),
            this.play, make('button', {type: 'button', onclick: step(-1), 'aria-label': 'One cycle back'}, '<'),
            this.slider, make('button', {type: 'button', onclick: step(1), 'aria-label': 'One cycle on'}, '>'));
    this.caption = make('p', {'aria-live': 'off'});
    this.cells = make('div', {class: 'cells'});
    section.querySelector('.chart').replaceChildren(this.caption, this.cells);
    const stays = this.array.stays.toUpperCase(), west = this.array.from_west.toUpperCase();
    section.querySelector('.legend').replaceChildren(
        `${this.array.rows} x ${this.array.cols} PEs, ${this.array.dataflow}, ${this.array.schedule}: ${
            this.array.along_rows.toUpperCase()} lies along the rows, ` +
            `${this.array.along_cols.toUpperCase()} along the columns, ${this.array.streamed.toUpperCase()} streams; ${
                stays} stays. In a PE: what comes from the west (${west}), ` +
            (stays === 'C' ? `what comes from the north (${this.array.along_north.toUpperCase()}), and its two sums` :
                             `and the two registers that hold ${stays}`) +
            ', of which one is in use while the other is loaded or drained. A dark PE multiplies, in the colour of the register; a pale one only holds a kept index. Dashed: dropped.',
        keys([['c0', 'first register'], ['c1', 'second register'], ['c3', 'streaming']]));
    this.start(0.4);
  }

  get film() { return this.films.find(film => film.phase === this.phase && film.skipping === this.skipping); }
  dense() { return this.films.find(film => film.phase === this.phase && !film.skipping); }

  start(share = 0) {
    this.slider.max = this.film.frames.length - 1;
    this.slider.value = Math.round(share * this.slider.max);
    this.draw();
  }

  toggle() {
    if (this.timer !== null) return this.stop();
    if (this.slider.value === this.slider.max) this.slider.value = 0;
    this.play.textContent = 'Pause';
    this.timer = setInterval(() => {
      if (this.slider.value === this.slider.max) return this.stop();
      this.slider.value = Number(this.slider.value) + 1;
      this.draw();
    }, 350);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = 'Play';
  }

  /// "A 2,5": an element by its number in the matrix that it is of.
  element(matrix, number) {
    const cols = matrix === 'a' ? this.film.k : this.film.n;
    return `${matrix.toUpperCase()} ${Math.floor((number - 1) / cols)},${(number - 1) % cols}`;
  }

  draw() {
    const film = this.film, at = Number(this.slider.value), frame = film.frames[at];
    const states = d3.range(this.array.rows * this.array.cols).map(pe => stateOf(frame, pe));
    const busy = states.filter(state => state.busy).length;
    this.slider.setAttribute('aria-valuetext', `cycle ${at + 1} of ${film.frames.length}`);
    this.caption.textContent = `Cycle ${at + 1} of ${film.frames.length}: ${busy} of ${states.length} PEs multiply. ` +
        (film.skipping ? `With nothing skipped the product takes ${this.dense().cycles} cycles and ${
                             this.dense().tiles} tiles instead of ${film.cycles} and ${film.tiles}.` :
                         `Nothing is skipped: ${film.tiles} tiles.`);
    this.cells.replaceChildren(this.grid(states), ...['a', 'b', 'c'].map(matrix => this.matrix(matrix, states)));
  }

  grid(states) {
    const wide = 84, high = 62, {rows, cols} = this.array;
    const svg = d3.create('svg')
                    .attr('width', cols * wide + 2)
                    .attr('height', rows * high + 2)
                    .attr('role', 'img')
                    .attr('aria-label', this.caption.textContent)
                    .attr('viewBox', `0 0 ${cols * wide + 2} ${rows * high + 2}`);
    states.forEach((state, pe) => {
      const x = 1 + pe % cols * wide, y = 1 + Math.floor(pe / cols) * high;
      const kept = state.holds[0] || state.holds[1];
      svg.append('rect')
          .attr(
              'class',
              `pe ${
                  series(
                      state.busy         ? state.flip :
                          state.holds[0] ? 0 :
                                           1)} ${
                  state.busy ? 'busy' :
                      kept   ? 'held' :
                               ''}`)
          .attr('x', x)
          .attr('y', y)
          .attr('width', wide - 4)
          .attr('height', high - 4)
          .attr('rx', 4);
      const lines = [state.fromWest ? `→ ${this.element(this.array.from_west, state.fromWest)}` : ''];
      if (this.array.stays === 'c') {
        lines.push(state.fromNorth ? `↓ ${this.element(this.array.along_north, state.fromNorth)}` : '');
        const sums = [1, 2].filter(which => state.holds[which - 1]);
        lines.push(sums.length ? `sum ${sums.join(', ')}` : '');
      } else {
        state.registers.forEach(
            (number, which) => lines.push(
                state.holds[which] && number ? `${which + 1}: ${this.element(this.array.stays, number)}` : ''));
      }
      lines.forEach((text, line) => svg.append('text').attr('x', x + 6).attr('y', y + 16 + line * 17).text(text));
    });
    return make('figure', {}, svg.node(), make('figcaption', {}, 'the PEs'));
  }

  matrix(name, states) {
    const film = this.film, size = 15, [down, along] = {a: ['m', 'k'], b: ['k', 'n'], c: ['m', 'n']}[name];
    const inside = new Map();  // elements by number, with their colour
    for (const state of states) {
      if (this.array.from_west === name) inside.set(state.fromWest, 3);
      if (this.array.along_north === name) inside.set(state.fromNorth, 3);
      if (this.array.stays === name) state.registers.forEach((number, which) => inside.set(number, which));
    }
    const svg = d3.create('svg')
                    .attr('width', film[along] * size + 2)
                    .attr('height', film[down] * size + 2)
                    .attr('role', 'img')
                    .attr(
                        'aria-label',
                        `${name.toUpperCase()}: ${film.kept[down].length} of ${film[down]} rows and ${
                            film.kept[along].length} of ${film[along]} columns kept`);
    for (let row = 0; row < film[down]; ++row) {
      for (let col = 0; col < film[along]; ++col) {
        const kept = film.kept[down].includes(row) && film.kept[along].includes(col),
              number = row * film[along] + col + 1;
        svg.append('rect')
            .attr(
                'class',
                `element ${
                    !kept                  ? 'dropped' :
                        inside.has(number) ? `inside ${series(inside.get(number))}` :
                                             ''}`)
            .attr('x', 1 + col * size)
            .attr('y', 1 + row * size)
            .attr('width', size - 2)
            .attr('height', size - 2);
      }
    }
    const role = this.array.stays === name ? 'stays' : name === 'c' ? 'leaves in the south' : 'streams';
    return make(
        'figure', {}, svg.node(),
        make(
            'figcaption', {},
            `${name.toUpperCase()} = ${kMatrices[this.phase][name]}: ${down.toUpperCase()} x ${along.toUpperCase()}, ${
                role}`));
  }
}
