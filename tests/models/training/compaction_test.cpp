// Leaving dropped neurons out gives what multiplying them by zero gives: the compacted products against dense ones, and
// the published equations of dropout on an LSTM against the model.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/models/slopes.h"
#include "tests/models/tiny_lm.h"

namespace skipgrid::models {

namespace {

const LstmLmConfig kModel{2, 37, 21, 6, 5, 50};

/// The structured masks written out once for every sample: the same zeros, by the path of per-sample masks.
StepMasks written_out(const StepMasks& structured, int batch) {
  StepMasks result;
  result.scale = structured.scale;
  for (const traces::MaskPtr& original : structured.masks) {
    traces::Mask mask(original->mask.neurons(), static_cast<std::size_t>(batch));
    for (std::size_t b = 0; b < mask.rows(); ++b) {
      for (std::size_t j = 0; j < mask.neurons(); ++j) {
        if (!original->mask.kept(0, j)) mask.drop(b, j);
      }
    }
    result.masks.push_back(std::make_shared<const traces::TraceMask>(traces::TraceMask{original->id, mask}));
    result.kept.emplace_back();
  }
  return result;
}

template <class Scalar>
std::vector<double> gradients(TinyLm<Scalar>& lm, const IterationMasks& masks) {
  std::vector<double> all{lm.loss(masks)};
  lm.model.backward(lm.tokens(), masks);
  for (const Parameter<Scalar>& parameter : lm.model.parameters()) {
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
  const IterationMasks compacted(dropout, kModel.stack(), 3);
  const IterationMasks dense =
      compacted.transformed([](const StepMasks& masks) { return written_out(masks, kModel.batch); });
  REQUIRE_FALSE(dense.nr(2).compacted());
  TinyLm<TestType> one(kModel, 5), other(kModel, 5), stepped(kModel, 5, TimeFusion::stepped);
  const std::vector<double> expected = gradients(other, dense);
  CHECK(worst(gradients(one, compacted), expected) < tolerance);
  CHECK(worst(gradients(stepped, compacted), expected) < tolerance);
  CHECK(worst(gradients(stepped, dense), expected) < tolerance);
}

TEST_CASE("A single LSTM step with dropout is the published equation, written out") {
  // gates = (scale_x m_x * x) W + (scale_h m_h * h) U + b_ih + b_hh, for one layer, one step, masks of Case III.
  const LstmLmConfig config{1, 6, 5, 1, 2, 9};
  DropoutConfig dropout;
  dropout.dropout_case = GENERATE(DropoutCase::I, DropoutCase::III);
  dropout.nr = 0.4;
  dropout.rh = 0.5;
  dropout.output = 0.25;
  const IterationMasks masks(dropout, config.stack(), 0);
  TinyLm<double> lm(config, 3);
  const auto parameters = lm.model.parameters();
  const double *table = parameters[0].value.data, *w = parameters[1].value.data, *u = parameters[2].value.data;
  const double *b_ih = parameters[3].value.data, *b_hh = parameters[4].value.data;
  const double *dec_w = parameters[5].value.data, *dec_b = parameters[6].value.data;
  const auto multiplier = [](const StepMasks& m, int b, int j) {
    const traces::Mask& mask = m.at(0)->mask;
    return mask.kept(mask.structured() ? 0 : static_cast<std::size_t>(b), static_cast<std::size_t>(j)) ? m.scale : 0.0;
  };
  const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  double expected = 0.0;
  for (int b = 0; b < 2; ++b) {
    std::vector<double> h(6);
    for (int j = 0; j < 6; ++j) {
      double gates[4];
      for (int gate = 0; gate < 4; ++gate) {
        const int column = gate * 6 + j;
        gates[gate] = b_ih[column] + b_hh[column];
        for (int i = 0; i < 5; ++i) {
          gates[gate] += multiplier(masks.nr(0), b, i) * table[lm.inputs[static_cast<std::size_t>(b)] * 5 + i] *
                         w[i * 24 + column];
        }
        for (int i = 0; i < 6; ++i) {
          gates[gate] += multiplier(masks.rh(0), b, i) * lm.model.layer(0).h().at(-1)[b * 6 + i] * u[i * 24 + column];
        }
      }
      const double c =
          sigmoid(gates[1]) * lm.model.layer(0).c().at(-1)[b * 6 + j] + sigmoid(gates[0]) * std::tanh(gates[2]);
      h[static_cast<std::size_t>(j)] = sigmoid(gates[3]) * std::tanh(c);
    }
    std::vector<double> scores(9);
    double sum = 0.0;
    for (int v = 0; v < 9; ++v) {
      double& score = scores[static_cast<std::size_t>(v)];
      score = dec_b[v];
      for (int j = 0; j < 6; ++j)
        score += multiplier(masks.nr(1), b, j) * h[static_cast<std::size_t>(j)] * dec_w[j * 9 + v];
      sum += std::exp(score);
    }
    expected += std::log(sum) - scores[static_cast<std::size_t>(lm.targets[static_cast<std::size_t>(b)])];
  }
  CHECK(lm.loss(masks) == Approx(expected / 2).epsilon(1e-12));
}

}  // namespace skipgrid::models
