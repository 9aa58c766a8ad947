#include "models/training/blas_library.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace skipgrid::models {

namespace {

constexpr const char* kFile = "libopenblas.so.0";
constexpr std::size_t kThreadBytes = std::size_t{128} << 20;  // that each of its threads maps and keeps

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

// For as long as the program runs.
void* library() {
  static void* const library = open_library();
  return library;
}

BlasLibrary load() {
  BlasLibrary blas{};
  find(library(), "cblas_sgemm", blas.sgemm);
  find(library(), "cblas_dgemm", blas.dgemm);
  return blas;
}

void check_room(int threads) {
  const std::size_t bytes = static_cast<std::size_t>(threads) * kThreadBytes;
  void* const room = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) {
    throw std::runtime_error(fmt::format("not enough memory: OpenBLAS takes {} MiB a thread", kThreadBytes >> 20));
  }
  ::munmap(room, bytes);
}

/// Large enough for the way that takes memory.
void multiply_something() {
  constexpr int kSize = 128;
  const std::vector<float> factor(kSize * kSize);
  std::vector<float> product(kSize * kSize);
  blas_library().sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, kSize, kSize, kSize, 1, factor.data(), kSize,
                       factor.data(), kSize, 0, product.data(), kSize);
}

}  // namespace

const BlasLibrary& blas_library() {
  static const BlasLibrary blas = load();
  return blas;
}

void set_blas_threads(int threads) {
  static const auto set = [] {
    decltype(&openblas_set_num_threads) function = nullptr;
    find(library(), "openblas_set_num_threads", function);
    return function;
  }();
  static int with_memory = 0;
  if (threads > with_memory) check_room(threads - with_memory);
  set(threads);
  multiply_something();
  with_memory = std::max(with_memory, threads);
}

}  // namespace skipgrid::models
