// Vectors of neighbouring PEs' values, and the choice between two by the PEs' flags.

constexpr int kLanes = SKIPGRID_VECTOR_BYTES / static_cast<int>(sizeof(float));
typedef float Values __attribute__((vector_size(SKIPGRID_VECTOR_BYTES)));
typedef std::int32_t Chosen __attribute__((vector_size(SKIPGRID_VECTOR_BYTES)));
constexpr LaneBits kAllLanes = (LaneBits{1} << kLanes) - 1;

SKIPGRID_INLINE Values load(const float* from) {
  Values values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}
SKIPGRID_INLINE void store(float* to, const Values& values) { __builtin_memcpy(to, &values, sizeof values); }

SKIPGRID_INLINE Chosen lane_bits() {
  Chosen bits{};
  for (int lane = 0; lane < kLanes; ++lane) bits[lane] = 1 << lane;
  return bits;
}

/// Lane i of `yes` where bit i is set, else of `no`.
SKIPGRID_INLINE Values choose(LaneBits bits, const Values& yes, const Values& no) {
  if (bits == kAllLanes) return yes;
  const Chosen all = Chosen{} + static_cast<std::int32_t>(bits);
  return (all & lane_bits()) != 0 ? yes : no;
}
