// The arithmetic that training spends its time in, compiled for several instruction sets and chosen when the program
// starts.
#pragma once

#include <cstdint>
#include <vector>

#include "models/cells/lstm_gates.h"
#include "models/kernels/row_products.h"

namespace skipgrid::models {

template <class Scalar>
struct KernelTable {
  const char* name;  ///< "avx512", "avx2", "generic"

  void (*forward)(const RowProduct<Scalar>&);          ///< y[t] (+)= x[t] W[rows]
  void (*data_gradient)(const RowProduct<Scalar>&);    ///< x[t] (+)= y[t] W[rows]^T
  void (*weight_gradient)(const RowProduct<Scalar>&);  ///< W[rows] (+)= x[t]^T y[t]; overwriting zeroes all rows first

  void (*lstm_forward)(const LstmForward<Scalar>&);
  void (*lstm_backward)(const LstmBackward<Scalar>&);
  /// row[i] = exp(row[i] - shift); returns the sum.
  double (*exp_sum)(Scalar* row, std::int64_t count, Scalar shift);
  double (*sum_of_squares)(const Scalar* values, std::int64_t count);
  /// target[i] += factor * source[i]
  void (*add_scaled)(Scalar* target, const Scalar* source, Scalar factor, std::int64_t count);
};

/// The fastest the processor can run.
template <class Scalar>
const KernelTable<Scalar>& kernels();

/// All that the processor can run, slowest first: for tests.
template <class Scalar>
std::vector<const KernelTable<Scalar>*> all_kernels();

}  // namespace skipgrid::models
