// exp, sigmoid and tanh of vectors of floats to about two units in the last place, and the loops of an LSTM cell and of
// softmax on them. Doubles, which only tests use, go through the standard library lane by lane.

typedef std::int32_t Int32Vector __attribute__((vector_size(SKIPGRID_VECTOR_BYTES)));
typedef std::uint32_t Uint32Vector __attribute__((vector_size(SKIPGRID_VECTOR_BYTES)));
using FloatVector = Vector<float>;
using DoubleVector = Vector<double>;

SKIPGRID_INLINE FloatVector select(const Int32Vector& condition, const FloatVector& yes, const FloatVector& no) {
  return condition ? yes : no;
}

// 2^n e^r with n the nearest integer to x / ln 2 and a polynomial for |r| <= ln 2 / 2 (coefficients of Cephes).
SKIPGRID_INLINE FloatVector exp(FloatVector x) {
  const FloatVector largest = broadcast<FloatVector>(88.3762626647949f);
  const FloatVector least = broadcast<FloatVector>(-87.3365447505531f);
  x = select(x > largest, largest, x);
  x = select(x < least, least, x);
  // Adding 1.5 * 2^23 leaves the nearest integer in the low bits.
  const FloatVector magic = broadcast<FloatVector>(12582912.0f);
  const FloatVector shifted = x * 1.44269504088896341f + magic;
  const FloatVector n = shifted - magic;
  FloatVector r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  FloatVector p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  return p * reinterpret_cast<FloatVector>((reinterpret_cast<Uint32Vector>(shifted) + 127u) << 23);
}

SKIPGRID_INLINE FloatVector sigmoid(FloatVector x) { return 1.0f / (1.0f + exp(-x)); }

// Near zero an odd polynomial, elsewhere 1 - 2 / (e^2|x| + 1) with the sign of x.
SKIPGRID_INLINE FloatVector tanh(FloatVector x) {
  const FloatVector size = select(x < 0.0f, -x, x);
  const FloatVector far_size = 1.0f - 2.0f / (exp(size + size) + 1.0f);
  const FloatVector far = select(x < 0.0f, -far_size, far_size);
  const FloatVector z = x * x;
  FloatVector p = z * -5.70498872745e-3f + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  const FloatVector near = p * z * x + x;
  return select(size < 0.625f, near, far);
}

SKIPGRID_INLINE double exp(double x) { return __builtin_exp(x); }
SKIPGRID_INLINE double tanh(double x) { return __builtin_tanh(x); }
SKIPGRID_INLINE double sigmoid(double x) { return 1.0 / (1.0 + __builtin_exp(-x)); }

// The vector that element-wise loops work in.
template <class Scalar>
struct ElementsOf;
template <>
struct ElementsOf<float> {
  using type = FloatVector;
};
template <>
struct ElementsOf<double> {
  using type = double;
};

/// Calls body(in, out) for vectors of all input arrays at the same place and stores `out` to the output arrays, which
/// may be inputs too. What is left over at the end goes through padded vectors.
template <class Scalar, int kIn, int kOut, class Body>
SKIPGRID_INLINE void for_elements(std::int64_t count, const Scalar* const (&in_arrays)[kIn],
                                  Scalar* const (&out_arrays)[kOut], const Body& body) {
  using E = typename ElementsOf<Scalar>::type;
  constexpr std::int64_t kLanes = static_cast<std::int64_t>(sizeof(E) / sizeof(Scalar));
  E in[kIn] = {}, out[kOut];
  std::int64_t at = 0;
  for (; at + kLanes <= count; at += kLanes) {
    for (int i = 0; i < kIn; ++i) in[i] = load<E>(in_arrays[i] + at);
    body(in, out);
    for (int i = 0; i < kOut; ++i) store(out_arrays[i] + at, out[i]);
  }
  if (at == count) return;
  const std::size_t rest = static_cast<std::size_t>(count - at) * sizeof(Scalar);
  for (int i = 0; i < kIn; ++i) {
    in[i] = E{};
    __builtin_memcpy(&in[i], in_arrays[i] + at, rest);
  }
  body(in, out);
  for (int i = 0; i < kOut; ++i) __builtin_memcpy(out_arrays[i] + at, &out[i], rest);
}

template <class Scalar>
void lstm_forward(const LstmForward<Scalar>& step) {
  const std::int64_t hidden = step.hidden;
  for (std::int64_t b = 0; b < step.batch; ++b) {
    Scalar* g = step.gates + b * 4 * hidden;
    const Scalar *ih = step.b_ih, *hh = step.b_hh;
    const Scalar* in[] = {g,
                          g + hidden,
                          g + 2 * hidden,
                          g + 3 * hidden,
                          ih,
                          ih + hidden,
                          ih + 2 * hidden,
                          ih + 3 * hidden,
                          hh,
                          hh + hidden,
                          hh + 2 * hidden,
                          hh + 3 * hidden,
                          step.c_before + b * hidden};
    Scalar* out[] = {g, g + hidden, g + 2 * hidden, g + 3 * hidden, step.c + b * hidden, step.h + b * hidden};
    for_elements<Scalar>(hidden, in, out, [](const auto* from, auto* to) {
      to[0] = sigmoid(from[0] + (from[4] + from[8]));
      to[1] = sigmoid(from[1] + (from[5] + from[9]));
      to[2] = tanh(from[2] + (from[6] + from[10]));
      to[3] = sigmoid(from[3] + (from[7] + from[11]));
      to[4] = to[1] * from[12] + to[0] * to[2];
      to[5] = to[3] * tanh(to[4]);
    });
  }
}

