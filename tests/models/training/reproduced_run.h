// Trainings that must come to the same bits again: from the same seed, and from a checkpoint.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "models/training/checkpoint.h"
#include "tests/fixtures/temporary_folder.h"
#include "tests/models/training/trainer_run.h"

namespace skipgrid::models {

inline bool same_curve(const TrainingPosition& a, const TrainingPosition& b) {
  if (a.curve.size() != b.curve.size() || a.running_log_loss != b.running_log_loss) return false;
  for (std::size_t i = 0; i < a.curve.size(); ++i) {
    if (a.curve[i].train_perplexity != b.curve[i].train_perplexity) return false;
    if (a.curve[i].valid_perplexity != b.curve[i].valid_perplexity) return false;
  }
  return true;
}

/// The same seed trains to the same bits, another one does not.
template <class Run, class CorpusKind>
void check_that_the_seed_decides(const TrainConfig& config, const CorpusKind& corpus, int iterations) {
  Run one(config, corpus), other(config, corpus);
  one.iterate(iterations);
  other.iterate(iterations);
  CHECK(one.memory() == other.memory());
  CHECK(same_curve(one.trainer.position(), other.trainer.position()));
  TrainConfig changed = config;
  changed.seed = 2;
  Run third(changed, corpus);
  third.iterate(iterations);
  CHECK(third.memory() != one.memory());
}

/// Two trainings of so many iterations, of which the second goes on from the checkpoint of one that was stopped. Checks
/// that they end in the same bits.
template <class Run>
struct ResumedRun {
  template <class CorpusKind>
  ResumedRun(const TrainConfig& config, const CorpusKind& corpus, int stop, int iterations)
      : whole(config, corpus), second(config, corpus) {
    Run first(config, corpus);
    first.iterate(stop);
    save_checkpoint(checkpoint, first.trainer);
    second.iterate(3);  // what was there before does not matter
    load_checkpoint(checkpoint, second.trainer);
    CHECK(second.trainer.position().total_iterations == stop);
    second.iterate(iterations - stop);
    whole.iterate(iterations);
    CHECK(second.memory() == whole.memory());
    CHECK(same_curve(second.trainer.position(), whole.trainer.position()));
  }

  traces::test::TemporaryFolder scratch;
  std::string checkpoint = scratch / "checkpoint";
  Run whole, second;
};

}  // namespace skipgrid::models
