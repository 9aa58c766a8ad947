// OpenBLAS, loaded when somebody first multiplies with it. Linked, it would come with every start of the program: it
// takes memory for each processor, starts threads before main, and where memory is limited it never ends.
#pragma once

#include <cblas.h>

namespace skipgrid::models {

struct BlasLibrary {
  decltype(&cblas_sgemm) sgemm;
  decltype(&cblas_dgemm) dgemm;
  decltype(&openblas_set_num_threads) set_threads;
};

/// The same one at every call; it begins with one thread. Throws std::runtime_error when it cannot be loaded.
const BlasLibrary& blas_library();

}  // namespace skipgrid::models
