// A checkpoint of a very small model. Its checksum is put behind the input, so that what lies behind is reached; that
// a wrong one is refused is for tests/faults.
#include "models/training/checkpoint.h"

#include <boost/crc.hpp>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

#include "models/training/blas_device.h"
#include "models/training/training_data.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

std::string with_checksum(const std::string& bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  const std::uint32_t sum = crc.checksum();
  return bytes + std::string(reinterpret_cast<const char*>(&sum), sizeof(sum));
}

models::TrainConfig config() {
  const nlohmann::json json = nlohmann::json::parse(R"({"name": "tiny",
      "workload": {"name": "tiny", "model": "lstm_lm", "layers": 1, "hidden": 2, "steps": 2, "batch": 1, "vocabulary": 3},
      "data": {"train": "none", "valid": "none"}, "epochs": 3})");
  return models::train_config_from_json(json, in_file("tiny"), "");
}

models::TrainingData data() {
  const std::vector<std::string> words{"a", "b", "<eos>", "a", "b", "<eos>", "b", "a", "<eos>"};
  models::Vocabulary vocabulary(words, 3);
  const std::vector<std::int32_t> ids = vocabulary.ids(words);
  return models::Corpus{std::move(vocabulary), ids, ids};
}

/// A training that goes back to where it was before each input.
class Training {
 public:
  Training() : data_(data()), trainer_(make_trainer(config(), data_, device_)) {
    for (const auto& tensor : trainer_->memory()) memory_.emplace_back(tensor.data, tensor.data + tensor.elements());
  }

  models::Trainer& fresh() {
    trainer_->set_position({});
    const auto tensors = trainer_->memory();
    for (std::size_t i = 0; i < tensors.size(); ++i) std::copy(memory_[i].begin(), memory_[i].end(), tensors[i].data);
    return *trainer_;
  }

 private:
  models::TrainingData data_;
  models::BlasDevice<float> device_{models::TimeFusion::fused, 1};
  std::unique_ptr<models::Trainer> trainer_;
  std::vector<std::vector<float>> memory_;
};

void read_checkpoint(const Input& input) {
  static Training training;
  static MemoryFile file("checkpoint");
  file.fill(with_checksum(input.bytes));
  models::Trainer& trainer = training.fresh();
  models::load_checkpoint(file.path(), trainer);
  try {
    // What was accepted can be gone on with.
    if (!trainer.finished()) trainer.step();
    if (!trainer.finished() && trainer.epoch_complete()) trainer.end_epoch();
  } catch (const models::Diverged&) {
  }
}

}  // namespace

Target checkpoint_target() { return {"checkpoint", "checkpoint", read_checkpoint}; }

}  // namespace skipgrid::fuzz