template <class Scalar, bool kLast>
SKIPGRID_INLINE void lstm_backward_step(const LstmBackward<Scalar>& step) {
  const std::int64_t hidden = step.hidden;
  for (std::int64_t b = 0; b < step.batch; ++b) {
    const Scalar* g = step.gates + b * 4 * hidden;
    const std::int64_t at = b * hidden;
    // After the last step there is nothing: any readable array stands in for what is not used.
    const Scalar* in[] = {g,
                          g + hidden,
                          g + 2 * hidden,
                          g + 3 * hidden,
                          step.c_before + at,
                          step.c + at,
                          step.dh_above + at,
                          (kLast ? step.dh_above : step.dh_after) + at,
                          (kLast ? step.dh_above : step.dc) + at};
    Scalar* dg = step.dgates + b * 4 * hidden;
    Scalar* out[] = {dg, dg + hidden, dg + 2 * hidden, dg + 3 * hidden, step.dc + at};
    for_elements<Scalar>(hidden, in, out, [](const auto* from, auto* to) {
      const auto i = from[0], f = from[1], cell = from[2], o = from[3];
      const auto tanh_c = tanh(from[5]);
      const auto dh = kLast ? from[6] : from[6] + from[7];
      const auto through_h = dh * o * (Scalar{1} - tanh_c * tanh_c);
      const auto dc = kLast ? through_h : through_h + from[8];
      to[0] = dc * cell * i * (Scalar{1} - i);
      to[1] = dc * from[4] * f * (Scalar{1} - f);
      to[2] = dc * i * (Scalar{1} - cell * cell);
      to[3] = dh * tanh_c * o * (Scalar{1} - o);
      to[4] = dc * f;
    });
  }
}

template <class Scalar>
void lstm_backward(const LstmBackward<Scalar>& step) {
  if (step.last)
    lstm_backward_step<Scalar, true>(step);
  else
    lstm_backward_step<Scalar, false>(step);
}

template <class Scalar>
double exp_sum(Scalar* row, std::int64_t count, Scalar shift) {
  double sum = 0.0;
  constexpr std::int64_t kRun = 512;  // summed in Scalar, the runs in double
  using E = typename ElementsOf<Scalar>::type;
  constexpr std::int64_t kLanes = static_cast<std::int64_t>(sizeof(E) / sizeof(Scalar));
  std::int64_t at = 0;
  while (at + kLanes <= count) {
    E lanes = E{};
    const std::int64_t end = smaller(count, at + kRun);
    for (; at + kLanes <= end; at += kLanes) {
      const E value = exp(load<E>(row + at) - shift);
      store(row + at, value);
      lanes += value;
    }
    Scalar parts[kLanes];
    __builtin_memcpy(parts, &lanes, sizeof(lanes));
    for (const Scalar part : parts) sum += static_cast<double>(part);
  }
  if (at == count) return sum;
  E value = E{};
  __builtin_memcpy(&value, row + at, static_cast<std::size_t>(count - at) * sizeof(Scalar));
  value = exp(value - shift);
  __builtin_memcpy(row + at, &value, static_cast<std::size_t>(count - at) * sizeof(Scalar));
  for (; at < count; ++at) sum += static_cast<double>(row[at]);
  return sum;
}

// Exact enough for a norm, and no slower than memory.
template <class Scalar>
double sum_of_squares(const Scalar* values, std::int64_t count) {
  constexpr std::int64_t kLanes = VectorOf<Scalar>::kLanes;
  constexpr std::int64_t kVectors = 4;
  constexpr std::int64_t kRun = 16 * kVectors * kLanes;  // squares summed in Scalar, the runs in double
  double total = 0.0;
  std::int64_t at = 0;
  for (; at + kRun <= count; at += kRun) {
    Vector<Scalar> sums[kVectors] = {};
    for (std::int64_t i = 0; i < kRun; i += kVectors * kLanes) {
      for (std::int64_t v = 0; v < kVectors; ++v) {
        const Vector<Scalar> value = load<Vector<Scalar>>(values + at + i + v * kLanes);
        sums[v] = multiply_add(value, value, sums[v]);
      }
    }
    total += static_cast<double>(horizontal_sum<Scalar>((sums[0] + sums[1]) + (sums[2] + sums[3])));
  }
  for (; at < count; ++at) total += static_cast<double>(values[at]) * static_cast<double>(values[at]);
  return total;
}

template <class Scalar>
void add_scaled(Scalar* target, const Scalar* source, Scalar factor, std::int64_t count) {
  constexpr std::int64_t kLanes = VectorOf<Scalar>::kLanes;
  std::int64_t at = 0;
  for (; at + kLanes <= count; at += kLanes) {
    using V = Vector<Scalar>;
    store(target + at, multiply_add(load<V>(source + at), broadcast<V>(factor), load<V>(target + at)));
  }
  for (; at < count; ++at) target[at] = multiply_add(source[at], factor, target[at]);
}
