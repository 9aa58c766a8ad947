#define SKIPGRID_ISA avx2
#define SKIPGRID_VECTOR_BYTES 32
#include "models/kernels/kernels_for_isa.inl"
