// C[m x n] = A[m x k] B[k x n] + beta C by BLAS, row-major, either operand stored transposed; C without gaps.
#pragma once

#include <cstdint>

#include "models/training/blas_library.h"

namespace skipgrid::models {

struct Blas {
  CBLAS_TRANSPOSE transpose_a, transpose_b;
  std::int64_t m, n, k;
};

inline void blas_gemm(const Blas& p, const float* a, std::int64_t lda, const float* b, std::int64_t ldb, float beta,
                      float* c) {
  blas_library().sgemm(CblasRowMajor, p.transpose_a, p.transpose_b, static_cast<blasint>(p.m),
                       static_cast<blasint>(p.n), static_cast<blasint>(p.k), 1.0f, a, static_cast<blasint>(lda), b,
                       static_cast<blasint>(ldb), beta, c, static_cast<blasint>(p.n));
}

inline void blas_gemm(const Blas& p, const double* a, std::int64_t lda, const double* b, std::int64_t ldb, double beta,
                      double* c) {
  blas_library().dgemm(CblasRowMajor, p.transpose_a, p.transpose_b, static_cast<blasint>(p.m),
                       static_cast<blasint>(p.n), static_cast<blasint>(p.k), 1.0, a, static_cast<blasint>(lda), b,
                       static_cast<blasint>(ldb), beta, c, static_cast<blasint>(p.n));
}

}  // namespace skipgrid::models
