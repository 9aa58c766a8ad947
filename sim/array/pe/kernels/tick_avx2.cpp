#define SKIPGRID_ISA avx2
#define SKIPGRID_VECTOR_BYTES 32
#include "sim/array/pe/kernels/tick_for_isa.inl"
