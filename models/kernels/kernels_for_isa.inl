// All kernels for one instruction set. The including file defines SKIPGRID_ISA (the namespace and the table's name) and
// SKIPGRID_VECTOR_BYTES, and is compiled with that instruction set's flags; it includes nothing that could leave inline
// functions so compiled behind for the rest of the program.
#if defined(__FMA__)
#include <immintrin.h>
#endif

#include <cstddef>
#include <cstdint>

#include "models/kernels/kernel_table.h"

#define SKIPGRID_STRING(text) #text
#define SKIPGRID_NAME(isa) SKIPGRID_STRING(isa)

namespace skipgrid::models::SKIPGRID_ISA {

namespace {
#include "models/kernels/vector_type.inl"

#include "models/kernels/row_products.inl"

#include "models/kernels/element_wise.inl"

template <class Scalar>
constexpr KernelTable<Scalar> kTable{
    SKIPGRID_NAME(SKIPGRID_ISA), forward<Scalar>, data_gradient<Scalar>,  weight_gradient<Scalar>, lstm_forward<Scalar>,
    lstm_backward<Scalar>,       exp_sum<Scalar>, sum_of_squares<Scalar>, add_scaled<Scalar>};
}  // namespace

extern const KernelTable<float> float_kernels;
extern const KernelTable<double> double_kernels;
const KernelTable<float> float_kernels = kTable<float>;
const KernelTable<double> double_kernels = kTable<double>;

}  // namespace skipgrid::models::SKIPGRID_ISA
