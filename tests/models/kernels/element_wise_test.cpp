// The fast exp, sigmoid and tanh against double precision, and the LSTM cell against its equations.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "models/kernels/kernel_table.h"
#include "models/operations/softmax.h"

namespace skipgrid::models {

namespace {

// Distance from the exact value in units of the float's last place there.
double ulps(float computed, double exact) {
  const auto nearest = static_cast<float>(exact);
  const double unit = static_cast<double>(std::nextafter(std::abs(nearest), std::numeric_limits<float>::infinity())) -
                      static_cast<double>(std::abs(nearest));
  return std::abs(static_cast<double>(computed) - exact) / unit;
}

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

}  // namespace

TEST_CASE("The kernel of exp is within two units in the last place") {
  for (const KernelTable<float>* table : all_kernels<float>()) {
    CAPTURE(table->name);
    double worst = 0.0;
    std::vector<float> x;
    for (float value = -80.0f; value <= 80.0f; value += 0.0013f) x.push_back(value);
    std::vector<float> y = x;
    table->exp_sum(y.data(), static_cast<std::int64_t>(y.size()), 0.0f);
    for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, ulps(y[i], std::exp(static_cast<double>(x[i]))));
    CHECK(worst < 2.0);
  }
}

TEST_CASE("The exp of very negative numbers is as good as zero, and the sum has no lost tail") {
  for (const KernelTable<float>* table : all_kernels<float>()) {
    for (std::int64_t count = 1; count < 70; ++count) {
      std::vector<float> row(static_cast<std::size_t>(count) + 1, 1.0f);
      CHECK(table->exp_sum(row.data(), count, 1.0f) == static_cast<double>(count));
      CHECK(row.back() == 1.0f);  // nothing beyond the end is touched
    }
    float far[] = {-1000.0f, -std::numeric_limits<float>::max()};
    CHECK(table->exp_sum(far, 2, 0.0f) < 1e-37);
  }
}

TEST_CASE("The LSTM cell's gates are within three units in the last place of their equations") {
  constexpr std::int64_t kHidden = 1003;
  for (const KernelTable<float>* table : all_kernels<float>()) {
    CAPTURE(table->name);
    std::mt19937 random(5);
    std::uniform_real_distribution<float> value(-9.0f, 9.0f);
    std::vector<float> sums(4 * kHidden), b_ih(4 * kHidden, 0.0f), b_hh(4 * kHidden, 0.0f), before(kHidden, 0.0f);
    std::vector<float> c(kHidden), h(kHidden);
    for (float& sum : sums) sum = value(random);
    std::vector<float> gates = sums;
    table->lstm_forward({1, kHidden, gates.data(), b_ih.data(), b_hh.data(), before.data(), c.data(), h.data()});
    double worst = 0.0;
    for (std::size_t j = 0; j < 4 * kHidden; ++j) {
      const auto x = static_cast<double>(sums[j]);
      worst = std::max(worst, ulps(gates[j], j / kHidden == 2 ? std::tanh(x) : sigmoid(x)));
    }
    CHECK(worst < 3.0);
  }
}

TEST_CASE("The LSTM cell adds both biases, keeps what f says of the old state and shows what o says of the new") {
  // sums + biases: i 1, f -1, g 0.5, o 2; c before 3.
  for (const KernelTable<double>* table : all_kernels<double>()) {
    std::vector<double> gates{0.5, -2.0, 0.25, 1.5}, b_ih{0.25, 0.5, 0.25, 0.25}, b_hh{0.25, 0.5, 0.0, 0.25};
    double before = 3.0, c = 0.0, h = 0.0;
    table->lstm_forward({1, 1, gates.data(), b_ih.data(), b_hh.data(), &before, &c, &h});
    CHECK(gates[0] == Approx(sigmoid(1.0)));
    CHECK(gates[1] == Approx(sigmoid(-1.0)));
    CHECK(gates[2] == Approx(std::tanh(0.5)));
    CHECK(gates[3] == Approx(sigmoid(2.0)));
    CHECK(c == Approx(sigmoid(-1.0) * 3.0 + sigmoid(1.0) * std::tanh(0.5)));
    CHECK(h == Approx(sigmoid(2.0) * std::tanh(c)));
  }
}

TEST_CASE("Cross-entropy and its gradient follow from the softmax") {
  std::vector<double> scores{1.0, 2.0, -1.0, 0.5, 0.0, 3.0}, bias{0.5, -0.5, 0.0};
  const std::vector<double> given = scores;
  const std::int32_t targets[] = {1, 0};
  const double loss = softmax_loss(3, scores.data(), bias.data(), targets[0], 0.25) +
                      softmax_loss(3, scores.data() + 3, bias.data(), targets[1], 0.25);
  double expected = 0.0;
  for (std::size_t b = 0; b < 2; ++b) {
    double sum = 0.0;
    for (std::size_t v = 0; v < 3; ++v) sum += std::exp(given[b * 3 + v] + bias[v]);
    for (std::size_t v = 0; v < 3; ++v) {
      const double p = std::exp(given[b * 3 + v] + bias[v]) / sum;
      const bool target = static_cast<std::size_t>(targets[b]) == v;
      CHECK(scores[b * 3 + v] == Approx(0.25 * (p - (target ? 1.0 : 0.0))));
      if (target) expected -= std::log(p);
    }
  }
  CHECK(loss == Approx(expected));
}

TEST_CASE("Sums of squares and scaled additions reach the last element at every length") {
  for (const KernelTable<float>* table : all_kernels<float>()) {
    for (const std::int64_t count : {1, 15, 16, 17, 255, 1024, 1025, 4097}) {
      std::vector<float> values(static_cast<std::size_t>(count), 2.0f),
          target(static_cast<std::size_t>(count) + 1, 1.0f);
      CHECK(table->sum_of_squares(values.data(), count) == 4.0 * static_cast<double>(count));
      table->add_scaled(target.data(), values.data(), 0.5f, count);
      CHECK(std::count(target.begin(), target.end(), 2.0f) == count);
      CHECK(target.back() == 1.0f);
    }
  }
}

}  // namespace skipgrid::models
