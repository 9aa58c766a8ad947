#include "sim/engine/array_unit/gemm_plan.h"

#include <algorithm>
#include <limits>

namespace skipgrid::sim {

namespace {

std::vector<std::uint32_t> indices(const traces::MaskPtr& mask, Skipping skipping) {
  if (mask == nullptr || skipping == Skipping::off) return {};
  return mask->mask.kept_indices();
}

std::int64_t kept(const traces::MaskPtr& mask, const std::vector<std::uint32_t>& indices, std::int64_t dense,
                  Skipping skipping) {
  return mask == nullptr || skipping == Skipping::off ? dense : static_cast<std::int64_t>(indices.size());
}

}  // namespace

GemmPlan::Home GemmPlan::home(const Residency& residency, const traces::TensorReference& tensor, int element_bytes,
                              std::int64_t before) {
  const TensorHome* known = residency.find(tensor.name);
  if (known == nullptr) return {true, 0, element_bytes};
  return {known->pinned, known->step_address(tensor.first) + before * element_bytes, element_bytes};
}

GemmPlan::GemmPlan(const MachineConfig& config, const Residency& residency, const traces::GemmOp& op, Skipping skipping)
    : array_(config.array),
      mapping_(mapping_of(config.array.dataflow)),
      dense_{op.m, op.k, op.n},
      kept_indices_{indices(op.skip_m, skipping), indices(op.skip_k, skipping), indices(op.skip_n, skipping)},
      accumulates_(op.accumulate),
      transposed_(op.transposed),
      homes_{home(residency, op.a, config.operand_bytes(), op.piece_m.first * op.k),
             home(residency, op.b, config.operand_bytes(), op.piece_n.first * op.k),
             home(residency, op.c, kResultBytes, op.piece_n.first * op.whole_m() + op.piece_m.first * op.n)} {
  kept_.m = kept(op.skip_m, kept_indices_.m, op.m, skipping);
  kept_.k = kept(op.skip_k, kept_indices_.k, op.k, skipping);
  kept_.n = kept(op.skip_n, kept_indices_.n, op.n, skipping);
  if (kept_.m == 0 || kept_.k == 0 || kept_.n == 0) return;
  streamed_ = kept_[mapping_.stream];
  row_tiles_ = divide_up(kept_[mapping_.rows], array_.rows);
  col_tiles_ = divide_up(kept_[mapping_.cols], array_.cols);
  keep_sums(residency, op);
  choose_cut(config, residency);
}

void GemmPlan::keep_sums(const Residency& residency, const traces::GemmOp& op) {
  const bool fit = homes_.c.bytes(dense_.m * dense_.n) <= residency.streaming_bytes(Matrix::c);
  sums_stay_ = (op.finds_sums || op.leaves_sums) && !homes_.c.pinned && fit;
  if (!sums_stay_) return;
  homes_.c.pinned = true;
  takes_sums_ = !op.finds_sums;
  stores_sums_ = !op.leaves_sums;
}

void GemmPlan::choose_cut(const MachineConfig& config, const Residency& residency) {
  const auto chunks_of = [&](std::int64_t longest) {
    return divide_up(streamed_, std::clamp<std::int64_t>(longest, 1, streamed_));
  };
  cut_into(chunks_of(chunk_limit(config, residency, 1)), 1, residency);
  const Matrix west = mapping_.along_rows();
  if (mapping_.output_stationary() || !config.buffers || config.dram.kind == DramKind::ideal || homes_[west].pinned)
    return;
  double fewest = cycles(config);
  std::int64_t best_chunks = chunks_, best_strips = 1;
  const auto offer = [&](std::int64_t chunks, std::int64_t strips) {
    cut_into(chunks, strips, residency);
    const double takes = cycles(config);
    if (takes >= fewest) return;
    fewest = takes;
    best_chunks = chunks, best_strips = strips;
  };
  // A chunk of which all stays on chip is fetched once, however many strips it passes.
  const std::int64_t kept_whole =
      residency.block_bytes(west).count() / homes_[west].bytes(kept_[mapping_.rows]).count();
  if (kept_whole >= 1) offer(chunks_of(std::min(kept_whole, chunk_limit(config, residency, 1))), 1);
  // Several strips at once share what passes, and leave room for shorter chunks only.
  for (std::int64_t groups = col_tiles_; groups > 1;) {
    const std::int64_t strips = divide_up(col_tiles_, groups - 1);
    groups = divide_up(col_tiles_, strips);
    const std::int64_t longest = chunk_limit(config, residency, strips);
    if (longest < 1) break;
    offer(chunks_of(longest), strips);
  }
  cut_into(best_chunks, best_strips, residency);
}

void GemmPlan::cut_into(std::int64_t chunks, std::int64_t strips, const Residency& residency) {
  chunks_ = chunks;
  strips_at_once_ = strips;
  chunk_ = divide_up(streamed_, chunks_);
  shortest_chunk_ = streamed_ / chunks_;
  longer_chunks_ = streamed_ % chunks_;
  waves_ = row_tiles_ * col_tiles_ * chunks_;
  decide_what_is_kept(residency);
}

double GemmPlan::cycles(const MachineConfig& config) const {
  const double bandwidth = config.cut_for_bytes_per_cycle.value_or(config.dram_bytes_per_cycle());
  const auto array = static_cast<double>(waves_ * std::max<std::int64_t>(chunk_, array_.rows));
  return bandwidth == 0 ? array : std::max(array, static_cast<double>(dram_bytes().count()) / bandwidth);
}

std::int64_t GemmPlan::chunk_limit(const MachineConfig& config, const Residency& residency, std::int64_t strips) const {
  std::int64_t limit = std::numeric_limits<std::int64_t>::max();
  if (!config.buffers) return limit;
  const auto fit_block = [&](Matrix matrix, std::int64_t lanes) {
    if (homes_[matrix].pinned) return;
    limit = std::min(limit, residency.block_bytes(matrix).count() / homes_[matrix].bytes(lanes).count());
  };
  fit_block(mapping_.along_rows(), array_.rows);
  fit_block(mapping_.along_cols(), array_.cols * strips);
  return limit;
}

void GemmPlan::decide_what_is_kept(const Residency& residency) {
  const auto fits = [&](Matrix operand, std::int64_t elements) {
    return homes_[operand].bytes(elements) <= residency.block_bytes(operand);
  };
  const std::int64_t rows = kept_[mapping_.rows], cols = kept_[mapping_.cols];
  const Matrix west = mapping_.along_rows(), north = mapping_.along_cols();
  if (mapping_.output_stationary()) {
    keeps_[west] = fits(west, std::min<std::int64_t>(array_.rows, rows) * streamed_);
    keeps_[north] = fits(north, streamed_ * cols);
  } else {
    keeps_[west] = fits(west, chunk_ * rows);
  }
}

IndexRange GemmPlan::chunk_range(std::int64_t chunk) const {
  const auto begin = [&](std::int64_t of) { return of * shortest_chunk_ + std::min(of, longer_chunks_); };
  return {begin(chunk), begin(chunk + 1)};
}

GemmPlan::Place GemmPlan::place(std::int64_t wave) const {
  Place place;
  if (mapping_.output_stationary()) {
    place.chunk = wave % chunks_;
    place.col_tile = wave / chunks_ % col_tiles_;
    place.row_tile = wave / chunks_ / col_tiles_;
  } else {
    const std::int64_t per_chunk = row_tiles_ * col_tiles_;
    place.chunk = wave / per_chunk;
    const std::int64_t in_chunk = wave % per_chunk;
    place.group = in_chunk / (row_tiles_ * strips_at_once_) * strips_at_once_;
    const std::int64_t strips = std::min(strips_at_once_, col_tiles_ - place.group);
    const std::int64_t in_group = in_chunk - place.group * row_tiles_;
    place.row_tile = in_group / strips;
    place.col_tile = place.group + in_group % strips;
  }
  return place;
}

void GemmPlan::advance(Place& place) const {
  const auto at_end = [](std::int64_t& number, std::int64_t first, std::int64_t end) {
    const bool ends = ++number == end;
    if (ends) number = first;
    return ends;
  };
  if (mapping_.output_stationary()) {
    if (at_end(place.chunk, 0, chunks_) && at_end(place.col_tile, 0, col_tiles_)) ++place.row_tile;
    return;
  }
  const std::int64_t next_group = std::min(place.group + strips_at_once_, col_tiles_);
  if (!at_end(place.col_tile, place.group, next_group) || !at_end(place.row_tile, 0, row_tiles_)) return;
  place.group = place.col_tile = next_group == col_tiles_ ? 0 : next_group;
  if (next_group == col_tiles_) ++place.chunk;
}

PlannedWave GemmPlan::wave(std::int64_t index, const Place& at) const {
  PlannedWave wave;
  const auto piece = [&](Dimension dimension, std::int64_t number, std::int64_t size) {
    wave.kept[dimension] = {number * size, std::min(kept_[dimension], (number + 1) * size)};
  };
  piece(mapping_.rows, at.row_tile, array_.rows);
  piece(mapping_.cols, at.col_tile, array_.cols);
  wave.kept[mapping_.stream] = chunk_range(at.chunk);
  const auto& [m, k, n] = wave.kept;
  wave.bytes = {homes_.a.bytes(m.size() * k.size()), homes_.b.bytes(k.size() * n.size()),
                homes_.c.bytes(m.size() * n.size())};
  const bool last_row = at.row_tile == row_tiles_ - 1, last_col = at.col_tile == col_tiles_ - 1;
  const bool last_chunk = at.chunk == chunks_ - 1;
  const std::int64_t length = wave.kept[mapping_.stream].size();
  const Matrix west = mapping_.along_rows(), north = mapping_.along_cols();
  PerDimension<std::int64_t> sizes = kept_;
  sizes[mapping_.stream] = length;
  wave.gemm = ArrayGemm{sizes.m, sizes.k, sizes.n};

  PerMatrix<Use> uses;
  uses.a = {streams_a(), streams_a() ? wave.bytes.a : Bytes(0)};
  uses.b = {streams_b(), streams_b() ? wave.bytes.b : Bytes(0)};
  // What is kept is fetched once, and frees all that was fetched with its last wave.
  const auto keep = [&](Matrix operand, bool first, bool last, std::int64_t elements) {
    if (!keeps_[operand]) return;
    uses[operand].fetches = uses[operand].fetches && first;
    uses[operand].frees = last ? homes_[operand].streamed_bytes(elements) : Bytes(0);
  };
  if (mapping_.output_stationary()) {
    wave.tile = at.row_tile * col_tiles_ + at.col_tile;
    wave.opens_strip = at.chunk == 0;
    wave.closes_strip = last_chunk;
    keep(west, at.col_tile == 0, last_chunk && last_col, wave.kept[mapping_.rows].size() * streamed_);
    keep(north, at.row_tile == 0, last_chunk && last_col && last_row, streamed_ * kept_[mapping_.cols]);
  } else {
    wave.tile = at.col_tile * row_tiles_ + at.row_tile;
    wave.opens_strip = at.row_tile == 0;
    wave.closes_strip = last_row;
    if (keeps_[west]) {
      keep(west, at.col_tile == 0, last_row && last_col, length * kept_[mapping_.rows]);
    } else if (strips_at_once_ > 1) {
      const bool last_of_group = last_col || (at.col_tile + 1) % strips_at_once_ == 0;
      uses[west].fetches = uses[west].fetches && at.col_tile % strips_at_once_ == 0;
      if (!last_of_group) uses[west].frees = Bytes(0);
    }
  }
  // A wave adds its results to what lies in buffer C, unless it is the first that writes there.
  const bool reads_back = !wave.opens_strip || accumulates_;
  wave.carried = {wave.bytes.a, wave.bytes.b, wave.bytes.c * (reads_back ? 2 : 1)};
  wave.fetches_a = uses.a.fetches;
  wave.fetches_b = uses.b.fetches;
  wave.frees_a = uses.a.frees;
  wave.frees_b = uses.b.frees;
  use_c(wave, index);
  return wave;
}

void GemmPlan::use_c(PlannedWave& wave, std::int64_t index) const {
  if (sums_stay_) {
    const Bytes all = homes_.c.bytes(dense_.m * dense_.n);
    if (takes_sums_ && index == 0) wave.takes_c = all;
    if (stores_sums_ && index == waves_ - 1) wave.stores_c = all;
  } else if (!homes_.c.pinned) {
    if (wave.opens_strip) wave.takes_c = wave.bytes.c;
    if (wave.closes_strip) wave.stores_c = wave.bytes.c;
  }
  wave.fetches_c = accumulates_ && wave.takes_c > Bytes(0);
}

std::int64_t GemmPlan::passes(Matrix matrix) const {
  PerDimension<std::int64_t> pieces;
  pieces[mapping_.rows] = row_tiles_;
  pieces[mapping_.cols] = col_tiles_;
  pieces[mapping_.stream] = chunks_;
  return pieces[missing_in(matrix)];
}

SramTraffic GemmPlan::sram_traffic() const {
  // Every wave that adds to a strip writes it; every one but the first reads it, and the first too when C is added to.
  const std::int64_t written = passes(Matrix::c);
  const std::int64_t reads = waves_ == 0 ? 0 : written - 1 + (accumulates_ ? 1 : 0);
  SramTraffic traffic;
  traffic.a_read = homes_.a.bytes(kept_.m * kept_.k * passes(Matrix::a));
  traffic.b_read = homes_.b.bytes(kept_.k * kept_.n * passes(Matrix::b));
  traffic.c_read = homes_.c.bytes(kept_.m * kept_.n * reads);
  traffic.c_written = homes_.c.bytes(kept_.m * kept_.n * written);
  return traffic;
}

DramTraffic GemmPlan::dram_traffic() const {
  DramTraffic traffic;
  if (waves_ == 0) return traffic;
  const auto fetched = [this](Matrix operand) {
    if (keeps_[operand]) return std::int64_t{1};
    const bool shared = operand == mapping_.along_rows() && !mapping_.output_stationary();
    return divide_up(passes(operand), shared ? strips_at_once_ : 1);
  };
  const Bytes results = homes_.c.streamed_bytes(kept_.m * kept_.n);
  const Bytes sums = homes_.c.bytes(dense_.m * dense_.n);
  traffic.a_read = homes_.a.streamed_bytes(kept_.m * kept_.k * fetched(Matrix::a));
  traffic.b_read = homes_.b.streamed_bytes(kept_.k * kept_.n * fetched(Matrix::b));
  traffic.c_read = !accumulates_ ? Bytes(0) : takes_sums_ ? sums : results;
  traffic.c_written = stores_sums_ ? sums : results;
  return traffic;
}

Bytes GemmPlan::dram_bytes() const {
  const DramTraffic traffic = dram_traffic();
  return traffic.a_read + traffic.b_read + traffic.c_read + traffic.c_written;
}

}  // namespace skipgrid::sim
