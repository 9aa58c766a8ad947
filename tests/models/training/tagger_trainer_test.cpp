// Taggers in training: they learn, can be reproduced and gone on with, and what they record is what their shapes say.
#include "models/training/tagger_trainer.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "models/training/checkpoint.h"
#include "models/training/recording_device.h"
#include "models/workload.h"
#include "tests/models/network/tiny_network.h"
#include "tests/models/recorded_trace.h"
#include "tests/models/training/reproduced_run.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Json = nlohmann::json;

Json small_tagger() {
  return {
      {"batch", 4},
      {"steps", 9},
      {"layers",
       {{{"name", "words"}, {"type", "embedding"}, {"vocabulary", 50}, {"width", 6}},
        {{"name", "letters"},
         {"type", "characters"},
         {"vocabulary", 50},
         {"width", 5},
         {"filters", 4},
         {"word_length", 3}},
        {{"name", "rnn"}, {"type", "lstm"}, {"hidden", 7}, {"bidirectional", true}, {"input", {"words", "letters"}}},
        {{"name", "scores"}, {"type", "linear"}, {"width", 9}},
        {{"name", "crf"}, {"type", "crf"}}}}};
}

/// Word 3 and what follows it is an entity, word 4 alone another.
TaggedCorpus corpus_of_rules() {
  TaggedCorpus corpus{
      Vocabulary({"a", "b", "c", "d", "e", "f"}, 10), Vocabulary({"x", "y"}, 10), {"B-p", "B-q", "I-p", "O"}, {}, {}};
  std::mt19937 random(7);
  std::uniform_int_distribution<int> word(0, 5), length(1, 6);
  for (int i = 0; i < 90; ++i) {
    SentenceIds sentence;
    const int steps = length(random);
    for (int t = 0; t < steps; ++t) {
      const int id = word(random);
      const bool inside = t > 0 && sentence.words.back() == 3 && id != 3 && id != 4;
      sentence.words.push_back(id);
      sentence.tags.push_back(inside ? 2 : id == 3 ? 0 : id == 4 ? 1 : 3);
      sentence.letters.push_back({id % 2});
    }
    (i < 70 ? corpus.train : corpus.valid).push_back(std::move(sentence));
  }
  return corpus;
}

TrainConfig small_tagger_config(DropoutCase dropout_case = DropoutCase::III) {
  TrainConfig config;
  config.network = network_from(small_tagger());
  config.dropout.dropout_case = dropout_case;
  config.dropout.nr = 0.2;
  config.dropout.rh = 0.2;
  config.epochs = 15;
  config.learning_rate = 0.5;
  config.init_scale = 0.3;
  config.decay_after = 100;
  config.train_file = config.valid_file = "rules";
  return config;
}

using TaggerRun = TrainerRun<TaggerTrainer, TaggedCorpus>;

}  // namespace

TEST_CASE("A tagger learns entities from their words and neighbours, with random dropout and with structured") {
  const TaggedCorpus corpus = corpus_of_rules();
  TaggerRun run(small_tagger_config(GENERATE(DropoutCase::I, DropoutCase::III)), corpus);
  CHECK(run.trainer.valid_entities().f1() < 0.5);
  run.iterate(1 << 20);
  REQUIRE(run.trainer.position().curve.size() == 15);
  const EpochResult& last = run.trainer.position().curve.back();
  CHECK(last.valid_entities->f1() > 0.9);
  CHECK(last.valid_perplexity < 1.2);
  CHECK(last.train_perplexity < run.trainer.position().curve.front().train_perplexity);
  CHECK(last.learning_rate == 0.5);
  // Every entity that is held out is counted: those of corpus.valid.
  std::int64_t expected = 0;
  for (const SentenceIds& sentence : corpus.valid) {
    expected += static_cast<std::int64_t>(entities_of(corpus.names_of(sentence.tags)).size());
  }
  CHECK(last.valid_entities->expected == expected);
  CHECK(run.trainer.valid_entities().f1() == last.valid_entities->f1());
}

TEST_CASE("A tagger is judged with nothing dropped") {
  const TaggedCorpus corpus = corpus_of_rules();
  TrainConfig config = small_tagger_config();
  TaggerRun dropping(config, corpus);
  config.dropout = {};
  TaggerRun keeping(config, corpus);
  CHECK(dropping.trainer.valid_perplexity() == keeping.trainer.valid_perplexity());
  // Also of rates that the layers state themselves.
  Json json = small_tagger();
  json["layers"][0]["drop_words"] = 0.5;
  json["layers"][2]["drop_connect"] = 0.5;
  json["layers"][2]["dropout"] = {{"input", 0.5}};
  config.network = network_from(json);
  TaggerRun stated(config, corpus);
  CHECK(stated.trainer.valid_perplexity() == keeping.trainer.valid_perplexity());
}

