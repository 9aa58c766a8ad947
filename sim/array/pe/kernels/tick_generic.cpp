#define SKIPGRID_ISA generic
#define SKIPGRID_VECTOR_BYTES 16
#include "sim/array/pe/kernels/tick_for_isa.inl"
