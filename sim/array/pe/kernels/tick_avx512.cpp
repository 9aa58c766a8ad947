#define SKIPGRID_ISA avx512
#define SKIPGRID_VECTOR_BYTES 64
#include "sim/array/pe/kernels/tick_for_isa.inl"
