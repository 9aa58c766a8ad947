#define SKIPGRID_ISA avx512
#define SKIPGRID_VECTOR_BYTES 64
#include "models/kernels/kernels_for_isa.inl"
