// One training as the command's options ask for it: on which device, with what recorded, dumped and translated.
#pragma once

#include "models/training/training_data.h"
#include "sim/cli/options.h"
#include "sim/cli/train/train_job.h"
#include "sim/cli/train/training_run.h"

namespace skipgrid::cli {

/// Whether --device array is asked for. Throws InputError for a device that there is not.
bool through_array(const Options& options);

/// Reads --device, --engine, --trace, --trace-first, --trace-count, --dump, --translations and --format.
TrainingResult train_once(const TrainJob& job, const models::TrainingData& data, TrainingTasks tasks,
                          const Options& options);

}  // namespace skipgrid::cli
