#include "sim/report/timeline/sampled_counter.h"

#include <algorithm>

namespace skipgrid::sim {

void SampledCounter::add(Cycles begin, Cycles end, double amount) {
  const std::int64_t from = (std::max(begin, window_.from) - window_.from).count();
  const std::int64_t to = (std::min(end, window_.to) - window_.from).count();
  if (from >= to) return;
  end_ = std::max(end_, window_.from + Cycles(to));
  while (divide_up(to, stretch_) > static_cast<std::int64_t>(most_)) halve();
  const auto samples = static_cast<std::size_t>(divide_up(to, stretch_));
  if (sums_.size() < samples) sums_.resize(samples);
  for (std::int64_t at = from; at < to;) {
    const std::int64_t next = std::min(to, (at / stretch_ + 1) * stretch_);
    sums_[static_cast<std::size_t>(at / stretch_)] += amount * static_cast<double>(next - at);
    at = next;
  }
}

void SampledCounter::halve() {
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const double sum = sums_[i];
    sums_[i] = 0;
    sums_[i / 2] += sum;
  }
  sums_.resize((sums_.size() + 1) / 2);
  stretch_ *= 2;
}

std::vector<SampledCounter::Sample> SampledCounter::samples() const {
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const Cycles from = window_.from + Cycles(static_cast<std::int64_t>(i) * stretch_);
    samples.push_back({from, sums_[i] / static_cast<double>(std::min(Cycles(stretch_), end_ - from).count())});
  }
  return samples;
}

}  // namespace skipgrid::sim
