// Checkpoints: a training goes on from one as if it had never stopped, and from nothing else.
#include "models/training/checkpoint.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "tests/fixtures/temporary_folder.h"
#include "tests/models/training/counting_run.h"
#include "tests/models/training/reproduced_run.h"
#include "traces/files/checksum.h"
#include "traces/input_error.h"

namespace skipgrid::models {

using traces::test::read_file;
using traces::test::write_file;

namespace {

std::string error_of(const std::string& path, Trainer& trainer) {
  try {
    load_checkpoint(path, trainer);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("Gone on from a checkpoint, a training ends in the bits it would have ended in") {
  const int stop = GENERATE(1, 37, 59, 60, 100);  // within the first epoch, at its end, within the second
  const ResumedRun<LmRun> resumed(small_lm_config(), counting_corpus(), stop, 130);
  REQUIRE(resumed.whole.trainer.iterations_per_epoch() == 59);
}

TEST_CASE("A checkpoint that is not whole, or not of this training, is refused with the reason") {
  using Catch::Matchers::Contains;
  using Catch::Matchers::EndsWith;
  const traces::test::TemporaryFolder scratch;
  const std::string path = scratch / "checkpoint";
  const Corpus corpus = counting_corpus();
  LmRun run(small_lm_config(), corpus);
  run.iterate(2);
  save_checkpoint(path, run.trainer);
  const std::string good = read_file(path);
  REQUIRE(error_of(path, run.trainer) == "accepted");

  CHECK_THAT(error_of(scratch / "nothing", run.trainer), EndsWith("cannot be read: No such file or directory"));
  for (const std::size_t length : {std::size_t{0}, std::size_t{5}, good.size() / 2, good.size() - 1}) {
    write_file(path, good.substr(0, length));
    CHECK_THAT(error_of(path, run.trainer), Contains("checkpoint") && !Contains("accepted"));
  }
  for (const std::size_t at : {good.find('\n') + 1, good.size() / 2, good.size() - 1}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    write_file(path, bad);
    CHECK_THAT(error_of(path, run.trainer), EndsWith("is damaged: its checksum is wrong"));
  }
  write_file(path, good);
  TrainConfig changed = small_lm_config();
  changed.dropout.rh = 0.3;
  LmRun other(changed, corpus);
  CHECK_THAT(error_of(path, other.trainer), EndsWith("another configuration: /workload/dropout/rh differs"));
  Corpus longer = corpus;
  longer.train.push_back(0);
  LmRun elsewhere(small_lm_config(), longer);
  CHECK_THAT(error_of(path, elsewhere.trainer), EndsWith("was saved with another text"));
}

namespace {

/// The checkpoint with one member of its position changed, and a checksum that fits.
std::string with_position(const std::string& checkpoint, const char* pointer, const nlohmann::json& value) {
  const std::size_t line_end = checkpoint.find('\n');
  nlohmann::json head = nlohmann::json::parse(checkpoint.substr(0, line_end));
  head["position"][nlohmann::json::json_pointer(pointer)] = value;
  const std::string body = checkpoint.substr(line_end, checkpoint.size() - line_end - sizeof(std::uint32_t));
  std::string bytes = head.dump() + body;
  traces::Crc32 crc;
  crc.add(bytes);
  const std::uint32_t checksum = crc.value();
  return bytes.append(reinterpret_cast<const char*>(&checksum), sizeof(checksum));
}

}  // namespace

TEST_CASE("A checkpoint of a position where its training cannot be is refused, and changes nothing") {
  const traces::test::TemporaryFolder scratch;
  const std::string path = scratch / "checkpoint";
  const Corpus corpus = counting_corpus();
  LmRun run(small_lm_config(), corpus);
  run.iterate(61);  // 59 an epoch: the second one's second
  save_checkpoint(path, run.trainer);
  const std::string good = read_file(path);
  const std::vector<float> before = run.memory();
  const auto changed = [&](const char* pointer, const nlohmann::json& value) {
    write_file(path, with_position(good, pointer, value));
    return error_of(path, run.trainer);
  };
  REQUIRE(changed("/iteration", 2) == "accepted");
  const std::string place = path + ": position";
  CHECK(changed("/iteration", -1) == place + "/iteration: expected an integer from 0 to 58, got -1");
  CHECK(changed("/iteration", 59) == place + "/iteration: expected an integer from 0 to 58, got 59");
  CHECK(changed("/iteration", 1.5) == place + "/iteration: expected an integer from 0 to 58, got 1.5");
  CHECK(changed("/total_iterations", 60) == place + "/total_iterations: expected an integer from 61 to 61, got 60");
  CHECK(changed("/epoch", 0) == place + "/epoch: expected an integer from 1 to 36398028, got 0");
  CHECK(changed("/epoch", 1) == place + "/total_iterations: expected an integer from 2 to 2, got 61");
  CHECK(changed("/running_log_loss", nullptr) == place + "/running_log_loss: expected a number >= 0, got null");
  CHECK(changed("/running/tokens", "many") ==
        place + "/running/tokens: expected an integer from 0 to 9223372036854775807, got \"many\"");
  CHECK(changed("/curve", nlohmann::json::array()) ==
        place + "/curve: expected an array of 1, the epochs that are over, got 0");
  CHECK(changed("/curve/0/epoch", 2) == place + "/curve/0/epoch: expected an integer from 1 to 1, got 2");
  CHECK(changed("/curve/0/phase_seconds", 1) == place + "/curve/0/phase_seconds: expected an object, got 1");
  CHECK(run.memory() == before);
  CHECK(run.trainer.position().total_iterations == 61);
}

TEST_CASE("A checkpoint's first line may hold anything") {
  const traces::test::TemporaryFolder scratch;
  const std::string path = scratch / "checkpoint";
  LmRun run(small_lm_config(), counting_corpus());
  const auto complaint = [&](const std::string& line) {
    write_file(path, line + "\nabcdefgh");
    return error_of(path, run.trainer);
  };
  CHECK(complaint(R"({"format": 3, "version": 1})") == path + ":1: expected the first line of a skipgrid checkpoint");
  CHECK(complaint("[1]") == path + ":1: expected the first line of a skipgrid checkpoint");
  CHECK(complaint(R"({"format": "skipgrid-checkpoint", "version": "x"})") ==
        path + ":1: version: expected 1, got \"x\"");
  CHECK(complaint(R"({"format": "skipgrid-checkpoint"})") == path + ":1: version: expected 1, got nothing");
  CHECK(complaint(R"({"format": "skipgrid-checkpoint", "version": 1})") ==
        path + ": is damaged: its checksum is wrong");
}

TEST_CASE("What goes on for ever is no checkpoint") {
  LmRun run(small_lm_config(), counting_corpus());
  CHECK(error_of("/dev/zero", run.trainer) == "/dev/zero:1: longer than 67108864 bytes");
}

TEST_CASE("Saving over a checkpoint leaves nothing else behind") {
  const traces::test::TemporaryFolder scratch;
  LmRun run(small_lm_config(), counting_corpus());
  for (int i = 0; i < 3; ++i) {
    run.iterate(1);
    save_checkpoint(scratch / "checkpoint", run.trainer);
  }
  CHECK(scratch.files() == std::vector<std::string>{"checkpoint"});
}

}  // namespace skipgrid::models
