'use strict';
// A table that can be sorted by a click on a heading, searched, and turned page by page.

/// Columns of a sortableTable(): of words, and of numbers that `shown` makes text of; nothing is a dash.
const words = (name, text) => ({name, text, value: text});
function numbers(name, value, shown = thousands) {
  const given = row => value(row) === undefined ? null : value(row);
  return {name, number: true, value: given, text: row => given(row) === null ? '-' : shown(given(row))};
}

/// columns: {name, number: true when it is to the right and sorts downwards first, text: row => what is shown, value:
/// row
/// => what sorts}; options: {caption, rows a page}. Returns {element, show(rows), search(text)}.
function sortableTable(columns, options = {}) {
  const pageSize = options.page || 100;
  const body = make('tbody');
  const headings = columns.map(
      (column, index) => make(
          'th', {scope: 'col', class: column.number ? 'number' : null},
          make('button', {type: 'button', onclick: () => sortBy(index)}, column.name)));
  const state = make('span', {'aria-live': 'polite'});
  const back = make('button', {type: 'button', onclick: () => turn(-1)}, 'Back');
  const on = make('button', {type: 'button', onclick: () => turn(1)}, 'On');
  const pages = make('div', {class: 'pages'}, back, on, state);
  const table = make(
      'table', {}, options.caption ? make('caption', {}, options.caption) : null,
      make('thead', {}, make('tr', {}, ...headings)), body);
  const element = make('div', {}, table, pages);
  let all = [], found = [], words = '', sorted = null, page = 0;

  function sortBy(index) {
    const firstDown = columns[index].number === true;
    sorted = sorted && sorted.index === index ? {index, down: !sorted.down} : {index, down: firstDown};
    headings.forEach((heading, i) => {
      if (i === index)
        heading.setAttribute('aria-sort', sorted.down ? 'descending' : 'ascending');
      else
        heading.removeAttribute('aria-sort');
    });
    update();
  }

  function turn(by) {
    page += by;
    draw();
  }

  function update() {
    const wanted = words.toLowerCase().split(/\s+/).filter(word => word);
    found = all.filter(row => {
      if (!wanted.length) return true;
      const text = columns.map(column => column.text(row)).join(' ').toLowerCase();
      return wanted.every(word => text.includes(word));
    });
    if (sorted) {
      const column = columns[sorted.index], order = sorted.down ? d3.descending : d3.ascending;
      found = found.slice().sort((x, y) => order(column.value(x), column.value(y)));
    }
    page = 0;
    draw();
  }

  function draw() {
    const last = Math.max(0, Math.ceil(found.length / pageSize) - 1);
    page = Math.min(Math.max(page, 0), last);
    body.replaceChildren(
        ...found.slice(page * pageSize, (page + 1) * pageSize)
            .map(
                row => make(
                    'tr', {},
                    ...columns.map(column => make('td', {class: column.number ? 'number' : null}, column.text(row))))));
    pages.hidden = found.length <= pageSize && !words;
    back.hidden = on.hidden = last === 0;
    back.disabled = page === 0;
    on.disabled = page === last;
    const from = found.length ? page * pageSize + 1 : 0;
    state.textContent = `${thousands(from)} to ${thousands(Math.min(found.length, (page + 1) * pageSize))} of ` +
        `${thousands(found.length)}${found.length < all.length ? `, of ${thousands(all.length)} in all` : ''}`;
  }

  return {
    element,
    show(rows) {
      all = rows;
      update();
    },
    search(text) {
      words = text;
      update();
    },
  };
}

/// Rows of a name and what is said about it.
function factsTable(facts) {
  return make(
      'table', {},
      make(
          'tbody', {},
          ...facts.map(
              ([name, ...values]) =>
                  make('tr', {}, make('th', {scope: 'row'}, name), ...values.map(value => make('td', {}, value))))));
}
