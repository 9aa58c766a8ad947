// What a vector of PEs does with the values that have arrived. A multiply and an add are two roundings; a PE without a
// product keeps its bits as they are, since adding a zero would change them (-0).

/// The stationary values that operands with these flip bits meet.
SKIPGRID_INLINE Values stationary_of(const GridState& state, std::ptrdiff_t at, LaneBits flips) {
  if (flips == 0) return load(state.stationary[0] + at);
  if (flips == kAllLanes) return load(state.stationary[1] + at);
  return choose(flips, load(state.stationary[1] + at), load(state.stationary[0] + at));
}

SKIPGRID_INLINE void add_where(LaneBits bits, float* to, const Values& product) {
  const Values before = load(to);
  store(to, choose(bits, before + product, before));
}

/// Puts what is on the chain into a stationary register, and what was in it on the chain.
SKIPGRID_INLINE void exchange_where(LaneBits bits, float* chain, float* stationary) {
  const Values in = load(chain), out = load(stationary);
  store(stationary, choose(bits, in, out));
  store(chain, choose(bits, out, in));
}

/// The flags of a vector of PEs in one cycle.
struct Arrivals {
  LaneBits multiplied = 0, multiplied_flip = 0;    ///< operands have met
  LaneBits accumulated = 0, accumulated_flip = 0;  ///< a product has come out of the multiplier
};

/// Multiplies and accumulates at `at` in the row; `product` is the place of the product that is due now, null when the
/// multiplier has one stage.
template <bool kOutputStationary>
SKIPGRID_INLINE void multiply_accumulate(const GridState& state, const Arrivals& lanes, std::ptrdiff_t at,
                                         const float* west, float* north, float* product) {
  Values result = load(west) * (kOutputStationary ? load(north) : stationary_of(state, at, lanes.multiplied_flip));
  if (product != nullptr) {
    const Values due = load(product);
    store(product, result);
    result = due;
  }
  if (!kOutputStationary) return add_where(lanes.accumulated, north, result);
  const LaneBits second = lanes.accumulated & lanes.accumulated_flip, first = lanes.accumulated ^ second;
  if (first != 0) add_where(first, state.stationary[0] + at, result);
  if (second != 0) add_where(second, state.stationary[1] + at, result);
}
