// Every gradient of the language model against central differences in double precision.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/models/slopes.h"
#include "tests/models/tiny_lm.h"

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
  const LanguageModel model{2, 5, 4, 3, 3, 7};
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::II, DropoutCase::III, DropoutCase::IV);
  const TimeFusion fusion = GENERATE(TimeFusion::fused, TimeFusion::stepped);
  for (const Scope& scope : kScopes) {
    DropoutConfig dropout;
    dropout.dropout_case = dropout_case;
    dropout.nr = scope.nr;
    dropout.rh = scope.rh;
    dropout.output = scope.output;
    TinyLm<double> lm(model, 11, fusion);
    const auto loss = [&] { return lm.loss(MaskDrawer(dropout, model.batch, 0)); };
    loss();
    lm.network.backward(lm.batch);

    for (const Parameter<double>& parameter : lm.network.parameters()) {
      CAPTURE(scope.name);
      const double largest = check_slopes(parameter, loss);
      CHECK(largest > 1e-3);  // the loss does depend on it
    }
  }
}

}  // namespace skipgrid::models