TEST_CASE("The same seed trains a tagger to the same bits, another seed does not") {
  const TaggedCorpus corpus = corpus_of_rules();
  check_that_the_seed_decides<TaggerRun>(small_tagger_config(), corpus, 40);
}

TEST_CASE("Gone on from a checkpoint, a tagger ends in the bits it would have ended in") {
  const TaggedCorpus corpus = corpus_of_rules();
  const int stop = GENERATE(1, 16, 17, 18, 30);  // within the first epoch of 17, at its end, within the second
  const ResumedRun<TaggerRun> resumed(small_tagger_config(), corpus, stop, 40);
  REQUIRE(resumed.whole.trainer.iterations_per_epoch() == 17);
  const std::vector<EpochResult>& curve = resumed.second.trainer.position().curve;
  const std::vector<EpochResult>& expected = resumed.whole.trainer.position().curve;
  REQUIRE(curve.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const EpochResult &a = curve[i], &b = expected[i];
    CHECK(a.valid_perplexity == b.valid_perplexity);
    CHECK(a.valid_entities->right == b.valid_entities->right);
  }
  TaggedCorpus changed = corpus;
  changed.valid.front().tags.front() ^= 1;
  TaggerRun elsewhere(small_tagger_config(), changed);
  CHECK_THROWS_WITH(load_checkpoint(resumed.checkpoint, elsewhere.trainer),
                    Catch::Matchers::EndsWith("was saved with another text"));
}

TEST_CASE("What a tagger records has the products that a trace of its shapes has") {
  const TaggedCorpus corpus = corpus_of_rules();
  const TrainConfig config = small_tagger_config();
  RecordedTrace recorded;
  BlasDevice<float> blas;
  TraceDevice<float> tracing(recorded);
  RecordingDevice<float> device(blas, tracing);
  TaggerTrainer trainer(config, corpus, device);
  device.record(true);
  trainer.step();
  // The same lengths and sizes, shapes only.
  SentenceBatches batches(corpus.train, 4, 3);
  batches.shuffle(config.seed, 1);
  Batch batch = batches.at(0);
  batch.streams.front().tokens = batch.streams.front().targets = batch.streams.front().characters = nullptr;
  NetworkConfig sizes = config.network;
  std::get<EmbeddingConfig>(sizes.layers[0].kind).vocabulary = static_cast<int>(corpus.words.size());
  std::get<CharactersConfig>(sizes.layers[1].kind).vocabulary = static_cast<int>(corpus.letters.size());
  std::get<LinearConfig>(sizes.layers[3].kind).width = 4;
  RecordedTrace shapes;
  TraceDevice<float> shape_device(shapes);
  Network<float> network(shape_device, sizes);
  Sgd<float> sgd(shape_device, network.parameters());
  MaskDrawer masks(config.dropout, 4, 0);
  network.begin(batch, masks);
  network.forward(batch);
  network.backward(batch);
  sgd.update({});
  REQUIRE(recorded.ops.size() == shapes.ops.size());
  CHECK(recorded.all_gemms() == shapes.all_gemms());
}

TEST_CASE("Only a network that tags words is trained on tagged words") {
  const auto error = [](const Json& json) -> std::string {
    try {
      tagger_layers(network_from(json), "t.json: /workload");
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  CHECK(error(small_tagger()) == "accepted");
  Json json = small_tagger();
  json["layers"][4] = {{"name", "out"}, {"type", "softmax"}, {"classes", 5}};
  CHECK(error(json) ==
        "t.json: /workload/layers: expected a tagger: one embedding, at most one layer of characters, and one crf at "
        "the end");
  json = small_tagger();
  json["layers"][2]["bidirectional"] = false;
  json["layers"].erase(3);
  CHECK(error(json) == "t.json: /workload/layers: expected a crf that reads a linear layer");
  json = small_tagger();
  json["layers"][2].update(Json{{"bidirectional", false}, {"state", "carried"}});
  CHECK(error(json) ==
        "t.json: /workload/layers/2 (rnn)/state: expected zero: a state is carried through a running text, not from "
        "one sentence to another");
  TaggedCorpus corpus = corpus_of_rules();
  corpus.train.resize(3);
  BlasDevice<float> device;
  CHECK_THROWS_WITH(TaggerTrainer(small_tagger_config(), corpus, device),
                    "rules: expected at least 4 sentences to train on, a batch, got 3");
}

}  // namespace skipgrid::models
