'use strict';
// Elements of the page. Whatever text they get is text: nothing that a file names becomes markup.

/// make('td', {class: 'number'}, 'text', child, ...)
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on'))
      element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false)
      element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

/// A labelled choice. `options`: [value, text] each; calls `changed` with the value.
function choice(label, options, value, changed) {
  const select = make(
      'select', {onchange: () => changed(select.value)},
      ...options.map(([key, text]) => make('option', {value: key}, text)));
  select.value = value;
  return make('label', {}, label, select);
}

function checkbox(label, checked, changed) {
  const box = make('input', {type: 'checkbox', onchange: () => changed(box.checked)});
  box.checked = checked;
  return make('label', {}, box, label);
}

function searchBox(label, changed) {
  const input = make('input', {type: 'search', oninput: () => changed(input.value)});
  return make('label', {}, label, input);
}

/// What colours mean: [class, text] each.
function keys(entries) {
  return make(
      'ul', {class: 'keys'},
      ...entries.map(
          ([series, text]) =>
              make('li', {}, make('span', {class: `swatch ${series}`, 'aria-hidden': 'true'}), ' ', text)));
}

/// The part of a section with this class.
const part = (section, name) => document.querySelector(`#${section} .${name}`);
const series = number => `c${number % 8}`;
