'use strict';
// Numbers as people read them.

const thousands = d3.format(',');
const significant = d3.format('.4~g');
const percent = value => Number.isFinite(value) ? d3.format('.1%')(value) : '-';
const times = value => value === null || value === undefined ? '-' : `${d3.format('.2f')(value)}x`;
const short = value => value === 0 ? '0' : Math.abs(value) < 1 ? d3.format('.3~g')(value) : d3.format('.3~s')(value);

/// As it is, with as many digits as say something.
function shown(value) {
  if (value === null || value === undefined) return '-';
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? thousands(value) : significant(value);
}

function bytes(count) {
  for (const [unit, size] of [['GB', 1e9], ['MB', 1e6], ['kB', 1e3]])
    if (count >= size) return `${d3.format('.3r')(count / size)} ${unit}`;
  return `${count} B`;
}

function joules(picojoules) {
  for (const [unit, size] of [['J', 1e12], ['mJ', 1e9], ['uJ', 1e6], ['nJ', 1e3]])
    if (picojoules >= size) return `${d3.format('.3r')(picojoules / size)} ${unit}`;
  return `${significant(picojoules)} pJ`;
}

/// Of these figures more is better, of all others less.
const moreIsBetter = name => /^(speedup|utilization|mapping)/.test(name);
const isRatio = name => /^(utilization|mapping)/.test(name);
const isSpeedup = name => name.startsWith('speedup');

const isEnergy = name => name.endsWith('_pj');
const isBytes = name => name.endsWith('_bytes');

/// A figure with its unit, by its name: counts to the last digit, or `short` where there is little room.
function figureText(name, value, count = shown) {
  if (value === null || value === undefined) return '-';
  if (isRatio(name)) return percent(value);
  if (isSpeedup(name)) return times(value);
  if (isEnergy(name)) return joules(value);
  return isBytes(name) ? bytes(value) : count(value);
}

/// The same at an axis, whose numbers are round.
function figureTick(name) {
  if (isRatio(name)) return d3.format('.0%');
  return isSpeedup(name) ? value => `${value}x` : value => figureText(name, value, short);
}

/// A figure's name without what its unit says.
const spoken = name => name.replace(/_(pj|bytes)$/, '').replaceAll('_', ' ');
