#include "models/training/data/batch_order.h"

#include <algorithm>
#include <numeric>

#include "models/random_engine.h"

namespace skipgrid::models {

namespace {
constexpr int kOrderDraw = 0x4f;  // tells these draws from others with the same seed
}  // namespace

BatchOrder::BatchOrder(std::vector<Length> lengths, int samples, int pool)
    : lengths_(std::move(lengths)), samples_(samples), pool_(pool), order_(lengths_.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
}

void BatchOrder::sort_by_length(std::size_t first, std::size_t last) {
  std::stable_sort(order_.begin() + static_cast<std::ptrdiff_t>(first),
                   order_.begin() + static_cast<std::ptrdiff_t>(last),
                   [&](std::size_t a, std::size_t b) { return lengths_[a] < lengths_[b]; });
}

void BatchOrder::shuffle(std::uint64_t seed, int epoch) {
  RandomEngine engine = random_engine(seed, {kOrderDraw, epoch});
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  models::shuffle(order_, engine);
  const auto samples = static_cast<std::size_t>(samples_), pooled = static_cast<std::size_t>(pool_) * samples;
  for (std::size_t first = 0; first < order_.size(); first += pooled) {
    sort_by_length(first, std::min(first + pooled, order_.size()));
  }
  std::vector<std::size_t> batches(static_cast<std::size_t>(whole())), order;
  std::iota(batches.begin(), batches.end(), std::size_t{0});
  models::shuffle(batches, engine);
  for (const std::size_t batch : batches) {
    const auto first = order_.begin() + static_cast<std::ptrdiff_t>(batch * samples);
    order.insert(order.end(), first, first + samples_);
  }
  std::copy(order.begin(), order.end(), order_.begin());
}

}  // namespace skipgrid::models
