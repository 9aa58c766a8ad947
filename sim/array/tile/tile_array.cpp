#include "sim/array/tile/tile_array.h"

#include "sim/array/process.h"
#include "sim/array/tile/tile_kernel.h"

namespace skipgrid::sim {

TileArray::TileArray(sc_core::sc_module_name name, const ArrayConfig& config)
    : sc_module(name), config_(config), clock_(config) {
  SC_METHOD(on_started);
  dont_initialize();
  sensitive << started_;
  SC_METHOD(on_range_end);
  dont_initialize();
  sensitive << range_end_;
}

const Tiling& TileArray::tiling_of(const ArrayGemm& gemm) {
  // A product comes wave by wave.
  const ArrayGemm& latest = latest_gemm_;
  if (!latest_tiling_ || gemm.m != latest.m || gemm.k != latest.k || gemm.n != latest.n) {
    latest_gemm_ = {gemm.m, gemm.k, gemm.n};
    latest_tiling_.emplace(config_, gemm.m, gemm.k, gemm.n);
  }
  return *latest_tiling_;
}

std::int64_t TileArray::issue(const ArrayGemm& gemm, TileRange tiles) {
  const Tiling& tiling = tiling_of(gemm);
  const WaveClock::Run run = clock_.add(current_cycle(), tiles.count, tiling.stream());
  check_clock(run.end);
  count(tiling, tiles);
  if (gemm.has_values()) compute(gemm, tiling, tiles);
  waiting_ = true;
  waiting_streams_ = run.streams;
  waits_until_ = run.last_start + Cycles(1);
  ends_.push_back(run.end);
  if (notifies_) {
    started_.notify(time_until(waits_until_));
    if (ends_.size() == 1) range_end_.notify(time_until(run.end));
  }
  return ++issued_;
}

void TileArray::count(const Tiling& tiling, TileRange tiles) {
  std::int64_t used_pes = 0, used_rows = 0, used_cols = 0;
  if (tiles.count == tiling.count()) {
    used_pes = tiling.used_pes();
    used_rows = tiling.used_rows();
    used_cols = tiling.used_cols();
  } else {
    for (std::int64_t i = 0; i < tiles.count; ++i) {
      const Tile tile = tiling.tile(tiles.first + i);
      used_pes += tile.used_pes();
      used_rows += tile.used_rows;
      used_cols += tile.used_cols;
    }
  }
  counters_.tiles += tiles.count;
  const auto count = [](std::int64_t& sum, std::int64_t each, std::int64_t times) {
    sum = checked_sum(sum, checked_product(each, times, "a count of the array"), "a count of the array");
  };
  counters_.used_pes += used_pes;
  count(counters_.macs, used_pes, tiling.stream());
  // Every streamed value crosses the whole array, used PEs or not; a load or drain shifts every register R times.
  count(counters_.register_moves, used_rows * config_.cols + used_cols * config_.rows, tiling.stream());
  count(counters_.register_moves, config_.rows * config_.pes(), tiles.count);
}

void TileArray::compute(const ArrayGemm& gemm, const Tiling& tiling, TileRange tiles) const {
  if (tiles.count == tiling.count()) return compute_all(gemm);
  const Mapping& mapping = mapping_of(config_.dataflow);
  for (std::int64_t i = 0; i < tiles.count; ++i) {
    const Tile tile = tiling.tile(tiles.first + i);
    PerDimension<IndexRange> covered;
    covered[mapping.rows] = {tile.first_row, tile.first_row + tile.used_rows};
    covered[mapping.cols] = {tile.first_col, tile.first_col + tile.used_cols};
    covered[mapping.stream] = {0, tile.stream};
    accumulate_block(gemm.a, gemm.k, gemm.b, gemm.n, gemm.c, gemm.n, covered.m, covered.k, covered.n);
  }
}

void TileArray::compute_all(const ArrayGemm& gemm) const {
  const std::int64_t tile_k = mapping_of(config_.dataflow).output_stationary() ? gemm.k : config_.rows;
  for (std::int64_t first = 0; first < gemm.k; first += tile_k) {
    accumulate_block(gemm.a, gemm.k, gemm.b, gemm.n, gemm.c, gemm.n, {0, gemm.m},
                     {first, std::min(gemm.k, first + tile_k)}, {0, gemm.n});
  }
}

void TileArray::start() {
  waiting_ = false;
  latest_streams_ = waiting_streams_;
}

void TileArray::end_range() {
  ends_.pop_front();
  ++completed_;
}

void TileArray::on_started() {
  in_process([this] {
    start();
    ready_event_.notify();
  });
}

void TileArray::on_range_end() {
  in_process([this] {
    end_range();
    completed_event_.notify();
    if (!ends_.empty()) range_end_.notify(time_until(ends_.front()));
  });
}

bool TileArray::tell_when_asked() {
  notifies_ = false;
  return true;
}

Cycles TileArray::next_change() const {
  const Cycles starts = waiting_ ? waits_until_ : kNoCycle;
  return ends_.empty() ? starts : std::min(starts, ends_.front());
}

bool TileArray::advance(Cycles now) {
  while (!ends_.empty() && ends_.front() <= now) end_range();
  const bool starts = waiting_ && waits_until_ <= now;
  if (starts) start();
  return starts;
}

bool TileArray::describe(Situation& situation, Cycles now) const {
  situation.add(waiting_);
  if (waiting_) {
    situation.add(waits_until_, now);
    waiting_streams_.describe(situation, now);
  }
  situation.add(ends_.size());
  for (const Cycles end : ends_) situation.add(end, now);
  clock_.describe(situation, now);
  return true;
}

void TileArray::restore(SituationReader& situation) {
  waiting_ = situation.flag();
  if (waiting_) {
    waits_until_ = situation.time();
    waiting_streams_ = StreamRun::restored(situation);
  }
  ends_.resize(situation.count());
  for (Cycles& end : ends_) end = situation.time();
  issued_ = completed_ + static_cast<std::int64_t>(ends_.size());
  clock_.restore(situation);
}

void TileArray::postpone(Cycles by) {
  waits_until_ += by;
  waiting_streams_.postpone(by);
  for (Cycles& end : ends_) end += by;
  clock_.postpone(by);
}

}  // namespace skipgrid::sim
