#include "sim/array/pe/kernels/tick_kernel.h"

namespace skipgrid::sim {

namespace generic {
extern const TickKernel tick_kernel;
}
#ifdef SKIPGRID_X86_64
namespace avx2 {
extern const TickKernel tick_kernel;
}
namespace avx512 {
extern const TickKernel tick_kernel;
}
#endif

std::vector<const TickKernel*> all_tick_kernels() {
  std::vector<const TickKernel*> kernels{&generic::tick_kernel};
#ifdef SKIPGRID_X86_64
  __builtin_cpu_init();
  const bool has_popcnt = __builtin_cpu_supports("popcnt");
  if (has_popcnt && __builtin_cpu_supports("avx2")) kernels.push_back(&avx2::tick_kernel);
  if (has_popcnt && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
    kernels.push_back(&avx512::tick_kernel);
  }
#endif
  return kernels;
}

const TickKernel& best_tick_kernel() {
  static const TickKernel& best = *all_tick_kernels().back();
  return best;
}

}  // namespace skipgrid::sim
