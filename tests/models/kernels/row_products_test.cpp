// The row kernels of every instruction set against plain loops, on random shapes and kept rows.
#include <catch2/catch.hpp>
#include <random>

#include "models/kernels/kernel_table.h"

namespace skipgrid::models {

namespace {

constexpr double kUntouched = 77.0;

template <class Scalar>
struct Case {
  explicit Case(std::mt19937& random) {
    const auto size = [&](int most) { return std::uniform_int_distribution<std::int64_t>(1, most)(random); };
    batch = size(23);
    inputs = size(150);
    outputs = size(300);
    const double keep = std::uniform_real_distribution<double>(0.0, 1.2)(random);
    const bool all = keep > 1.0;
    const int count = static_cast<int>(size(4));
    w = values(inputs * outputs, random);
    for (int t = 0; t < count; ++t) {
      std::vector<std::uint32_t> rows;
      for (std::int64_t i = 0; i < inputs; ++i) {
        if (all || std::bernoulli_distribution(keep)(random)) rows.push_back(static_cast<std::uint32_t>(i));
      }
      kept.push_back(rows);
      x.push_back(values(batch * static_cast<std::int64_t>(rows.size()), random));
      y.push_back(values(batch * outputs, random));
    }
    for (int t = 0; t < count; ++t) {
      const auto s = static_cast<std::size_t>(t);
      steps.push_back(
          {x[s].data(), all ? nullptr : kept[s].data(), static_cast<std::int64_t>(kept[s].size()), y[s].data()});
    }
  }

  std::vector<Scalar> values(std::int64_t count, std::mt19937& random) {
    std::vector<Scalar> list(static_cast<std::size_t>(count));
    for (Scalar& value : list) value = static_cast<Scalar>(std::uniform_real_distribution<double>(-1, 1)(random));
    return list;
  }
  RowProduct<Scalar> product(bool accumulate) {
    return {steps.data(), static_cast<int>(steps.size()), batch, w.data(), inputs, outputs, accumulate};
  }

  std::int64_t batch, inputs, outputs;
  std::vector<Scalar> w;
  std::vector<std::vector<std::uint32_t>> kept;
  std::vector<std::vector<Scalar>> x, y;
  std::vector<RowStep<Scalar>> steps;
};

// Calls visit(x element, w element, y element) for every multiply-accumulate of the products.
template <class Scalar, class Visit>
void for_each_mac(Case<Scalar>& c, const Visit& visit) {
  for (std::size_t t = 0; t < c.steps.size(); ++t) {
    const std::vector<std::uint32_t>& rows = c.kept[t];
    for (std::int64_t b = 0; b < c.batch; ++b) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::int64_t n = 0; n < c.outputs; ++n) {
          visit(c.x[t][static_cast<std::size_t>(b) * rows.size() + i],
                c.w[static_cast<std::size_t>(rows[i] * c.outputs + n)],
                c.y[t][static_cast<std::size_t>(b * c.outputs + n)]);
        }
      }
    }
  }
}

template <class Scalar>
double worst(const std::vector<Scalar>& a, const std::vector<Scalar>& b) {
  double most = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    most = std::max(most, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
  }
  return most;
}

template <class Scalar>
double tolerance() {
  return sizeof(Scalar) == 4 ? 2e-4 : 1e-12;
}

}  // namespace

TEMPLATE_TEST_CASE("Row products equal plain loops on every instruction set", "", float, double) {
  const unsigned seed = GENERATE(take(60, random(0u, 1u << 30)));
  CAPTURE(seed);
  for (const KernelTable<TestType>* table : all_kernels<TestType>()) {
    CAPTURE(table->name);
    for (const bool accumulate : {false, true}) {
      CAPTURE(accumulate);
      std::mt19937 random(seed);
      const Case<TestType> given(random);
      const auto fresh = [&] {
        std::mt19937 again(seed);
        return Case<TestType>(again);
      };
      {
        Case<TestType> computed = fresh(), expected = fresh();
        if (!accumulate)
          for (auto& y : expected.y) std::fill(y.begin(), y.end(), TestType{0});
        for_each_mac(expected, [](const TestType& x, const TestType& w, TestType& y) { y += x * w; });
        table->forward(computed.product(accumulate));
        for (std::size_t t = 0; t < given.steps.size(); ++t) {
          REQUIRE(worst(computed.y[t], expected.y[t]) < tolerance<TestType>());
        }
      }
      {
        Case<TestType> computed = fresh(), expected = fresh();
        if (!accumulate)
          for (auto& x : expected.x) std::fill(x.begin(), x.end(), TestType{0});
        for_each_mac(expected, [](TestType& x, const TestType& w, const TestType& y) { x += y * w; });
        table->data_gradient(computed.product(accumulate));
        for (std::size_t t = 0; t < given.steps.size(); ++t) {
          REQUIRE(worst(computed.x[t], expected.x[t]) < tolerance<TestType>());
        }
      }
      {
        Case<TestType> computed = fresh(), expected = fresh();
        if (!accumulate) std::fill(expected.w.begin(), expected.w.end(), TestType{0});
        for_each_mac(expected, [](const TestType& x, TestType& w, const TestType& y) { w += x * y; });
        table->weight_gradient(computed.product(accumulate));
        REQUIRE(worst(computed.w, expected.w) < tolerance<TestType>());
      }
    }
  }
}

TEMPLATE_TEST_CASE("A row product in parts has the bits of the whole", "", float, double) {
  const unsigned seed = GENERATE(take(40, random(0u, 1u << 30)));
  const bool accumulate = GENERATE(false, true);
  CAPTURE(seed, accumulate);
  for (const KernelTable<TestType>* table : all_kernels<TestType>()) {
    CAPTURE(table->name);
    for (const auto kernel : {&KernelTable<TestType>::forward, &KernelTable<TestType>::data_gradient,
                              &KernelTable<TestType>::weight_gradient}) {
      std::mt19937 random(seed), again(seed);
      Case<TestType> whole(random), parts(again);
      (table->*kernel)(whole.product(accumulate));
      const std::int64_t all = std::max(parts.inputs, parts.outputs);
      for (std::int64_t first = 0; first < all; first += kRowProductPanel) {
        RowProduct<TestType> product = parts.product(accumulate);
        product.first = first;
        product.end = first + kRowProductPanel;
        (table->*kernel)(product);
      }
      CHECK(parts.x == whole.x);
      CHECK(parts.w == whole.w);
      CHECK(parts.y == whole.y);
    }
  }
}

TEST_CASE("Without kept rows a product is zero, and adds nothing when it adds") {
  for (const KernelTable<float>* table : all_kernels<float>()) {
    std::vector<float> x, w(6, 1.0f), y(4, static_cast<float>(kUntouched));
    const std::uint32_t none = 0;
    RowStep<float> step{x.data(), &none, 0, y.data()};
    table->forward({&step, 1, 2, w.data(), 3, 2, true});
    CHECK(y == std::vector<float>(4, static_cast<float>(kUntouched)));
    table->forward({&step, 1, 2, w.data(), 3, 2, false});
    CHECK(y == std::vector<float>(4, 0.0f));
    table->weight_gradient({&step, 1, 2, w.data(), 3, 2, true});
    CHECK(w == std::vector<float>(6, 1.0f));
    table->weight_gradient({&step, 1, 2, w.data(), 3, 2, false});
    CHECK(w == std::vector<float>(6, 0.0f));
  }
}

}  // namespace skipgrid::models
