// SIMD vectors by the compiler's vector extension. Included once per instruction set, inside a namespace of its own,
// with SKIPGRID_VECTOR_BYTES set: nothing in here may be shared between instruction sets.

template <class Scalar>
struct VectorOf {
  typedef Scalar type __attribute__((vector_size(SKIPGRID_VECTOR_BYTES)));
  static constexpr int kLanes = SKIPGRID_VECTOR_BYTES / static_cast<int>(sizeof(Scalar));
};
template <class Scalar>
using Vector = typename VectorOf<Scalar>::type;

#define SKIPGRID_INLINE inline __attribute__((always_inline))
// A tile is work enough for a call, and compiled by itself it compiles fast.
#define SKIPGRID_TILE __attribute__((noinline))

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
// a b + c: one rounding where the instruction set has it, two elsewhere. Said here rather than left to the compiler:
// each fuses what it finds, another in every build, and trainings would end in other numbers.
#if defined(__FMA__)
SKIPGRID_INLINE float multiply_add(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
SKIPGRID_INLINE double multiply_add(double a, double b, double c) { return __builtin_fma(a, b, c); }
#if SKIPGRID_VECTOR_BYTES == 64
SKIPGRID_INLINE Vector<float> multiply_add(const Vector<float>& a, const Vector<float>& b, const Vector<float>& c) {
  return _mm512_fmadd_ps(a, b, c);
}
SKIPGRID_INLINE Vector<double> multiply_add(const Vector<double>& a, const Vector<double>& b, const Vector<double>& c) {
  return _mm512_fmadd_pd(a, b, c);
}
#else
SKIPGRID_INLINE Vector<float> multiply_add(const Vector<float>& a, const Vector<float>& b, const Vector<float>& c) {
  return _mm256_fmadd_ps(a, b, c);
}
SKIPGRID_INLINE Vector<double> multiply_add(const Vector<double>& a, const Vector<double>& b, const Vector<double>& c) {
  return _mm256_fmadd_pd(a, b, c);
}
#endif
#else
template <class V>
SKIPGRID_INLINE V multiply_add(const V& a, const V& b, const V& c) {
  return a * b + c;
}
#endif

// Halves the vector again and again.
template <class Scalar, int kLanes = VectorOf<Scalar>::kLanes, class V>
SKIPGRID_INLINE Scalar horizontal_sum(const V& value) {
  if constexpr (kLanes == 1) {
    return value;
  } else if constexpr (kLanes == 2) {
    return value[0] + value[1];
  } else {
    typedef Scalar Half __attribute__((vector_size(sizeof(V) / 2)));
    Half low, high;
    __builtin_memcpy(&low, &value, sizeof(low));
    __builtin_memcpy(&high, reinterpret_cast<const char*>(&value) + sizeof(low), sizeof(high));
    return horizontal_sum<Scalar, kLanes / 2>(low + high);
  }
}
