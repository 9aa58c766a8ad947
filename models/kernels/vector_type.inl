// SIMD vectors by the compiler's vector extension. Included once per instruction set, inside a namespace of its own, with
// SKIPGRID_VECTOR_BYTES set: nothing in here may be shared between instruction sets.

template <class Scalar>
struct VectorOf {
  typedef Scalar type __attribute__((vector_size(SKIPGRID_VECTOR_BYTES)));
  static constexpr int kLanes = SKIPGRID_VECTOR_BYTES / static_cast<int>(sizeof(Scalar));
};
template <class Scalar>
using Vector = typename VectorOf<Scalar>::type;

#define SKIPGRID_INLINE inline __attribute__((always_inline))

/// V is a vector, or a plain scalar for what is left over at an edge.
template <class V, class Scalar>
SKIPGRID_INLINE V load(const Scalar* from) {
  V value;
  __builtin_memcpy(&value, from, sizeof(V));
  return value;
}
template <class V, class Scalar>
SKIPGRID_INLINE void store(Scalar* to, const V& value) {
  __builtin_memcpy(to, &value, sizeof(V));
}
template <class V, class Scalar>
SKIPGRID_INLINE V broadcast(Scalar value) {
  return value - V{};
}
template <class Scalar>
SKIPGRID_INLINE Scalar horizontal_sum(const Vector<Scalar>& value) {
  // Pairwise, so that the compiler can halve the vector again and again.
  Scalar lanes[VectorOf<Scalar>::kLanes];
  __builtin_memcpy(lanes, &value, sizeof(value));
  for (int width = VectorOf<Scalar>::kLanes / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) lanes[i] += lanes[i + width];
  }
  return lanes[0];
}
