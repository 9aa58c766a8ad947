#include "sim/array/pe/pe_array.h"

#include <algorithm>

#include "sim/array/process.h"

namespace skipgrid::sim {

namespace {

/// From one index of a dimension to the next in a row-major matrix that lies along it.
std::int64_t stride(const ArrayGemm& gemm, Matrix matrix, Dimension along) {
  const Dimension along_a_row = matrix == Matrix::a ? Dimension::k : Dimension::n;
  return along == along_a_row ? 1 : gemm.sizes()[along_a_row];
}

/// An operand seen [rows x cols].
MatrixView<const float> operand(const ArrayGemm& gemm, Matrix matrix, Dimension rows, Dimension cols) {
  return {matrix == Matrix::a ? gemm.a : gemm.b, stride(gemm, matrix, rows), stride(gemm, matrix, cols)};
}

/// C seen [rows x cols].
MatrixView<float> results(const ArrayGemm& gemm, Dimension rows, Dimension cols) {
  return {gemm.c, stride(gemm, Matrix::c, rows), stride(gemm, Matrix::c, cols)};
}

template <class Value>
MatrixView<Value> part(const MatrixView<Value>& view, std::int64_t row, std::int64_t col) {
  return {view.at(row, col), view.row_stride, view.col_stride};
}

/// Half a period after the cycle's edge, so that whatever is issued at the edge is seen in that very cycle.
sc_core::sc_time half_period() { return sc_core::sc_time::from_value(cycle_period().value() / 2); }

}  // namespace

PeArray::PeArray(sc_core::sc_module_name name, const ArrayConfig& config, const TickKernel& kernel)
    : sc_module(name),
      config_(config),
      mapping_(mapping_of(config.dataflow)),
      mesh_("mesh", config, kernel),
      collector_(config.cols) {
  SC_METHOD(on_clock);
  dont_initialize();
  sensitive << clock_;
}

std::int64_t PeArray::issue(const ArrayGemm& gemm, TileRange tiles) {
  waiting_.emplace(
      Waiting{gemm, Tiling(config_, gemm.m, gemm.k, gemm.n), tiles.first, tiles.first, tiles.first + tiles.count - 1});
  if (!clock_runs_) {
    clock_runs_ = true;
    // The middle of the cycle, whenever in its first half this is.
    const std::uint64_t into_cycle = sc_core::sc_time_stamp().value() % cycle_period().value();
    clock_.notify(half_period() - sc_core::sc_time::from_value(into_cycle));
  }
  return ++issued_;
}

ArrayCounters PeArray::counters() const {
  ArrayCounters counters;
  counters.tiles = tiles_;
  counters.macs = mesh_.grid().busy_pe_cycles();
  counters.used_pes = used_pes_;
  counters.register_moves = mesh_.grid().register_moves();
  return counters;
}

void PeArray::on_clock() {
  in_process([this] { run_cycle(); });
}

void PeArray::run_cycle() {
  const std::int64_t cycle = current_cycle().count();
  start_waves(cycle);
  Grid& grid = mesh_.grid();
  grid.advance();
  west_.drive(cycle, [&grid](const LaneRun& run) { grid.enter_west(run); });
  north_.drive(cycle, [&grid](const LaneRun& run) { grid.enter_north(run); });
  shift_.drive(cycle, [&grid](const LaneRun& run) { grid.enter_chain(run); });
  grid.tick();
  if (collector_.collect(cycle, mapping_.output_stationary() ? grid.chain_out() : grid.south())) take_row();
  ticked_event_.notify();
  clock_runs_ = waiting_.has_value() || !in_flight_.empty();
  if (clock_runs_) clock_.notify(cycle_period());
}

bool PeArray::can_start(std::int64_t cycle) const {
  if (config_.schedule == Schedule::serial) return in_flight_.empty();
  if (!mapping_.output_stationary()) return cycle >= next_load_;
  const std::int64_t first_sum = cycle + config_.multiplier_stages - 1;
  return cycle >= west_.free_at() && first_sum >= drained_[flip_];
}

void PeArray::start_waves(std::int64_t cycle) {
  if (!waiting_ || !can_start(cycle)) return;
  const Tile tile = waiting_->tiling.tile(waiting_->next_tile);
  const bool last = waiting_->next_tile == waiting_->last_tile;
  // Values move while a wave that has some is in the array: the others only take time.
  if (waiting_->gemm.has_values()) {
    mesh_.grid().move_values(true);
  } else if (std::none_of(in_flight_.begin(), in_flight_.end(),
                          [](const InFlight& wave) { return wave.has_values(); })) {
    mesh_.grid().move_values(false);
  }
  if (mapping_.output_stationary()) {
    start_output_stationary(waiting_->gemm, tile, cycle);
  } else {
    start_operand_stationary(waiting_->gemm, tile, cycle);
  }
  note_stream(west_.free_at() - tile.stream, tile.stream, waiting_->next_tile == waiting_->first_tile);
  in_flight_.back().ends_range = last;
  flip_ = !flip_;
  ++tiles_;
  used_pes_ += tile.used_pes();
  ++waiting_->next_tile;
  if (last) {
    waiting_.reset();
    ready_event_.notify(half_period());
  }
}

void PeArray::note_stream(std::int64_t start, std::int64_t length, bool first_of_range) {
  if (first_of_range) {
    streams_ = {Cycles(start), Cycles(start), 1, Cycles(length), Cycles(0)};
    return;
  }
  streams_.distance = Cycles(start) - streams_.last;
  streams_.last = Cycles(start);
  ++streams_.count;
}

void PeArray::start_operand_stationary(const ArrayGemm& gemm, const Tile& tile, std::int64_t cycle) {
  // The tile's last row enters first, behind padding for the rows that an edge tile leaves empty: R shifts later every
  // row is in its place.
  EdgeStream load;
  load.start = cycle;
  load.length = config_.rows;
  load.lanes = config_.cols;
  load.used_lanes = tile.used_cols;
  load.padding = config_.rows - tile.used_rows;
  load.values = part(operand(gemm, mapping_.stationary(), mapping_.rows, mapping_.cols),
                     tile.first_row + tile.used_rows - 1, tile.first_col);
  load.values.row_stride = -load.values.row_stride;
  load.flip = flip_;
  shift_.book(load);

  EdgeStream stream;
  stream.start = std::max(shift_.free_at(), west_.free_at());
  stream.length = tile.stream;
  stream.lanes = stream.used_lanes = tile.used_rows;
  stream.values = part(operand(gemm, mapping_.along_rows(), mapping_.stream, mapping_.rows), 0, tile.first_row);
  stream.flip = flip_;
  west_.book(stream);
  next_load_ = stream.start;

  // Partial sums start at 0 above the first row, and meet the first product when the multiplier has it ready.
  EdgeStream sums;
  sums.start = stream.start + config_.multiplier_stages - 1;
  sums.length = tile.stream;
  sums.lanes = sums.used_lanes = tile.used_cols;
  sums.flip = flip_;
  north_.book(sums);

  in_flight_.push_back(
      InFlight{tile, part(results(gemm, mapping_.stream, mapping_.cols), 0, tile.first_col), 0, false});
}

void PeArray::start_output_stationary(const ArrayGemm& gemm, const Tile& tile, std::int64_t cycle) {
  EdgeStream rows;
  rows.start = cycle;
  rows.length = tile.stream;
  rows.lanes = rows.used_lanes = tile.used_rows;
  rows.values = part(operand(gemm, mapping_.along_rows(), mapping_.stream, mapping_.rows), 0, tile.first_row);
  rows.flip = flip_;
  west_.book(rows);

  EdgeStream cols = rows;
  cols.lanes = cols.used_lanes = tile.used_cols;
  cols.values = part(operand(gemm, mapping_.along_cols(), mapping_.stream, mapping_.cols), 0, tile.first_col);
  north_.book(cols);

  // The drain follows the last sum; the zeros that push the sums out leave the register cleared for its next wave.
  EdgeStream drain;
  drain.start = std::max(cycle + tile.stream + config_.multiplier_stages - 1, shift_.free_at());
  drain.length = config_.rows;
  drain.lanes = config_.cols;
  drain.flip = flip_;
  shift_.book(drain);
  drained_[flip_] = shift_.free_at();

  in_flight_.push_back(
      InFlight{tile, part(results(gemm, mapping_.rows, mapping_.cols), tile.first_row, tile.first_col), 0, false});
}

void PeArray::take_row() {
  InFlight& wave = in_flight_.front();
  const bool draining = mapping_.output_stationary();
  // A drain brings the bottom row first.
  const std::int64_t row = draining ? config_.rows - 1 - wave.rows_collected : wave.rows_collected;
  if (wave.has_values()) {
    collector_.for_each_result([&](int col, float value) { *wave.results.at(row, col) += value; });
  }
  ++wave.rows_collected;
  if (wave.rows_collected < (draining ? config_.rows : wave.tile.stream)) return;
  if (wave.ends_range) {
    ++completed_;
    completed_event_.notify(half_period());
  }
  in_flight_.pop_front();
}

}  // namespace skipgrid::sim
