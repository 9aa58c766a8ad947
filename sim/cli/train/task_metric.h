// What a task is judged by, whatever the task: the perplexity of a language model, the F1 of a tagger, the BLEU of a
// translation model.
#pragma once

#include <string>

#include "models/training/trainer.h"

namespace skipgrid::cli {

enum class TaskMetric { perplexity, f1, bleu };

/// Of the epochs of one training, which all have the same.
TaskMetric metric_of(const models::EpochResult& epoch);
/// Of what was held out: F1 and BLEU between 0 and 100.
double value_of(TaskMetric metric, const models::EpochResult& epoch);
/// "valid ppl"
std::string to_string(TaskMetric metric);

}  // namespace skipgrid::cli
