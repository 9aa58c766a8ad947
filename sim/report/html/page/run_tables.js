'use strict';
// The tables of a run.

const traffic = stats => stats.dram_read_bytes + stats.dram_write_bytes;

function variantsTable({variants, machine}) {
  const any = field => variants.some(variant => variant.total[field] > 0);
  const has = name => variants.some(variant => variant.name === name);
  const speedup = (baseline, field) =>
      numbers(`vs ${baseline}`, variant => variant[field] && variant[field].total, times);
  const table = sortableTable([
    words('variant', variant => variant.name),
    numbers('cycles', variant => variant.total.cycles),
    numbers('ms', variant => variant.total.cycles / machine.clock_mhz / 1000, significant),
    ...has('dense') ? [speedup('dense', 'speedup_vs_dense')] : [],
    ...has('dense-best') ? [speedup('dense-best', 'speedup_vs_dense_best')] : [],
    numbers('utilization', variant => variant.total.utilization, percent),
    numbers('MACs skipped', variant => 1 - variant.total.macs / variant.total.dense_macs, percent),
    ...any('dram_read_bytes') ? [numbers('DRAM', variant => traffic(variant.total), bytes)] : [],
    ...any('energy_pj') ? [numbers('energy', variant => variant.total.energy_pj, joules)] : [],
  ]);
  table.show(variants);
  return table.element;
}

function scheduleTable(variant) {
  if (!variant.schedule.length)
    return make('p', {}, `${variant.name}: a product a time step, in the order of the trace.`);
  const table = sortableTable([
    words('group', group => group.group),
    numbers('steps', group => group.steps),
    numbers('products', group => group.products),
    numbers('transposed', group => group.transposed),
    numbers('skipping', group => group.skipping),
    numbers('array cycles', group => group.array_cycles),
    words('next best', group => group.next_best ? group.next_best.what : '-'),
    numbers('more cycles', group => group.next_best && group.next_best.more_cycles),
  ]);
  table.show(variant.schedule);
  return table.element;
}

function tensorsTable() {
  const ofPinned = field => home => home.home === 'pinned' ? home[field] : null;
  return sortableTable([
    words('tensor', home => home.tensor),
    words('home', home => home.home),
    words('buffer', home => home.buffer),
    numbers('size', home => home.bytes, bytes),
    numbers('uses', home => home.uses),
    numbers('loaded', ofPinned('loaded_bytes'), bytes),
    numbers('stored', ofPinned('stored_bytes'), bytes),
  ]);
}

/// Of rows as operationsOf() gives them.
function operationsTable() {
  return sortableTable([
    words('layer', row => row.layer),
    words('operation', row => row.name),
    words('phase', row => row.phase),
    numbers('cycles', row => row.cycles),
    numbers('of all', row => row.cycles / row.all, percent),
    numbers('products', row => row.gemms),
    numbers('MACs done', row => row.macs),
    numbers('skipped', row => row.dense_macs - row.macs),
    numbers('DRAM', traffic, bytes),
    numbers('waits', row => row.dram_stall_cycles + row.buffer_stall_cycles + row.skip_stall_cycles),
  ]);
}

function operationsOf(variant) {
  return variant.layers.flatMap(
      layer => layer.operations.map(operation => ({layer: layer.name, all: variant.total.cycles, ...operation})));
}

/// Appends a table and a box to search it.
function searchable(section, table) {
  part(section, 'controls').append(searchBox('Search', text => table.search(text)));
  part(section, 'table').append(table.element);
}

function provenance(built, config) {
  part('provenance', 'table').append(factsTable(Object.entries(built)));
  part('provenance', 'config').textContent = JSON.stringify(config, null, 2);
}
