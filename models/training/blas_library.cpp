#include "models/training/blas_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace skipgrid::models {

namespace {

constexpr const char* kFile = "libopenblas.so.0";

void* open_library() {
  // Read by the library while it is loaded: threads come later, with set_threads(), and only those that are wanted.
  ::setenv("OPENBLAS_NUM_THREADS", "1", 1);
  void* library = ::dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw std::runtime_error(std::string(kFile) +
                             " cannot be loaded: it is not installed (libopenblas0 in Debian), or memory is short");
  }
  return library;
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  if (function == nullptr) throw std::runtime_error(std::string(kFile) + " has no " + name);
}

BlasLibrary load() {
  void* const library = open_library();  // for as long as the program runs
  BlasLibrary blas{};
  find(library, "cblas_sgemm", blas.sgemm);
  find(library, "cblas_dgemm", blas.dgemm);
  find(library, "openblas_set_num_threads", blas.set_threads);
  return blas;
}

}  // namespace

const BlasLibrary& blas_library() {
  static const BlasLibrary blas = load();
  return blas;
}

}  // namespace skipgrid::models
