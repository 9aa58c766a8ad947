#include "sim/array/pe/grid.h"

#include <algorithm>

namespace skipgrid::sim {

namespace {

/// Cycles until what moves east has to be put back to the right end of its room.
constexpr int kWestRoom = 32;

constexpr LaneBits bit(int col) { return LaneBits{1} << (col % kLaneBits); }
bool test(LaneBits bits, int col) { return (bits & bit(col)) != 0; }

/// Sets the bits of columns [begin, end) of a row.
void set_range(LaneBits* row, int begin, int end) {
  for (int col = begin; col < end;) {
    const int stop = std::min(end, (col / kLaneBits + 1) * kLaneBits);
    const int count = stop - col;
    row[col / kLaneBits] |= (count == kLaneBits ? ~LaneBits{0} : (LaneBits{1} << count) - 1) << (col % kLaneBits);
    col = stop;
  }
}

void put(float* to, std::ptrdiff_t to_step, const float* from, std::ptrdiff_t from_step, int count) {
  if (from == nullptr) {
    for (int i = 0; i < count; ++i) to[i * to_step] = 0.0f;
  } else {
    for (int i = 0; i < count; ++i) to[i * to_step] = from[i * from_step];
  }
}

}  // namespace

Grid::Grid(const ArrayConfig& config, const TickKernel& kernel) : kernel_(kernel), cols_(config.cols) {
  GridState& s = state_;
  s.rows = config.rows;
  s.words = (cols_ + kLaneBits - 1) / kLaneBits;
  s.output_stationary = mapping_of(config.dataflow).output_stationary();
  s.pitch = (cols_ + kWidestVector - 1) / kWidestVector * kWidestVector;
  s.west_pitch = s.pitch + kWestRoom;
  s.west_head = kWestRoom;
  const std::ptrdiff_t rows = s.rows, stages = config.multiplier_stages - 1;

  s.west = floats(rows * s.west_pitch);
  s.north = floats(rows * s.pitch);
  s.chain = floats(rows * s.pitch);
  for (int flip = 0; flip < 2; ++flip) {
    s.stationary[flip] = floats(rows * s.pitch);
    s.stationary_used[flip] = flags(rows);
  }
  for (LaneBits** of_row :
       {&s.west_valid, &s.west_flip, &s.busy, &s.north_valid, &s.chain_valid, &s.chain_used, &s.chain_flip}) {
    *of_row = flags(rows);
  }

  s.product_slots = config.multiplier_stages - 1;
  s.products = floats(stages * rows * s.pitch);
  s.products_due = flags(stages * rows);
  s.products_flip = flags(stages * rows);
}

float* Grid::floats(std::ptrdiff_t count) { return values_.emplace_back(static_cast<std::size_t>(count), 0.0f).data(); }

LaneBits* Grid::flags(std::ptrdiff_t rows) {
  return flags_.emplace_back(static_cast<std::size_t>(rows * state_.words), LaneBits{0}).data();
}

void Grid::move_values(bool move) {
  if (move == state_.values_move) return;
  state_.values_move = move || !received_north_.empty();
  if (move) {
    for (std::vector<float>& values : values_) std::fill(values.begin(), values.end(), 0.0f);
  }
}

std::ptrdiff_t Grid::slot(int row) const { return (state_.first_slot + row) % state_.rows; }

void Grid::advance() {
  GridState& s = state_;
  s.first_slot = (s.first_slot == 0 ? s.rows : s.first_slot) - 1;
  for (LaneBits* of_slot : {s.north_valid, s.chain_valid, s.chain_used, s.chain_flip}) {
    std::fill_n(of_slot + s.first_slot * s.words, s.words, LaneBits{0});
  }
  if (s.product_slots > 0) s.product_slot = (s.product_slot + 1) % s.product_slots;

  move_east(s.west_valid);
  move_east(s.west_flip);
  if (--s.west_head >= 0) return;
  s.west_head += kWestRoom;
  if (!s.values_move) return;
  for (int row = 0; row < s.rows; ++row) {
    float* const begin = s.west + row * s.west_pitch;
    std::copy_backward(begin, begin + s.pitch, begin + s.pitch + kWestRoom);
  }
}

void Grid::move_east(LaneBits* flags) const {
  const int rows = state_.rows;
  for (int word = state_.words - 1; word > 0; --word) {
    LaneBits* const bits = flags + static_cast<std::ptrdiff_t>(word) * rows;
    const LaneBits* const from_left = bits - rows;
    for (int row = 0; row < rows; ++row) bits[row] = bits[row] << 1 | from_left[row] >> (kLaneBits - 1);
  }
  for (int row = 0; row < rows; ++row) flags[row] <<= 1;
  LaneBits* const last_bits = flags + static_cast<std::ptrdiff_t>(state_.words - 1) * rows;
  const LaneBits existing = cols_ % kLaneBits == 0 ? ~LaneBits{0} : bit(cols_) - 1;
  for (int row = 0; row < rows; ++row) last_bits[row] &= existing;
}

void Grid::enter_west(const LaneRun& run) {
  for (int row = run.begin; row < run.end; ++row) {
    state_.west_valid[row] |= 1;
    state_.west_flip[row] |= run.flip ? 1 : 0;
  }
  if (!state_.values_move) return;
  put(state_.west + run.begin * state_.west_pitch + state_.west_head, state_.west_pitch, run.values, run.step,
      run.end - run.begin);
}

void Grid::enter_north(const LaneRun& run) {
  const std::ptrdiff_t top = slot(0);
  set_range(state_.north_valid + top * state_.words, run.begin, run.end);
  if (!state_.values_move) return;
  put(state_.north + top * state_.pitch + run.begin, 1, run.values, run.step, run.end - run.begin);
}

void Grid::enter_chain(const LaneRun& run) {
  const std::ptrdiff_t top = slot(0), flags = top * state_.words;
  set_range(state_.chain_valid + flags, run.begin, run.end);
  set_range(state_.chain_used + flags, run.begin, run.used_end);
  if (run.flip) set_range(state_.chain_flip + flags, run.begin, run.end);
  if (!state_.values_move) return;
  float* const values = state_.chain + top * state_.pitch;
  put(values + run.begin, 1, run.values, run.step, run.used_end - run.begin);
  put(values + run.used_end, 1, nullptr, 0, run.end - run.used_end);
}

void Grid::tick() {
  if (!received_north_.empty()) {
    for (int row = 0; row < state_.rows; ++row) {
      std::copy_n(state_.north + slot(row) * state_.pitch, state_.pitch, received_north_.data() + row * state_.pitch);
    }
  }
  kernel_.tick(state_);
}

LeavingRow Grid::south() const {
  const std::ptrdiff_t bottom = slot(state_.rows - 1);
  const LaneBits* const valid = state_.north_valid + bottom * state_.words;
  return {valid, valid, state_.north + bottom * state_.pitch};
}

LeavingRow Grid::chain_out() const {
  const std::ptrdiff_t bottom = slot(state_.rows - 1);
  return {state_.chain_valid + bottom * state_.words, state_.chain_used + bottom * state_.words,
          state_.chain + bottom * state_.pitch};
}

void Grid::keep_received() { received_north_.resize(static_cast<std::size_t>(state_.rows * state_.pitch)); }

Grid::Lane Grid::received_west(int row, int col) const {
  if (!test(state_.west_valid[west_flags_of(row, col)], col)) return {};
  return {true, state_.west[row * state_.west_pitch + state_.west_head + col]};
}

Grid::Lane Grid::received_north(int row, int col) const {
  if (!test(state_.north_valid[flags_of(slot(row), col)], col)) return {};
  return {true, received_north_[static_cast<std::size_t>(row * state_.pitch + col)]};
}

bool Grid::received_flip(int row, int col) const { return test(state_.west_flip[west_flags_of(row, col)], col); }

Grid::Lane Grid::stationary(int row, int col, bool flip) const {
  const int which = flip ? 1 : 0;
  return {test(state_.stationary_used[which][flags_of(row, col)], col),
          state_.stationary[which][row * state_.pitch + col]};
}

bool Grid::busy(int row, int col) const { return test(state_.busy[flags_of(row, col)], col); }

}  // namespace skipgrid::sim
