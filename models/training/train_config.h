// A training run as a user asks for it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "models/dropout.h"
#include "models/network/network_config.h"
#include "models/training/blas_device.h"
#include "models/training/data/conll.h"
#include "models/training/data/parallel_text.h"
#include "models/training/translation/decoding.h"
#include "traces/json/schema.h"

namespace skipgrid::models {

struct TrainConfig {
  std::string name;
  /// A language model, a tagger of words, or a translation model. What depends on the text (vocabularies, tags, the
  /// longest sentence) is the most that there may be.
  NetworkConfig network;
  std::string train_file;  ///< of a translation model: of its source
  std::string valid_file;  ///< a tagger may do without:
  int hold_out_every = 0;  ///< each such sentence of train_file is one to validate on; 0: valid_file has them
  TagScheme scheme = TagScheme::iob;        ///< of a tagger's texts
  ParallelFiles train_pairs, valid_pairs;   ///< of a translation model,
  std::optional<ParallelFiles> test_pairs;  ///< which is judged on these once it is trained
  Decoding decoding;                        ///< of a translation model, wherever it is judged
  DropoutConfig dropout;
  std::uint64_t seed = 1;   ///< of the weights
  double init_scale = 0.1;  ///< weights begin uniform in [-init_scale, init_scale]
  int epochs = 13;
  double learning_rate = 1.0;
  double decay = 0.5;  ///< of the learning rate, each epoch after the first decay_after
  int decay_after = 4;
  double clip = 5.0;  ///< largest norm of the gradient; 0: no clipping
  double weight_decay = 0.0;
  int average_patience = 0;        ///< of NT-ASGD (see averaged_after()); 0: weights are never averaged
  ActivationPenaltyRates penalty;  ///< of a language model
  int threads = 1;
  TimeFusion time_fusion = TimeFusion::fused;
  int checkpoint_every = 1000;  ///< iterations between checkpoints; the end of an epoch always is one

  /// epoch counts from 1.
  double learning_rate_in(int epoch) const;
};

/// Reads {"workload", "data": {"train", "valid", ...}, ...}, where the workload is an object already and a path is
/// relative to `directory`. `place_of` is asked for the places of members in errors. Throws InputError.
TrainConfig train_config_from_json(const nlohmann::json& json, const PlaceOf& place_of, const std::string& directory);

/// Everything that decides which numbers a training computes: two runs with equal texts compute the same.
nlohmann::json identity_of(const TrainConfig& config);

}  // namespace skipgrid::models
