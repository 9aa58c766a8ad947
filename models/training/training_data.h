// What a configuration trains on, read once for as many trainings as one likes.
#pragma once

#include <memory>
#include <variant>

#include "models/training/data/corpus.h"
#include "models/training/data/parallel_corpus.h"
#include "models/training/data/tagged_corpus.h"
#include "models/training/trainer.h"

namespace skipgrid::models {

/// A text for a language model, tagged sentences for a tagger, pairs of sentences for a translation model.
using TrainingData = std::variant<Corpus, TaggedCorpus, ParallelCorpus>;

/// Throws InputError naming file and line.
TrainingData read_training_data(const TrainConfig& config);

/// Data of the same config, but for its dropout. Data and device must outlive the trainer. Throws InputError when there
/// is too little of it.
std::unique_ptr<Trainer> make_trainer(const TrainConfig& config, const TrainingData& data, Device<float>& device);

}  // namespace skipgrid::models
