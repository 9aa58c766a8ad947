#include "sim/engine/array_unit/gemm_plan.h"

#include <algorithm>
#include <limits>

namespace skipgrid::sim {

namespace {

std::int64_t divide_up(std::int64_t dividend, std::int64_t divisor) { return (dividend + divisor - 1) / divisor; }

std::vector<std::uint32_t> indices(const traces::MaskPtr& mask, Skipping skipping) {
  if (mask == nullptr || skipping == Skipping::off) return {};
  return mask->mask.kept_indices();
}

std::int64_t kept(const traces::MaskPtr& mask, const std::vector<std::uint32_t>& indices, std::int64_t dense,
                  Skipping skipping) {
  return mask == nullptr || skipping == Skipping::off ? dense : static_cast<std::int64_t>(indices.size());
}

/// Rows [first, last) of a panel that holds `rows` rows of `row_bytes`: kept rows next to each other are one segment.
void add_rows(std::vector<DramSegment>& segments, std::int64_t panel_address, std::int64_t row_bytes,
              const std::vector<std::uint32_t>& kept_rows, std::int64_t first, std::int64_t last) {
  if (kept_rows.empty()) {
    segments.push_back({panel_address + first * row_bytes, Bytes((last - first) * row_bytes)});
    return;
  }
  for (std::int64_t i = first; i < last;) {
    const std::int64_t begin = kept_rows[static_cast<std::size_t>(i)];
    std::int64_t end = begin;
    while (i < last && kept_rows[static_cast<std::size_t>(i)] == end) ++i, ++end;
    segments.push_back({panel_address + begin * row_bytes, Bytes((end - begin) * row_bytes)});
  }
}

}  // namespace

GemmPlan::Operand GemmPlan::operand(const Residency& residency, const traces::TensorReference& tensor,
                                    int element_bytes) {
  const TensorHome* home = residency.find(tensor.name);
  if (home == nullptr) return {true, 0, element_bytes};
  return {home->pinned, home->step_address(tensor.first), element_bytes};
}

GemmPlan::GemmPlan(const MachineConfig& config, const Residency& residency, const traces::GemmOp& op, Skipping skipping)
    : array_(config.array),
      dense_m_(op.m),
      dense_k_(op.k),
      dense_n_(op.n),
      kept_indices_m_(indices(op.skip_m, skipping)),
      kept_indices_k_(indices(op.skip_k, skipping)),
      kept_indices_n_(indices(op.skip_n, skipping)),
      accumulates_(op.accumulate),
      a_(operand(residency, op.a, config.operand_bytes())),
      b_(operand(residency, op.b, config.operand_bytes())),
      c_(operand(residency, op.c, kResultBytes)) {
  m_ = kept(op.skip_m, kept_indices_m_, op.m, skipping);
  k_ = kept(op.skip_k, kept_indices_k_, op.k, skipping);
  n_ = kept(op.skip_n, kept_indices_n_, op.n, skipping);
  switch (array_.dataflow) {
    case Dataflow::ws: row_dimension_ = k_, col_dimension_ = n_, streamed_ = m_; break;
    case Dataflow::is: row_dimension_ = k_, col_dimension_ = m_, streamed_ = n_; break;
    case Dataflow::os: row_dimension_ = m_, col_dimension_ = n_, streamed_ = k_; break;
  }
  if (m_ == 0 || k_ == 0 || n_ == 0) return;
  row_tiles_ = divide_up(row_dimension_, array_.rows);
  col_tiles_ = divide_up(col_dimension_, array_.cols);
  chunk_ = std::clamp<std::int64_t>(chunk_limit(config, residency), 1, streamed_);
  chunks_ = divide_up(streamed_, chunk_);
  waves_ = row_tiles_ * col_tiles_ * chunks_;
  decide_what_is_kept(config, residency);
}

std::int64_t GemmPlan::chunk_limit(const MachineConfig& config, const Residency& residency) const {
  const std::int64_t operand_bytes = config.operand_bytes();
  const auto half = [&](Buffer buffer) { return residency.streaming_bytes(buffer).count() / 2; };
  std::int64_t limit = std::numeric_limits<std::int64_t>::max();
  if (!config.buffers) return limit;
  if (array_.dataflow == Dataflow::os) {
    if (streams_a()) limit = std::min(limit, half(Buffer::a) / (array_.rows * operand_bytes));
    if (streams_b()) limit = std::min(limit, half(Buffer::b) / (array_.cols * operand_bytes));
    return limit;
  }
  const bool ws = array_.dataflow == Dataflow::ws;
  if (streams_c()) limit = half(Buffer::c) / (array_.cols * kResultBytes);
  if (ws ? streams_a() : streams_b()) {
    limit = std::min(limit, half(ws ? Buffer::a : Buffer::b) / (array_.rows * operand_bytes));
  }
  return limit;
}

void GemmPlan::decide_what_is_kept(const MachineConfig& config, const Residency& residency) {
  const std::int64_t operand_bytes = config.operand_bytes();
  const auto fits = [&](Buffer buffer, std::int64_t elements) {
    return elements * operand_bytes <= residency.streaming_bytes(buffer).count() / 2;
  };
  switch (array_.dataflow) {
    case Dataflow::ws: keeps_a_ = fits(Buffer::a, chunk_ * k_); break;
    case Dataflow::is: keeps_b_ = fits(Buffer::b, chunk_ * k_); break;
    case Dataflow::os:
      keeps_a_ = fits(Buffer::a, std::min<std::int64_t>(array_.rows, m_) * k_);
      keeps_b_ = fits(Buffer::b, k_ * n_);
      break;
  }
}

std::int64_t GemmPlan::chunk_length(std::int64_t chunk) const { return std::min(chunk_, streamed_ - chunk * chunk_); }

GemmPlan::Cover GemmPlan::cover(std::int64_t wave) const {
  Cover cover{};
  if (array_.dataflow == Dataflow::os) {
    cover.chunk = wave % chunks_;
    cover.col_tile = wave / chunks_ % col_tiles_;
    cover.row_tile = wave / chunks_ / col_tiles_;
  } else {
    cover.row_tile = wave % row_tiles_;
    cover.col_tile = wave / row_tiles_ % col_tiles_;
    cover.chunk = wave / row_tiles_ / col_tiles_;
  }
  const auto rows_begin = cover.row_tile * array_.rows;
  const auto rows_end = std::min(row_dimension_, rows_begin + array_.rows);
  const auto cols_begin = cover.col_tile * array_.cols;
  const auto cols_end = std::min(col_dimension_, cols_begin + array_.cols);
  const auto streamed_begin = cover.chunk * chunk_;
  const auto streamed_end = streamed_begin + chunk_length(cover.chunk);
  switch (array_.dataflow) {
    case Dataflow::ws:
      cover.k0 = rows_begin, cover.k1 = rows_end, cover.n0 = cols_begin, cover.n1 = cols_end;
      cover.m0 = streamed_begin, cover.m1 = streamed_end;
      break;
    case Dataflow::is:
      cover.k0 = rows_begin, cover.k1 = rows_end, cover.m0 = cols_begin, cover.m1 = cols_end;
      cover.n0 = streamed_begin, cover.n1 = streamed_end;
      break;
    case Dataflow::os:
      cover.m0 = rows_begin, cover.m1 = rows_end, cover.n0 = cols_begin, cover.n1 = cols_end;
      cover.k0 = streamed_begin, cover.k1 = streamed_end;
      break;
  }
  return cover;
}

PlannedWave GemmPlan::wave(std::int64_t index) const {
  const Cover at = cover(index);
  const bool last_row = at.row_tile == row_tiles_ - 1, last_col = at.col_tile == col_tiles_ - 1;
  const std::int64_t length = chunk_length(at.chunk);
  const auto operand_bytes = [](const Operand& operand, std::int64_t elements) {
    return operand.pinned ? Bytes(0) : Bytes(elements * operand.element_bytes);
  };
  const Bytes a_bytes = operand_bytes(a_, (at.m1 - at.m0) * (at.k1 - at.k0));
  const Bytes b_bytes = operand_bytes(b_, (at.k1 - at.k0) * (at.n1 - at.n0));
  PlannedWave wave;
  switch (array_.dataflow) {
    case Dataflow::ws:
    case Dataflow::is: {
      const bool ws = array_.dataflow == Dataflow::ws;
      wave.gemm = ws ? ArrayGemm{length, k_, n_} : ArrayGemm{m_, k_, length};
      wave.tile = at.col_tile * row_tiles_ + at.row_tile;
      wave.strip = at.chunk * col_tiles_ + at.col_tile;
      wave.opens_strip = at.row_tile == 0;
      wave.closes_strip = last_row;
      // The streamed operand of a chunk is either kept from the first strip to the last, or fetched wave by wave.
      const bool kept = ws ? keeps_a_ : keeps_b_;
      const bool fetches_streamed = !kept || at.col_tile == 0;
      const Bytes chunk_bytes = operand_bytes(ws ? a_ : b_, length * k_);
      const Bytes frees_streamed = !kept ? (ws ? a_bytes : b_bytes) : last_row && last_col ? chunk_bytes : Bytes(0);
      wave.fetches_a = ws ? fetches_streamed : true;
      wave.fetches_b = ws ? true : fetches_streamed;
      wave.frees_a = ws ? frees_streamed : a_bytes;
      wave.frees_b = ws ? b_bytes : frees_streamed;
      break;
    }
    case Dataflow::os: {
      const bool last_chunk = at.chunk == chunks_ - 1;
      wave.gemm = ArrayGemm{m_, length, n_};
      wave.tile = at.row_tile * col_tiles_ + at.col_tile;
      wave.strip = wave.tile;
      wave.opens_strip = at.chunk == 0;
      wave.closes_strip = last_chunk;
      wave.fetches_a = !keeps_a_ || at.col_tile == 0;
      wave.fetches_b = !keeps_b_ || at.row_tile == 0;
      const Bytes panel_bytes = operand_bytes(a_, (at.m1 - at.m0) * k_);
      wave.frees_a = !keeps_a_ ? a_bytes : last_chunk && last_col ? panel_bytes : Bytes(0);
      wave.frees_b = !keeps_b_ ? b_bytes : last_chunk && last_col && last_row ? operand_bytes(b_, k_ * n_) : Bytes(0);
      break;
    }
  }
  wave.fetches_a = wave.fetches_a && streams_a();
  wave.fetches_b = wave.fetches_b && streams_b();
  return wave;
}

Block GemmPlan::a_block(std::int64_t wave) const {
  // Activations are written compacted, panel after panel along K: one segment.
  const Cover at = cover(wave);
  const std::int64_t offset = at.k0 * m_ + at.m0 * (at.k1 - at.k0);
  const Bytes bytes((at.m1 - at.m0) * (at.k1 - at.k0) * a_.element_bytes);
  return {bytes, {{a_.address + offset * a_.element_bytes, bytes}}};
}

Block GemmPlan::b_block(std::int64_t wave) const {
  // A matrix that masks pick rows (or, transposed, columns) from lies in panels as wide as the tile that reads it: what
  // is dropped is a gap between segments.
  const Cover at = cover(wave);
  Block block{Bytes((at.k1 - at.k0) * (at.n1 - at.n0) * b_.element_bytes), {}};
  if (!kept_indices_n_.empty()) {
    const std::int64_t row_bytes = (at.k1 - at.k0) * b_.element_bytes;
    const std::int64_t panel = b_.address + at.k0 * dense_n_ * b_.element_bytes;
    add_rows(block.segments, panel, row_bytes, kept_indices_n_, at.n0, at.n1);
  } else {
    const std::int64_t row_bytes = (at.n1 - at.n0) * b_.element_bytes;
    const std::int64_t panel = b_.address + at.n0 * dense_k_ * b_.element_bytes;
    add_rows(block.segments, panel, row_bytes, kept_indices_k_, at.k0, at.k1);
  }
  return block;
}

Block GemmPlan::strip_block(std::int64_t wave) const {
  const Cover at = cover(wave);
  Block block{Bytes((at.m1 - at.m0) * (at.n1 - at.n0) * c_.element_bytes), {}};
  const std::int64_t row_bytes = (at.n1 - at.n0) * c_.element_bytes;
  // Results that a mask thins along N are written compacted.
  const std::int64_t panel = c_.address + at.n0 * dense_m_ * c_.element_bytes;
  add_rows(block.segments, panel, row_bytes, kept_indices_m_, at.m0, at.m1);
  return block;
}

SramTraffic GemmPlan::sram_traffic() const {
  const auto bytes = [](std::int64_t elements, const Operand& operand) {
    return Bytes(elements * operand.element_bytes);
  };
  const std::int64_t results = m_ * n_;
  const bool os = array_.dataflow == Dataflow::os;
  // Every wave that adds to a strip writes it; every one but the first reads it, and the first too when C is added to.
  const std::int64_t passes = waves_ == 0 ? 0 : os ? chunks_ : row_tiles_;
  const std::int64_t reads = waves_ == 0 ? 0 : passes - 1 + (accumulates_ ? 1 : 0);
  SramTraffic traffic;
  traffic.c_written = bytes(results * passes, c_);
  traffic.c_read = bytes(results * reads, c_);
  switch (array_.dataflow) {
    case Dataflow::ws:
      traffic.a_read = bytes(m_ * k_ * col_tiles_, a_);
      traffic.b_read = bytes(k_ * n_ * chunks_, b_);
      break;
    case Dataflow::is:
      traffic.a_read = bytes(m_ * k_ * chunks_, a_);
      traffic.b_read = bytes(k_ * n_ * col_tiles_, b_);
      break;
    case Dataflow::os:
      traffic.a_read = bytes(m_ * k_ * col_tiles_, a_);
      traffic.b_read = bytes(k_ * n_ * row_tiles_, b_);
      break;
  }
  return traffic;
}

Bytes GemmPlan::dram_bytes() const {
  const auto bytes = [](std::int64_t elements, const Operand& operand) {
    return Bytes(elements * operand.element_bytes);
  };
  Bytes sum;
  for (std::int64_t i = 0; i < waves_; ++i) {
    const PlannedWave each = wave(i);
    const Cover at = cover(i);
    if (each.fetches_a) sum += bytes((at.m1 - at.m0) * (at.k1 - at.k0), a_);
    if (each.fetches_b) sum += bytes((at.k1 - at.k0) * (at.n1 - at.n0), b_);
    const Bytes strip = streams_c() ? bytes((at.m1 - at.m0) * (at.n1 - at.n0), c_) : Bytes(0);
    if (each.opens_strip && accumulates_) sum += strip;
    if (each.closes_strip) sum += strip;
  }
  return sum;
}

}  // namespace skipgrid::sim
