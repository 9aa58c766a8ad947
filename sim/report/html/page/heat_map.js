'use strict';
// A table whose cells have a colour for their number.

/// rows, cols: names; cell(row, col): null or {value, text, small?}; more of the value is brighter, or darker when
/// `dark`.
function heatMap(rows, cols, cell, {corner, least, most}) {
  const colour = d3.scaleSequential(d3.interpolateViridis).domain([least, most === least ? least + 1 : most]);
  const coloured = found => {
    if (!found) return make('td', {class: 'heat'}, '-');
    const ground = colour(found.value), light = d3.hcl(ground).l > 60;
    return make(
        'td', {class: 'heat', style: `background:${ground};color:${light ? '#000' : '#fff'}`}, found.text,
        found.small ? make('small', {}, found.small) : null);
  };
  return make(
      'table', {},
      make(
          'thead', {},
          make('tr', {}, make('th', {scope: 'col'}, corner), ...cols.map(col => make('th', {scope: 'col'}, col)))),
      make(
          'tbody', {},
          ...rows.map(
              (row, i) =>
                  make('tr', {}, make('th', {scope: 'row'}, row), ...cols.map((col, j) => coloured(cell(i, j)))))));
}
