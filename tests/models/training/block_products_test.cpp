// Products that lack rows and columns of their weight, on the CPU, against plain loops over zeros.
#include "models/training/blas_device.h"
#include "tests/models/masked_product.h"

namespace skipgrid::models {

TEMPLATE_TEST_CASE("Products under masks on both sides equal dense ones with zeros, to rounding", "", float, double) {
  const MaskedSides sides = any_masked_sides();
  const Form form = GENERATE(Form::xw, Form::ywt, Form::xty);
  const bool accumulate = GENERATE(false, true);
  const TimeFusion fusion = GENERATE(TimeFusion::fused, TimeFusion::stepped);
  const unsigned seed = GENERATE(take(10, random(0u, 1u << 30)));
  CAPTURE(seed, to_string(sides.dropout_case), sides.x_rate, sides.y_rate, static_cast<int>(form), accumulate);
  BlasDevice<TestType> device(fusion);
  MaskedProduct<TestType> product(device, sides, form, accumulate, seed);
  device.gemm(product.call());
  product.check(sizeof(TestType) == 4 ? 1e-5 : 1e-13);
}

}  // namespace skipgrid::models
