// A tick for one instruction set. The including file defines SKIPGRID_ISA (the namespace) and SKIPGRID_VECTOR_BYTES, and
// is compiled with that instruction set's flags; it includes nothing that could leave inline functions so compiled behind
// for the rest of the program.
#include "sim/array/pe/kernels/tick_kernel.h"

#define SKIPGRID_STRING(text) #text
#define SKIPGRID_NAME(isa) SKIPGRID_STRING(isa)
#define SKIPGRID_INLINE inline __attribute__((always_inline))

namespace skipgrid::sim::SKIPGRID_ISA {

namespace {

#include "sim/array/pe/kernels/lane_vector.inl"

#include "sim/array/pe/kernels/tick_values.inl"

#include "sim/array/pe/kernels/tick_rows.inl"

}  // namespace

extern const TickKernel tick_kernel;
const TickKernel tick_kernel{SKIPGRID_NAME(SKIPGRID_ISA), tick};

}  // namespace skipgrid::sim::SKIPGRID_ISA
