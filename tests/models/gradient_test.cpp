// Every gradient of the language model against central differences in double precision.
#include <catch2/catch.hpp>
#include <cmath>

#include "tiny_lm.h"

namespace skipgrid::models {

namespace {

struct Scope {
  const char* name;
  double nr, rh, output;
};
constexpr Scope kScopes[] = {{"none", 0.0, 0.0, 0.0},
                             {"nr", 0.4, 0.0, 0.0},
                             {"rh", 0.0, 0.4, 0.0},
                             {"output", 0.0, 0.0, 0.4},
                             {"all", 0.3, 0.5, 0.4}};

}  // namespace

TEST_CASE("Every gradient is the slope of the loss, for all cases and scopes of dropout") {
  const LstmLmConfig config{2, 5, 4, 3, 3, 7};
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::II, DropoutCase::III, DropoutCase::IV);
  const TimeFusion fusion = GENERATE(TimeFusion::fused, TimeFusion::stepped);
  for (const Scope& scope : kScopes) {
    DropoutConfig dropout;
    dropout.dropout_case = dropout_case;
    dropout.nr = scope.nr;
    dropout.rh = scope.rh;
    dropout.output = scope.output;
    const IterationMasks masks(dropout, config.stack(), 0);
    TinyLm<double> lm(config, 11, fusion);
    lm.loss(masks);
    lm.model.backward(lm.tokens(), masks);

    for (const Parameter<double>& parameter : lm.model.parameters()) {
      std::vector<double> gradient(parameter.gradient.data, parameter.gradient.data + parameter.gradient.elements());
      double largest = 0.0;
      for (std::int64_t i = 0; i < parameter.value.elements(); ++i) {
        constexpr double kStep = 1e-5;
        double& value = parameter.value.data[i];
        const double kept = value;
        value = kept + kStep;
        const double above = lm.loss(masks);
        value = kept - kStep;
        const double below = lm.loss(masks);
        value = kept;
        const double slope = (above - below) / (2 * kStep);
        CAPTURE(scope.name, parameter.value.name, i);
        REQUIRE(std::abs(gradient[static_cast<std::size_t>(i)] - slope) < 1e-7);
        largest = std::max(largest, std::abs(slope));
      }
      CHECK(largest > 1e-3);  // the loss does depend on it
    }
  }
}

}  // namespace skipgrid::models
