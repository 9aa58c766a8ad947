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
constexpr std::int64_t kMaxCharacterWidth = 4096;  ///< of a character's embedding, and filters over them
constexpr std::int64_t kMaxCharacterKernel = 15;
constexpr std::int64_t kMaxWordLength = 64;
constexpr std::int64_t kMaxPictureHeight = 4096;
constexpr std::int64_t kMaxPictureValues = 16777216;   ///< of all pixels and channels of a picture
constexpr std::int64_t kMaxUnfoldedValues = 67108864;  ///< of a picture unfolded for a convolution

}  // namespace skipgrid::models
