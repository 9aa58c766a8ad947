// The registers of R x C PEs, structure of arrays, and what enters and leaves them at the edges.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/array/array_config.h"
#include "sim/array/pe/kernels/tick_kernel.h"

namespace skipgrid::sim {

/// Neighbouring lanes [begin, end) that enter through one edge in one cycle.
struct LaneRun {
  int begin = 0;
  int end = 0;
  int used_end = 0;               ///< lanes from here on are the padding of an edge tile
  bool flip = false;              ///< which of the two stationary registers they concern; travels with the wave
  const float* values = nullptr;  ///< of lane `begin`; null: zeros
  std::ptrdiff_t step = 0;        ///< from one lane's value to the next
};

/// What leaves the grid in the south in one cycle: a flag and a value for each column.
struct LeavingRow {
  const LaneBits* valid;
  const LaneBits* used;
  const float* values;
};

/// A cycle is advance(), then enter_...() for whatever enters, then tick().
class Grid {
 public:
  explicit Grid(const ArrayConfig& config, const TickKernel& kernel = best_tick_kernel());
  Grid(const Grid&) = delete;
  Grid& operator=(const Grid&) = delete;

  /// False: until further notice every value that enters is 0, and only flags move. True: what has entered before is 0.
  void move_values(bool move);

  /// Everything that is on its way moves on by one PE. Nothing has entered yet.
  void advance();
  void enter_west(const LaneRun& run);
  void enter_north(const LaneRun& run);
  void enter_chain(const LaneRun& run);
  /// Every PE works on what has arrived.
  void tick();

  /// What the PEs of the last row have passed on: north to south, and on the chain.
  LeavingRow south() const;
  LeavingRow chain_out() const;

  std::int64_t busy_pe_cycles() const { return state_.busy_pe_cycles; }
  /// See ArrayCounters.
  std::int64_t register_moves() const { return state_.register_moves; }

  /// From now on received_north() of PEs can be asked for.
  void keep_received();

  /// One lane's flag and value.
  struct Lane {
    bool valid = false;
    float value = 0.0f;
  };
  /// What the PE has received in this cycle.
  Lane received_west(int row, int col) const;
  Lane received_north(int row, int col) const;
  bool received_flip(int row, int col) const;
  /// What a stationary register holds; valid when it belongs to a kept index.
  Lane stationary(int row, int col, bool flip) const;
  /// Whether the PE has accumulated a product in this cycle.
  bool busy(int row, int col) const;

 private:
  std::ptrdiff_t slot(int row) const;
  std::ptrdiff_t flags_of(std::ptrdiff_t row, int col) const { return row * state_.words + col / kLaneBits; }
  std::ptrdiff_t west_flags_of(std::ptrdiff_t row, int col) const { return col / kLaneBits * state_.rows + row; }
  void move_east(LaneBits* flags) const;
  float* floats(std::ptrdiff_t count);
  LaneBits* flags(std::ptrdiff_t rows);

  const TickKernel& kernel_;
  const int cols_;
  GridState state_;
  std::vector<std::vector<float>> values_;
  std::vector<std::vector<LaneBits>> flags_;
  std::vector<float> received_north_;
};

}  // namespace skipgrid::sim
