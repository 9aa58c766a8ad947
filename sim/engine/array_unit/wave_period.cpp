#include "sim/engine/array_unit/wave_period.h"

#include <algorithm>
#include <numeric>

#include "sim/engine/array_unit/gemm_plan.h"

namespace skipgrid::sim {

std::int64_t GemmPlan::distance(Matrix matrix, std::int64_t wave, std::int64_t other) const {
  if (homes_[matrix].pinned) return 0;
  const auto address = [&](std::int64_t of) {
    DramPlace place;
    locate(matrix, this->wave(of), place);
    return place.first_address();
  };
  return address(other) - address(wave);
}

WavePeriod GemmPlan::period(WaveLoop loop, std::int64_t wave, std::int64_t address_period) const {
  WavePeriod period;
  switch (loop) {
    case WaveLoop::inner: period = inner_period(wave); break;
    case WaveLoop::middle: period = middle_period(wave); break;
    case WaveLoop::outer: period = outer_period(wave); break;
  }
  // Where only lengths matter, it does not matter which indices are kept.
  if ((address_period != 0 && thinned(along(loop))) || period.range.size() < 2 * period.waves) period.waves = 0;
  if (period.waves == 0 || address_period == 0) return period;
  // Until all addresses have moved by whole periods; the first and the last wave of one are as different as any.
  std::int64_t times = 1;
  for (const Matrix matrix : {Matrix::a, Matrix::b, Matrix::c}) {
    for (const std::int64_t from : {period.range.begin, period.range.begin + period.waves - 1}) {
      const std::int64_t moved = distance(matrix, from, from + period.waves) % address_period;
      times = std::lcm(times, address_period / std::gcd(address_period, moved));
    }
  }
  period.waves *= times;
  if (period.range.size() < 3 * period.waves) period.waves = 0;
  return period;
}

bool GemmPlan::describe_shape(Situation& situation, std::int64_t address_period) const {
  for (const Dimension dimension : {Dimension::m, Dimension::k, Dimension::n}) {
    situation.add(kept_[dimension]);
    situation.add(dense_[dimension]);
    situation.add(kept_indices_[dimension].empty());  // else what is gathered lies in other panels
    if (address_period != 0 && thinned(dimension)) return false;
  }
  for (const std::int64_t number : {chunks_, strips_at_once_}) situation.add(number);
  for (const bool flag : {accumulates_, transposed_, sums_stay_, takes_sums_, stores_sums_}) situation.add(flag);
  for (const Matrix matrix : {Matrix::a, Matrix::b, Matrix::c}) {
    situation.add(homes_[matrix].pinned);
    situation.add(keeps_[matrix]);
  }
  return true;
}

bool GemmPlan::describe(Situation& situation, std::int64_t address_period) const {
  if (!describe_shape(situation, address_period)) return false;
  for (const Matrix matrix : {Matrix::a, Matrix::b, Matrix::c})
    if (address_period != 0 && asks_for(matrix)) situation.add(homes_[matrix].address % address_period);
  return true;
}

bool GemmPlan::describe(Situation& situation, std::int64_t wave, std::int64_t address_period) const {
  if (!describe_shape(situation, address_period)) return false;
  const Place at = place(wave);
  const PlannedWave here = this->wave(wave);
  for (const auto& [number, count] :
       {std::pair(at.chunk, chunks_), std::pair(at.row_tile, row_tiles_),
        std::pair(at.col_tile / strips_at_once_, divide_up(col_tiles_, strips_at_once_))}) {
    situation.add(number == 0);
    situation.add(number == count - 1);
  }
  situation.add(here.kept[mapping_.stream].size());
  DramPlace place;
  for (const Matrix matrix : {Matrix::a, Matrix::b, Matrix::c}) {
    if (address_period == 0 || homes_[matrix].pinned) continue;
    locate(matrix, here, place);
    situation.add(place.first_address() % address_period);
  }
  return true;
}

WavePeriod GemmPlan::inner_period(std::int64_t wave) const {
  WavePeriod period;
  if (mapping_.output_stationary()) {
    // Chunks of one tile of results: the first opens it, the last closes it.
    const std::int64_t base = wave / chunks_ * chunks_;
    const IndexRange equal = of_equal_chunks(wave - base);
    period.until = base + equal.end;
    period.range = {base + std::max<std::int64_t>(equal.begin, 1), base + std::min(equal.end, chunks_ - 1)};
    period.waves = 1;
  } else {
    const std::int64_t in_chunk = row_tiles_ * col_tiles_, per_group = row_tiles_ * strips_at_once_;
    const std::int64_t base = wave / in_chunk * in_chunk + wave % in_chunk / per_group * per_group;
    const std::int64_t strips = std::min(strips_at_once_, col_tiles_ - wave % in_chunk / per_group * strips_at_once_);
    period.until = base + row_tiles_ * strips;
    // The first tile of a strip opens it, the last closes it and may be smaller.
    period.range = {base + strips, period.until - strips};
    period.waves = strips;
  }
  return period;
}

WavePeriod GemmPlan::middle_period(std::int64_t wave) const {
  WavePeriod period;
  const std::int64_t in_loop = waves_ / (mapping_.output_stationary() ? row_tiles_ : chunks_);
  const std::int64_t base = wave / in_loop * in_loop;
  period.until = base + in_loop;
  period.waves = mapping_.output_stationary() ? chunks_ : row_tiles_ * strips_at_once_;
  // The first brings what is kept, the last lets go of it and may be smaller.
  period.range = {base + period.waves, base + (in_loop - 1) / period.waves * period.waves};
  return period;
}

WavePeriod GemmPlan::outer_period(std::int64_t wave) const {
  WavePeriod period;
  if (mapping_.output_stationary()) {
    period.until = waves_;
    period.waves = waves_ / row_tiles_;
    period.range = {period.waves, waves_ - period.waves};
  } else {
    period.waves = waves_ / chunks_;
    period.range = of_equal_chunks(wave / period.waves);
    period.range.begin *= period.waves;
    period.range.end *= period.waves;
    period.until = period.range.end;
    // The first chunk takes the room for sums that stay, the last stores them.
    if (takes_sums_) period.range.begin = std::max(period.range.begin, period.waves);
    if (stores_sums_) period.range.end = std::min(period.range.end, waves_ - period.waves);
  }
  return period;
}

IndexRange GemmPlan::of_equal_chunks(std::int64_t chunk) const {
  return chunk < longer_chunks_ ? IndexRange{0, longer_chunks_} : IndexRange{longer_chunks_, chunks_};
}

Dimension GemmPlan::along(WaveLoop loop) const {
  const bool results_stay = mapping_.output_stationary();
  switch (loop) {
    case WaveLoop::inner: return results_stay ? mapping_.stream : mapping_.rows;
    case WaveLoop::middle: return mapping_.cols;
    case WaveLoop::outer: break;
  }
  return results_stay ? mapping_.rows : mapping_.stream;
}

}  // namespace skipgrid::sim
