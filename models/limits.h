// The largest sizes a workload may have, as configs/schema states them: far beyond any model, and no product's MACs go
// beyond traces::kMaxMacs.
#pragma once

#include <cstdint>

namespace skipgrid::models {

constexpr std::int64_t kMaxLayers = 1000;
constexpr std::int64_t kMaxWidth = 131072;
constexpr std::int64_t kMaxSteps = 1000000;
constexpr std::int64_t kMaxBatch = 65536;
constexpr std::int64_t kMaxVocabulary = 4194304;

}  // namespace skipgrid::models
