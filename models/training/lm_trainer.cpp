#include "models/training/lm_trainer.h"

#include <algorithm>
#include <boost/crc.hpp>
#include <variant>

namespace skipgrid::models {

namespace {

LstmLmConfig with_vocabulary(LstmLmConfig model, std::size_t words) {
  model.vocabulary = static_cast<int>(words);
  return model;
}

}  // namespace

LmTrainer::LmTrainer(const TrainConfig& config, const Corpus& corpus, Device<float>& device)
    : Trainer(config, device),
      sizes_(with_vocabulary(std::get<LstmLmConfig>(config.model), corpus.vocabulary.size())),
      corpus_(corpus),
      train_(corpus.train, sizes_.batch, sizes_.steps, config.train_file),
      valid_(corpus.valid, sizes_.batch, sizes_.steps, config.valid_file),
      model_(device, sizes_, sizes_.batch),
      no_masks_(sizes_.layers),
      masks_(sizes_.layers) {
  start(model_.parameters());
}

void LmTrainer::reset_state() {
  for (int k = 0; k < sizes_.layers; ++k) {
    for (const Tensor<float>* state : {&model_.layer(k).h(), &model_.layer(k).c()}) {
      std::fill_n(state->at(-1), state->rows * state->cols, 0.0f);
    }
  }
}

Trainer::Loss LmTrainer::compute() {
  if (position().iteration == 0) reset_state();
  tokens_ = train_.at(position().iteration);
  masks_ = IterationMasks(config().dropout, sizes_.stack(), position().total_iterations);
  model_.forward(tokens_, masks_);
  model_.backward(tokens_, masks_);
  return {model_.log_loss(), tokens_of_iteration(), {}};
}

Trainer::Loss LmTrainer::validate() {
  reset_state();
  Loss loss;
  for (int iteration = 0; iteration < valid_.iterations(); ++iteration) {
    model_.forward(valid_.at(iteration), no_masks_);
    loss.log_loss += model_.log_loss();
    loss.tokens += tokens_of_iteration();
    model_.carry_state();
  }
  return loss;
}

std::vector<Tensor<float>> LmTrainer::memory() const {
  std::vector<Tensor<float>> all = Trainer::memory();
  for (int k = 0; k < sizes_.layers; ++k) {
    for (Tensor<float> state : {model_.layer(k).h(), model_.layer(k).c()}) {
      state.slices = 1;  // only the slice before step 0 lives on
      all.push_back(state);
    }
  }
  return all;
}

std::uint32_t LmTrainer::data_checksum() const {
  boost::crc_32_type crc;
  for (const auto* tokens : {&corpus_.train, &corpus_.valid}) {
    crc.process_bytes(tokens->data(), tokens->size() * sizeof(std::int32_t));
  }
  for (std::size_t i = 0; i < corpus_.vocabulary.size(); ++i) {
    const std::string& word = corpus_.vocabulary.word(static_cast<std::int32_t>(i));
    crc.process_bytes(word.c_str(), word.size() + 1);
  }
  return crc.checksum();
}

}  // namespace skipgrid::models
