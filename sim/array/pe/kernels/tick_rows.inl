// One cycle, row by row and 64 columns at a time: first the flags of all 64 in a few words, then, vector by vector, the
// values of those that have something to do. Rows are independent: whatever leaves a PE is on its way for the next cycle.

/// Words of 64 PEs in one row.
struct Place {
  std::ptrdiff_t flags;    ///< of what stays in the PE
  std::ptrdiff_t west_flags;
  std::ptrdiff_t slot;     ///< flags of what passes from north to south
  std::ptrdiff_t values;   ///< the first PE's value of what stays
  std::ptrdiff_t passing;  ///< ... of what passes from north to south
  std::ptrdiff_t west;     ///< ... of what passes from west to east
};

SKIPGRID_INLINE LaneBits merge(LaneBits where, LaneBits yes, LaneBits no) { return (yes & where) | (no & ~where); }

/// Loads and drains: every valid lane of the chain changes places with the register of its flip bit.
SKIPGRID_INLINE void shift(GridState& state, const Place& place) {
  const LaneBits valid = state.chain_valid[place.slot];
  LaneBits& chain_used = state.chain_used[place.slot];
  const LaneBits second = valid & state.chain_flip[place.slot];
  const LaneBits shifted[2] = {valid ^ second, second};
  for (int flip = 0; flip < 2; ++flip) {
    if (shifted[flip] == 0) continue;
    LaneBits& used = state.stationary_used[flip][place.flags];
    const LaneBits before = used;
    used = merge(shifted[flip], chain_used, before);
    chain_used = merge(shifted[flip], before, chain_used);
    if (!state.values_move) continue;
    LaneBits left = shifted[flip];
    for (int lane = 0; left != 0; lane += kLanes, left >>= kLanes) {
      if ((left & kAllLanes) == 0) continue;
      exchange_where(left & kAllLanes, state.chain + place.passing + lane,
                     state.stationary[flip] + place.values + lane);
    }
  }
  state.register_moves += __builtin_popcountll(valid);
}

template <bool kOutputStationary>
SKIPGRID_INLINE void move_values(const GridState& state, const Place& place, Arrivals lanes, float* products) {
  for (int lane = 0; (lanes.multiplied | lanes.accumulated) != 0; lane += kLanes) {
    const Arrivals here{lanes.multiplied & kAllLanes, lanes.multiplied_flip & kAllLanes,
                        lanes.accumulated & kAllLanes, lanes.accumulated_flip & kAllLanes};
    if ((here.multiplied | here.accumulated) != 0) {
      multiply_accumulate<kOutputStationary>(state, here, place.values + lane, state.west + place.west + lane,
                                             state.north + place.passing + lane,
                                             products == nullptr ? nullptr : products + lane);
    }
    lanes = {lanes.multiplied >> kLanes, lanes.multiplied_flip >> kLanes, lanes.accumulated >> kLanes,
             lanes.accumulated_flip >> kLanes};
  }
}

/// Operands meet; what comes out of the multiplier is accumulated.
template <bool kOutputStationary, bool kPipelined>
SKIPGRID_INLINE void multiply(GridState& state, const Place& place) {
  const LaneBits from_west = state.west_valid[place.west_flags], from_north = state.north_valid[place.slot];
  const LaneBits flip = state.west_flip[place.west_flags];
  LaneBits* const used[2] = {state.stationary_used[0] + place.flags, state.stationary_used[1] + place.flags};
  const std::ptrdiff_t stage = kPipelined ? static_cast<std::ptrdiff_t>(state.product_slot) * state.rows : 0;
  const std::ptrdiff_t in_multiplier = stage * state.words + place.flags;
  const LaneBits due = kPipelined ? state.products_due[in_multiplier] : 0;
  state.busy[place.flags] = 0;
  if ((from_west | from_north | due) == 0) return;

  const LaneBits met = from_west & (kOutputStationary ? from_north : merge(flip, *used[1], *used[0]));
  Arrivals lanes{met, flip, met, flip};
  float* products = nullptr;
  if (kPipelined) {
    lanes.accumulated = due;
    lanes.accumulated_flip = state.products_flip[in_multiplier];
    state.products_due[in_multiplier] = met;
    state.products_flip[in_multiplier] = flip;
    products = state.products + stage * state.pitch + place.values;
  }
  if (kOutputStationary) {
    *used[0] |= lanes.accumulated & ~lanes.accumulated_flip;
    *used[1] |= lanes.accumulated & lanes.accumulated_flip;
  }
  state.busy[place.flags] = lanes.accumulated;
  state.busy_pe_cycles += __builtin_popcountll(lanes.accumulated);
  state.register_moves += __builtin_popcountll(from_west) + __builtin_popcountll(from_north);
  if (state.values_move) move_values<kOutputStationary>(state, place, lanes, products);
}

template <bool kOutputStationary, bool kPipelined>
void tick_grid(GridState& grid) {
  GridState state = grid;  // of which the compiler knows that no register's address reaches it
  for (int row = 0; row < state.rows; ++row) {
    const int beyond = state.first_slot + row - state.rows;
    const std::ptrdiff_t slot = beyond < 0 ? state.first_slot + row : beyond;
    for (int word = 0; word < state.words; ++word) {
      const std::ptrdiff_t first_col = static_cast<std::ptrdiff_t>(word) * kLaneBits;
      const Place place{static_cast<std::ptrdiff_t>(row) * state.words + word, static_cast<std::ptrdiff_t>(word) * state.rows + row, slot * state.words + word,
                        row * state.pitch + first_col, slot * state.pitch + first_col,
                        row * state.west_pitch + state.west_head + first_col};
      if (state.chain_valid[place.slot] != 0) shift(state, place);
      multiply<kOutputStationary, kPipelined>(state, place);
    }
  }
  grid.busy_pe_cycles = state.busy_pe_cycles;
  grid.register_moves = state.register_moves;
}

void tick(GridState& state) {
  const bool pipelined = state.product_slots > 0;
  if (state.output_stationary) return pipelined ? tick_grid<true, true>(state) : tick_grid<true, false>(state);
  return pipelined ? tick_grid<false, true>(state) : tick_grid<false, false>(state);
}
