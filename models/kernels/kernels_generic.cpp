#define SKIPGRID_ISA generic
#define SKIPGRID_VECTOR_BYTES 16
#include "models/kernels/kernels_for_isa.inl"
