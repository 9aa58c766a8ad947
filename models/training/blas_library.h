// OpenBLAS, loaded when somebody first multiplies with it. Linked, it would come with every start of the program: it
// takes memory for each processor, starts threads before main, and where memory is limited it never ends.
#pragma once

#include <cblas.h>

namespace skipgrid::models {

struct BlasLibrary {
  decltype(&cblas_sgemm) sgemm;
  decltype(&cblas_dgemm) dgemm;
};

/// The same one at every call; it begins with one thread. Throws std::runtime_error when it cannot be loaded.
const BlasLibrary& blas_library();

/// From now on this many threads multiply. What they take of memory they take now. Throws std::runtime_error when there
/// is less: the library itself would ask for ever.
void set_blas_threads(int threads);

}  // namespace skipgrid::models
