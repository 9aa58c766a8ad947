// The tags that a CRF says.
#include <algorithm>
#include <utility>

#include "models/operations/crf.h"

namespace skipgrid::models {

template <class Scalar>
std::vector<std::int32_t> Crf<Scalar>::best_paths(const Tensor<Scalar>& emissions) const {
  const auto steps = static_cast<std::size_t>(lengths_.steps), tags = static_cast<std::size_t>(tags_);
  std::vector<std::int32_t> paths(steps * static_cast<std::size_t>(batch_), -1);
  std::vector<std::int32_t> best_before(steps * tags);  // [T x L]: the tag that the best way to a tag comes from
  std::vector<Scalar> best(tags), before(tags);
  for (std::int64_t b = 0; b < batch_; ++b) {
    for (int t = 0; t < length(b); ++t) {
      const Scalar* emission = emissions.at(t) + b * tags_;
      std::swap(best, before);
      for (std::size_t to = 0; to < tags; ++to) {
        const auto tag = static_cast<std::int64_t>(to);
        std::size_t from = 0;
        const auto come = [&](std::size_t other) {
          return before[other] + transition(static_cast<std::int64_t>(other), tag);
        };
        for (std::size_t other = 1; t > 0 && other < tags; ++other) {
          if (come(other) > come(from)) from = other;
        }
        best[to] = emission[to] + (t == 0 ? start(tag) : come(from));
        best_before[static_cast<std::size_t>(t) * tags + to] = static_cast<std::int32_t>(from);
      }
    }
    for (std::size_t tag = 0; tag < tags; ++tag) best[tag] += end(static_cast<std::int64_t>(tag));
    auto tag = static_cast<std::int32_t>(std::max_element(best.begin(), best.end()) - best.begin());
    for (int t = length(b) - 1; t >= 0; --t) {
      paths[static_cast<std::size_t>(t * batch_ + b)] = tag;
      tag = best_before[static_cast<std::size_t>(t) * tags + static_cast<std::size_t>(tag)];
    }
  }
  return paths;
}

template std::vector<std::int32_t> Crf<float>::best_paths(const Tensor<float>&) const;
template std::vector<std::int32_t> Crf<double>::best_paths(const Tensor<double>&) const;

}  // namespace skipgrid::models
