// Leaving dropped neurons out gives what multiplying them by zero gives: the compacted products against dense ones, and
// the published equations of dropout on an LSTM against the model.
#include <catch2/catch.hpp>
#include <cmath>

#include "models/layers/softmax_layer.h"
#include "tests/models/lm_masks.h"
#include "tests/models/network/tiny_network.h"
#include "tests/models/tiny_lm.h"

namespace skipgrid::models {

namespace {

const LanguageModel kUnevenModel{2, 37, 21, 6, 5, 50};

template <class Scalar>
std::vector<double> gradients(TinyLm<Scalar>& lm, MaskDrawer&& masks) {
  std::vector<double> all{lm.loss(std::move(masks))};
  lm.network.backward(lm.batch);
  for (const Parameter<Scalar>& parameter : lm.network.parameters()) {
    for (std::int64_t i = 0; i < parameter.gradient.elements(); ++i) {
      all.push_back(static_cast<double>(parameter.gradient.data[i]));
    }
  }
  return all;
}

}  // namespace

TEMPLATE_TEST_CASE("Compacted products equal dense ones with zeros, to rounding", "", float, double) {
  const double tolerance = sizeof(TestType) == 4 ? 2e-5 : 1e-12;
  DropoutConfig dropout;
  dropout.dropout_case = GENERATE(DropoutCase::III, DropoutCase::IV);
  dropout.nr = GENERATE(0.0, 0.5);
  dropout.rh = GENERATE(0.0, 0.6);
  dropout.output = 0.5;
  dropout.redraw_every = GENERATE(1, 4);
  dropout.block = GENERATE(1, 4);
  const auto compacted = [&] { return MaskDrawer(dropout, kUnevenModel.batch, 3); };
  const auto dense = [&] { return WrittenOut(dropout, kUnevenModel.batch, 3); };
  TinyLm<TestType> one(kUnevenModel, 5), other(kUnevenModel, 5), stepped(kUnevenModel, 5, TimeFusion::stepped);
  const std::vector<double> expected = gradients(other, dense());
  const auto& scores = dynamic_cast<SoftmaxLayer<TestType>&>(other.network.layer(2));
  REQUIRE_FALSE(scores.input_masks().none());
  REQUIRE_FALSE(scores.input_masks().compacted());
  CHECK(worst(gradients(one, compacted()), expected) < tolerance);
  CHECK(worst(gradients(stepped, compacted()), expected) < tolerance);
  CHECK(worst(gradients(stepped, dense()), expected) < tolerance);
}

TEST_CASE("A single LSTM step with dropout is the published equation, written out") {
  // gates = (scale_x m_x * x) W + (scale_h m_h * h) U + b_ih + b_hh, for one layer, one step, masks of Case III.
  const LanguageModel model{1, 6, 5, 1, 2, 9};
  DropoutConfig dropout;
  dropout.dropout_case = GENERATE(DropoutCase::I, DropoutCase::III);
  dropout.nr = 0.4;
  dropout.rh = 0.5;
  dropout.output = 0.25;
  const LmMasks masks(dropout, model, 0);
  TinyLm<double> lm(model, 3);
  const auto parameters = lm.network.parameters();
  const double *table = parameters[0].value.data, *w = parameters[1].value.data, *u = parameters[2].value.data;
  const double *b_ih = parameters[3].value.data, *b_hh = parameters[4].value.data;
  const double *dec_w = parameters[5].value.data, *dec_b = parameters[6].value.data;
  const auto multiplier = [](const StepMasks& m, int b, int j) {
    const traces::Mask& mask = m.at(0)->mask;
    return mask.kept(mask.structured() ? 0 : static_cast<std::size_t>(b), static_cast<std::size_t>(j)) ? m.scale : 0.0;
  };
  const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  const auto state = lm.stack().cell(0).state();
  double expected = 0.0;
  for (int b = 0; b < 2; ++b) {
    std::vector<double> h(6);
    for (int j = 0; j < 6; ++j) {
      double gates[4];
      for (int gate = 0; gate < 4; ++gate) {
        const int column = gate * 6 + j;
        gates[gate] = b_ih[column] + b_hh[column];
        for (int i = 0; i < 5; ++i) {
          gates[gate] += multiplier(masks.nr[0], b, i) * table[lm.inputs[static_cast<std::size_t>(b)] * 5 + i] *
                         w[i * 24 + column];
        }
        for (int i = 0; i < 6; ++i) {
          gates[gate] += multiplier(masks.rh[0], b, i) * state[0]->at(-1)[b * 6 + i] * u[i * 24 + column];
        }
      }
      const double c = sigmoid(gates[1]) * state[1]->at(-1)[b * 6 + j] + sigmoid(gates[0]) * std::tanh(gates[2]);
      h[static_cast<std::size_t>(j)] = sigmoid(gates[3]) * std::tanh(c);
    }
    std::vector<double> scores(9);
    double sum = 0.0;
    for (int v = 0; v < 9; ++v) {
      double& score = scores[static_cast<std::size_t>(v)];
      score = dec_b[v];
      for (int j = 0; j < 6; ++j)
        score += multiplier(masks.nr[1], b, j) * h[static_cast<std::size_t>(j)] * dec_w[j * 9 + v];
      sum += std::exp(score);
    }
    expected += std::log(sum) - scores[static_cast<std::size_t>(lm.targets[static_cast<std::size_t>(b)])];
  }
  CHECK(lm.loss(MaskDrawer(dropout, model.batch, 0)) == Approx(expected / 2).epsilon(1e-12));
}

}  // namespace skipgrid::models
