// One batch as a network reads it: how long its sentences are and, where there are numbers, what they hold.
#pragma once

#include <cstdint>
#include <vector>

#include "models/sequence_lengths.h"

namespace skipgrid::models {

/// One of a batch's parallel texts: source and target of a translation are two streams. Pointers are null on devices
/// without numbers; an id below zero is padding.
struct Stream {
  SequenceLengths lengths;
  const std::int32_t* tokens = nullptr;      ///< [T x B]
  const std::int32_t* targets = nullptr;     ///< [T x B]: the next word, the label
  const std::int32_t* characters = nullptr;  ///< [T x B x L]: of each word
  const void* values = nullptr;              ///< [T x B x width] of the device's scalar: pictures, features
};

struct Batch {
  std::vector<Stream> streams;  ///< as many as the network has
};

}  // namespace skipgrid::models
