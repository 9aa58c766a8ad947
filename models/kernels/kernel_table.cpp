#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

#define SKIPGRID_DECLARE(isa)                      \
  namespace isa {                                  \
  extern const KernelTable<float> float_kernels;   \
  extern const KernelTable<double> double_kernels; \
  }
SKIPGRID_DECLARE(generic)
#ifdef SKIPGRID_X86_64
SKIPGRID_DECLARE(avx2)
SKIPGRID_DECLARE(avx512)
#endif
#undef SKIPGRID_DECLARE

namespace {

enum class Isa { generic, avx2, avx512 };

Isa best_isa() {
#ifdef SKIPGRID_X86_64
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return Isa::avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Isa::avx2;
#endif
  return Isa::generic;
}

template <class Scalar>
const KernelTable<Scalar>& choose(Isa isa);

template <>
const KernelTable<float>& choose(Isa isa) {
#ifdef SKIPGRID_X86_64
  if (isa == Isa::avx512) return avx512::float_kernels;
  if (isa == Isa::avx2) return avx2::float_kernels;
#endif
  static_cast<void>(isa);
  return generic::float_kernels;
}

template <>
const KernelTable<double>& choose(Isa isa) {
#ifdef SKIPGRID_X86_64
  if (isa == Isa::avx512) return avx512::double_kernels;
  if (isa == Isa::avx2) return avx2::double_kernels;
#endif
  static_cast<void>(isa);
  return generic::double_kernels;
}

}  // namespace

template <class Scalar>
const KernelTable<Scalar>& kernels() {
  static const KernelTable<Scalar>& best = choose<Scalar>(best_isa());
  return best;
}

template const KernelTable<float>& kernels<float>();
template const KernelTable<double>& kernels<double>();

template <class Scalar>
std::vector<const KernelTable<Scalar>*> all_kernels() {
  std::vector<const KernelTable<Scalar>*> tables;
  for (const Isa isa : {Isa::generic, Isa::avx2, Isa::avx512}) {
    if (isa <= best_isa()) tables.push_back(&choose<Scalar>(isa));
  }
  return tables;
}

template std::vector<const KernelTable<float>*> all_kernels<float>();
template std::vector<const KernelTable<double>*> all_kernels<double>();

}  // namespace skipgrid::models
